import { fileLine } from '../effective/finding-place.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { globalScope } from '../effective/scope-targets.js';
import type { Rule } from './rule.js';
import { artifactsPage } from '../cors/sources.js';

const broken = 'apimartifacts/apis/orders/apiInformation.json';

/** Rule `unreadable-metadata`: metadata that cannot be read. */
export const unreadableMetadata: Rule = {
  id: 'unreadable-metadata',
  title: 'Metadata that cannot be read',
  severity: 'warning',
  severityNote:
    'error where several files claim to be one thing, for which of them counts is not known, and where code that may hold policies was not read',
  certainty: 'documented',
  detects:
    'A JSON or YAML file of the artifacts that is not well-formed, is a link or could not be read, has a shape the publisher does not read, or claims the id of another API, operation, product, fragment, named value or version set (API Management does not tell letter case apart); Terraform code that cannot be read.',
  why: 'Ids, paths, product links and named values come from it: the review goes on without them, and may know less than it could.',
  repair: 'Fix the file at the line shown.',
  sources: [artifactsPage],
  get fails() {
    return [
      {
        name: 'JSON with a placeholder in it',
        head: {
          ...repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
          [broken]: '{ "properties": { "path": "orders", "apiVersionSetId": [subscription id] } }\n',
        },
      },
    ];
  },
  get passes() {
    return [{ name: 'readable metadata', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }) }];
  },
  *check(state) {
    for (const problem of state.service.problems) {
      const { conflict = problem.hides === true ? 'unread' : undefined } = problem;
      yield {
        rule: 'unreadable-metadata',
        severity: conflict === undefined ? 'warning' : 'error',
        certainty: 'documented',
        says: { code: 'unreadable-metadata', given: { fault: problem.says } },
        place: fileLine(problem.path, problem.line),
        alsoAt: [],
        scope: globalScope,
        // If any of the files changes, it is another conflict.
        key: conflict === undefined ? problem.path : `${problem.path}\0${conflict}`,
        targets: [],
        repairs: null,
      };
    }
  },
};

import { removeNode } from '../xml/edit-elements.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { touchesOnly } from '../repairs/promises.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { fetchStandard } from '../cors/sources.js';
import { allowsAnyOrigin, mayHaveCredentials } from '../effective/wildcard.js';
import { writtenOrigins } from '../effective/written-origins.js';

const byHand = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', ['<value>null</value>']);

/** Rule `null-origin`: the null origin. */
export const nullOrigin: Rule = {
  id: 'null-origin',
  title: 'The null origin',
  severity: 'error',
  severityNote: 'beside `*` without credentials, which lets everybody in already: warning, and info in an environment of development',
  ofDocument: true,
  certainty: 'documented',
  detects: '`<origin>null</origin>`, in any case, or `null` written into `Access-Control-Allow-Origin` by hand where there is no `<cors>`.',
  why: 'Browsers send `Origin: null` from sandboxed frames, `data:` documents, local files and after cross-origin redirects. Any website can make one, so allowing `null` allows everybody.',
  repair: 'Delete the entry. For local development list the development server’s origin.',
  sources: [fetchStandard],
  get fails() {
    return [
      { name: 'null listed', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'null'] })) }) },
      { name: 'null written by hand', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...byHand])) }) },
      { name: 'null in an answer of its own', head: repository({ [apiPath]: policy(['<base />', ...within('return-response', byHand)]) }) },
    ];
  },
  get passes() {
    return [{ name: 'no null', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }) }];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      for (const entry of element.policy.origins) {
        if (entry.kind !== 'null') continue;
        const isBesideAny = allowsAnyOrigin(element.policy) && !mayHaveCredentials(element.policy);
        yield {
          rule: 'null-origin',
          severity: isBesideAny ? (state.service.isDevelopment === true ? 'info' : 'warning') : 'error',
          certainty: 'documented',
          says: { code: 'null-origin', given: isBesideAny ? { isBesideAny } : {} },
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          key: 'null',
          targets: elementTargets(state, element),
          repairs:
            // Deleting it changes nothing beside "*".
            element.policy.origins.length === 1 || isBesideAny
              ? null
              : (desk) =>
                  repairElement(desk, entry.place, (document, found) => removeNode(document, found), {
                    title: { code: 'delete-origin', given: { which: 'null' } },
                    promise: touchesOnly(['null'], ['narrowed']),
                  }),
        };
      }
    }
    for (const { value, writer, scope, targets } of writtenOrigins(state)) {
      if (value !== 'null') continue;
      yield {
        rule: 'null-origin',
        severity: 'error',
        certainty: 'documented',
        says: { code: 'null-origin', given: {} },
        place: allOf(writer.element.place),
        alsoAt: [],
        scope,
        key: 'null',
        targets,
        repairs: (desk) =>
          repairElement(desk, writer.element.place, (document, found) => removeNode(document, found), {
            title: { code: 'delete-set-header', given: { count: 1 } },
            promise: touchesOnly(['null'], ['narrowed']),
          }),
      };
    }
  },
};

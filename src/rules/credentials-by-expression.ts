import { lineOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Example, Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { isExpression } from '../text/open-parts.js';

/** Rule `credentials-by-expression`: the repository does not decide whether credentials are allowed. */
export const credentialsByExpression: Rule = {
  id: 'credentials-by-expression',
  title: 'Credentials decided elsewhere',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'An `allow-credentials` that is computed at run time, or a value that the repository does not hold.',
  why: 'With credentials a page acts as its visitor. Nobody who reads the policy can tell whether pages may, so the review has to take it for both.',
  repair: 'Write `true` or `false`, or keep the named value in the repository.',
  sources: [corsPolicyPage, fetchStandard],
  get fails() {
    return [example('an expression', '@(context.Request.IpAddress == &quot;10.0.0.1&quot;)'), example('a value kept elsewhere', '{{credentials}}')];
  },
  get passes() {
    return [example('written out', 'true')];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { allowCredentials, place } = element.policy;
      if (allowCredentials.kind !== 'expression') continue;
      yield {
        rule: 'credentials-by-expression',
        severity: 'warning',
        certainty: 'documented',
        says: { code: 'credentials-by-expression', given: { isComputed: isExpression(allowCredentials.text) } },
        place: lineOf(place, allowCredentials.line),
        alsoAt: [startOf(place)],
        scope: element.scope,
        key: 'credentials',
        targets: elementTargets(state, element),
        repairs: null,
      };
    }
  },
};

function example(name: string, value: string): Example {
  return {
    name,
    head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: ` allow-credentials="${value}"` })) }),
  };
}

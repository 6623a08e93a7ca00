import { lineOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { nothingChanges } from '../repairs/promises.js';
import { setAttribute } from '../xml/edit-elements.js';
import type { Example, Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';
import { hasNamedValue } from '../text/open-parts.js';

/** Rule `credentials-value`: allow-credentials in a spelling that the response header does not allow. */
export const credentialsValue: Rule = {
  id: 'credentials-value',
  title: 'allow-credentials not written in lower case',
  severity: 'warning',
  severityNote: 'info where it is `false`',
  ofDocument: true,
  certainty: 'inferred',
  detects: 'An `allow-credentials` such as `True`, or with white space around it. Values that are neither true nor false are `not-understood`.',
  why: 'Browsers take nothing but `true`, in lower case, in `Access-Control-Allow-Credentials`. That API Management reads the value without its case and writes it out in lower case, no page says.',
  repair: 'Write it in lower case.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [example('with a capital letter', 'True'), example('with white space', ' true')];
  },
  get passes() {
    return [
      example('lower case', 'true'),
      example('false', 'false'),
      { name: 'not written', head: repository({ [apiPath]: policy(cors({ origins })) }) },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { allowCredentials, place } = element.policy;
      if (allowCredentials.kind !== 'literal') continue;
      const { text, value, line } = allowCredentials;
      // Values of named values are not checked here.
      if (text === String(value) || hasNamedValue(text)) continue;
      const severity = value ? 'warning' : 'info';
      yield {
        rule: 'credentials-value',
        severity,
        certainty: 'inferred',
        says: { code: 'credentials-value', given: { written: text.trim() === String(value) ? null : text.trim(), meant: String(value) } },
        place: lineOf(place, line),
        alsoAt: [startOf(place)],
        scope: element.scope,
        key: 'case',
        targets: elementTargets(state, element),
        repairs: (desk) =>
          repairElement(desk, place, (document, found) => setAttribute(document, found, 'allow-credentials', String(value)), {
            title: { code: 'write', given: { text: `allow-credentials="${value}"` } },
            promise: nothingChanges,
          }),
      };
    }
  },
};

const origins = ['https://app.contoso.com'];

function example(name: string, value: string): Example {
  return { name, head: repository({ [apiPath]: policy(cors({ origins, attributes: ` allow-credentials="${value}"` })) }) };
}

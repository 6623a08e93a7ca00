import { lineOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, policy, repository } from '../layouts/apiops/example.js';
import { maxAgeLine, writeMaxAge } from '../repairs/max-age.js';
import type { Example, Rule } from './rule.js';
import { corsPolicyPage, maxAgePage } from '../cors/sources.js';

/** Rule `max-age-invalid`: a max-age that is not a number of seconds. */
export const maxAgeInvalid: Rule = {
  id: 'max-age-invalid',
  title: 'A max-age that is no number of seconds',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `preflight-result-max-age` that is neither a whole number of seconds from 0 on nor an expression.',
  why: 'Browsers take anything else for a missing number (five seconds), and a negative one for “never”. What API Management does with it when the policy is saved, no page says.',
  repair: 'Write the seconds, where the text tells how many are meant; 0 for a negative number, which is what browsers make of it.',
  sources: [maxAgePage, corsPolicyPage],
  get fails() {
    return [example('with a unit', '300s'), example('negative', '-1'), example('a fraction', '1.5')];
  },
  get passes() {
    return [example('a number', '300'), example('an expression', '@(&quot;300&quot;)'), example('a named value', '{{max-age}}')];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { maxAge, place } = element.policy;
      if (maxAge.kind !== 'invalid') continue;
      const meant = secondsMeant(maxAge.text);
      yield {
        rule: 'max-age-invalid',
        severity: 'warning',
        certainty: 'documented',
        says: { code: 'max-age-invalid', given: { written: maxAge.text.trim().slice(0, 60) } },
        place: lineOf(place, maxAgeLine(element.element) ?? place.line),
        alsoAt: [startOf(place)],
        scope: element.scope,
        key: maxAge.text.trim().slice(0, 60),
        targets: elementTargets(state, element),
        repairs: meant === null ? null : (desk) => writeMaxAge(desk, element.element, meant),
      };
    }
  },
};

function secondsMeant(text: string): number | null {
  if (/^\s*-\d/.test(text)) return 0;
  const seconds = /^\s*\+?(\d{1,9})(?:\.0{1,9})?\s?(?:s|sec|secs|seconds)?\s*$/i.exec(text)?.[1];
  return seconds === undefined ? null : Number.parseInt(seconds, 10);
}

function example(name: string, maxAge: string): Example {
  const lines = [
    '<cors terminate-unmatched-request="false">',
    '  <allowed-origins><origin>https://app.contoso.com</origin></allowed-origins>',
    `  <allowed-methods preflight-result-max-age="${maxAge}"><method>*</method></allowed-methods>`,
    '</cors>',
  ];
  return { name, head: repository({ [apiPath]: policy(lines) }) };
}

import { lineOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { maxAgeLine, writeMaxAge } from '../repairs/max-age.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, maxAgePage } from '../cors/sources.js';

const origins = ['https://app.contoso.com'];

/** Rule `preflight-not-cached`: browsers send a preflight before every call. */
export const preflightNotCached: Rule = {
  id: 'preflight-not-cached',
  title: 'A preflight before every call',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'default', because: 'Pages work all the same; they only wait longer.' },
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects: 'An `<allowed-methods>` with no `preflight-result-max-age`, or with 0.',
  why: 'Without the attribute browsers keep the answer to a preflight for five seconds, and with 0 not at all. Every call that needs a preflight then makes two requests.',
  repair: 'Write 300, as the developer portal does: an origin that is removed keeps its access for five minutes.',
  sources: [maxAgePage, corsPolicyPage],
  get fails() {
    return [
      { name: 'no attribute', head: repository({ [apiPath]: policy(cors({ origins })) }) },
      { name: 'zero', head: repository({ [apiPath]: policy(cors({ origins, maxAge: 0 })) }) },
    ];
  },
  get passes() {
    return [{ name: 'five minutes', head: repository({ [apiPath]: policy(cors({ origins, maxAge: 300 })) }) }];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { maxAge, methods, place } = element.policy;
      const isZero = maxAge.kind === 'literal' && maxAge.seconds === 0;
      if ((!isZero && maxAge.kind !== 'absent') || methods.kind === 'absent') continue;
      yield {
        rule: 'preflight-not-cached',
        severity: 'info',
        certainty: 'documented',
        says: { code: 'preflight-not-cached', given: { isZero } },
        place: lineOf(place, maxAgeLine(element.element) ?? methods.place.line),
        alsoAt: [startOf(place)],
        scope: element.scope,
        key: isZero ? '0' : 'absent',
        targets: elementTargets(state, element),
        repairs: (desk) => writeMaxAge(desk, element.element, 300),
      };
    }
  },
};

import { lineOf, startOf } from '../effective/finding-place.js';
import { maxAgeLine, writeMaxAge } from '../repairs/max-age.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, maxAgePage } from '../cors/sources.js';

/** Chromium caches a preflight's answer no longer than this, Firefox a day, Safari ten minutes (MDN; WebKit, CrossOriginPreflightResultCache). */
const longestInChromium = 7200;
const longestAnywhere = 86400;

/** Rule `max-age-capped`: a max-age longer than browsers cache. */
export const maxAgeCapped: Rule = {
  id: 'max-age-capped',
  title: 'A longer max-age than browsers keep',
  severity: 'info',
  severityNote: null,
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects: 'A `preflight-result-max-age` above 7200 seconds.',
  why: 'Chromium-based browsers keep the answer to a preflight for two hours at most, Safari for ten minutes, Firefox for a day. A larger number promises what no browser, or only Firefox, keeps; there an origin that is removed goes on working for as long.',
  repair: 'Write 7200.',
  sources: [maxAgePage, corsPolicyPage],
  get fails() {
    return [{ name: 'a week', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], maxAge: 604800 })) }) }];
  },
  get passes() {
    return [{ name: 'two hours', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], maxAge: 7200 })) }) }];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { maxAge } = element.policy;
      if (maxAge.kind !== 'literal' || maxAge.seconds <= longestInChromium) continue;
      const line = maxAgeLine(element.element) ?? element.element.place.line;
      yield {
        rule: 'max-age-capped',
        severity: 'info',
        certainty: 'documented',
        says: { code: 'max-age-capped', given: { longest: longestInChromium, keptBy: maxAge.seconds > longestAnywhere ? 'nobody' : 'firefox' } },
        place: lineOf(element.element.place, line),
        alsoAt: [startOf(element.element.place)],
        scope: element.scope,
        key: String(maxAge.seconds),
        targets: elementTargets(state, element),
        repairs: (desk) => writeMaxAge(desk, element.element, longestInChromium),
      };
    }
  },
};

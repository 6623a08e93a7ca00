import { answersCachedForAllOrigins } from '../effective/cached-answers.js';
import { startOf } from '../effective/finding-place.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { nothingChanges } from '../repairs/promises.js';
import type { TextEdit } from '../text/edit.js';
import { childrenNamed, type XmlDocument, type XmlElement } from '../xml/document.js';
import { appendChild, insertBefore } from '../xml/edit-elements.js';
import { cacheLookupPage, cacheStorePage, corsPolicyPage, fetchCaches } from '../cors/sources.js';
import type { Rule } from './rule.js';

const varyByOrigin = '<vary-by-header>Origin</vary-by-header>';

/** Headers precede query parameters (Microsoft Learn, cache-lookup: elements in the order of the policy statement). */
function addVaryByOrigin(document: XmlDocument, lookup: XmlElement): TextEdit {
  const [parameter] = childrenNamed(lookup, 'vary-by-query-parameter');
  return parameter === undefined ? appendChild(document, lookup, varyByOrigin) : insertBefore(document, parameter, varyByOrigin);
}

const origins = ['https://app.contoso.com', 'https://shop.contoso.com'];
const lookup = '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />';
const varying = within('cache-lookup vary-by-developer="false" vary-by-developer-groups="false"', [varyByOrigin]);
const store = '<cache-store duration="60" />';
const computed = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [
  '<value>@((string)context.Variables["origin"])</value>',
]);
const byHand = (inbound: readonly string[], outbound: readonly string[]): Readonly<Record<string, string>> =>
  repository({ [apiPath]: policy(['<base />', ...inbound], rest(['<base />', ...outbound])) });
const byCors = (listed: readonly string[], inbound: readonly string[], outbound: readonly string[] = [store]): Readonly<Record<string, string>> =>
  repository({ [apiPath]: policy([...cors({ origins: listed }), '<base />', ...inbound], rest(['<base />', ...outbound])) });

/** Rule `cached-without-vary-origin`: one cached response for all origins. */
export const cachedWithoutVaryOrigin: Rule = {
  id: 'cached-without-vary-origin',
  title: 'One stored answer for all origins',
  severity: 'warning',
  severityNote: 'info where a `<cors>` tells origins apart: whether its headers are stored no page says',
  isOncePerService: true,
  certainty: 'inferred',
  detects:
    'A `<cache-lookup>` without `<vary-by-header>Origin</vary-by-header>`, whose answers are stored, where a policy works `Access-Control-Allow-Origin` out for each request before they are; or where the `<cors>` of the same requests lists several origins.',
  why: 'The cache gives the answer that one origin got to all others. If it says `Access-Control-Allow-Origin: https://a.example`, browsers refuse it on every other page, until it is no longer kept: an outage that comes and goes, and that nobody can repeat.',
  repair:
    'Add `<vary-by-header>Origin</vary-by-header>` to the `<cache-lookup>`. A header that is written by hand can be written behind `<cache-store>` instead.',
  sources: [cacheLookupPage, cacheStorePage, fetchCaches, corsPolicyPage],
  get fails() {
    return [
      { name: 'a computed header is stored', head: byHand([lookup], [...computed, store]) },
      { name: 'a <cors> with two origins', head: byCors(origins, [lookup]) },
      {
        name: 'an operation whose answers are stored, under the <cors> of its API',
        head: {
          ...byCors(origins, [], []),
          'apimartifacts/apis/orders/operations/get-order/policy.xml': policy(['<base />', lookup], rest(['<base />', store])),
        },
      },
    ];
  },
  get passes() {
    return [
      { name: 'an answer for each origin', head: byHand(varying, [...computed, store]) },
      { name: 'written behind <cache-store>', head: byHand([lookup], [store, ...computed]) },
      {
        name: 'a fixed header',
        head: byHand([lookup], ['<set-header name="Access-Control-Allow-Origin"><value>https://a.example</value></set-header>', store]),
      },
      { name: 'one origin', head: byCors(origins.slice(0, 1), [lookup]) },
      { name: 'every origin, without credentials', head: byCors(['*'], [lookup]) },
      { name: 'nothing is stored', head: byCors(origins, [lookup], []) },
      { name: 'no cors', head: repository({ [apiPath]: policy(['<base />', lookup], rest(['<base />', store])) }) },
    ];
  },
  *check(state) {
    for (const { lookup: element, scope, by, at, targets } of answersCachedForAllOrigins(state)) {
      yield {
        rule: 'cached-without-vary-origin',
        severity: by === 'written' ? 'warning' : 'info',
        certainty: by === 'written' ? 'inferred' : 'unknown',
        says: { code: 'cached-without-vary-origin', given: { by, at: { path: at.path, line: at.line } } },
        place: startOf(element.place),
        alsoAt: [startOf(at)],
        scope,
        key: by,
        targets,
        repairs: (desk) =>
          repairElement(desk, element.place, addVaryByOrigin, { title: { code: 'vary-by-origin', given: {} }, promise: nothingChanges }),
      };
    }
  },
};

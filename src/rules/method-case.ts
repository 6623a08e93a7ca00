import { replaceElement, setText } from '../xml/edit-elements.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { isOneEditAway } from '../text/one-edit.js';
import { corsPolicyPage, fetchMethods } from '../cors/sources.js';

/** Methods that API Management operations or scripts really use (RFC 9110, RFC 5789, and common ones of the registry). */
const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'TRACK',
  'QUERY',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'REPORT',
  'SEARCH',
  'MERGE',
  'LINK',
  'UNLINK',
]);

/** The corrected name; `undefined` if it is right, null if the intention is unknown. */
function corrected(name: string): string | null | undefined {
  const upper = name.toUpperCase();
  if (knownMethods.has(upper)) return upper === name ? undefined : upper;
  const near = [...knownMethods].filter((method) => isOneEditAway(upper, method));
  if (near.length === 1 && near[0] !== undefined) return near[0];

  return null;
}

/** The methods that one element joins, corrected; null if it names one. */
function severalIn(name: string): readonly string[] | null {
  const parts = name.split(/[\s,;|]+/).filter((part) => part !== '');
  const upper = parts.map((part) => part.toUpperCase());
  return parts.length > 1 && upper.every((part) => knownMethods.has(part)) ? [...new Set(upper)] : null;
}

/** The promise that methods are added in place of texts that were not methods. */
function givesMethods(views: readonly AccessChangeView[]): boolean {
  return views.every(({ difference }) =>
    difference.origins.every(({ changes }) => changes.every(({ what, lost }) => what === 'methods' || (what === 'access' && lost.length === 0))),
  );
}

/** Rule `method-case`: a method in a case that browsers do not match. */
export const methodCase: Rule = {
  id: 'method-case',
  title: 'A method browsers will not match',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'inferred',
  detects: 'A `<method>` that is not upper case, or is no method anybody knows (a typing error, several in one element).',
  why: 'Method names are case-sensitive: browsers upper-case only DELETE, GET, HEAD, OPTIONS, POST and PUT, and compare what is left byte by byte. `patch` in a list never allows PATCH in a browser that is told so literally, and `OPTION` allows nothing.',
  repair: 'Write the method in upper case, each in an element of its own.',
  sources: [fetchMethods, corsPolicyPage],
  get fails() {
    return [
      { name: 'lower case', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'patch'] })) }) },
      { name: 'a typing error', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'OPTION'] })) }) },
      {
        name: 'several in one element',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET,PUT'] })) }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'upper case', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'PATCH'] })) }) },
      { name: 'all methods', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['*'] })) }) },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      if (element.policy.methods.kind === 'absent') continue;
      for (const entry of element.policy.methods.entries) {
        if (entry.name === '*') continue;
        const better = corrected(entry.name);
        if (better === undefined) continue;
        const several = better === null ? severalIn(entry.name) : null;
        yield {
          rule: 'method-case',
          severity: 'warning',
          certainty: 'inferred',
          says: { code: 'method-case', given: { name: entry.name, meant: better, isSeveral: several !== null } },
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          key: entry.name,
          targets: elementTargets(state, element),
          repairs:
            several !== null
              ? (desk) =>
                  repairElement(
                    desk,
                    entry.place,
                    (document, found) => replaceElement(document, found, several.map((one) => `<method>${one}</method>`).join('\n')),
                    {
                      title: { code: 'one-element-each', given: { of: 'method' } },
                      promise: givesMethods,
                      certainty: 'inferred',
                      leansOn: { code: 'meant', given: { texts: several } },
                    },
                  )
              : better === null
                ? null
                : (desk) =>
                    repairElement(desk, entry.place, (document, found) => setText(document, found, better), {
                      title: { code: 'write', given: { text: better } },
                      promise: givesMethods,
                      certainty: 'inferred',
                      leansOn: better === entry.name.toUpperCase() ? null : { code: 'meant', given: { texts: [better] } },
                    }),
        };
      }
    }
  },
};

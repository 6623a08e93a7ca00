import { isSafelistedMethod } from '../browser/fetch-request.js';
import { corsPolicyPage, fetchMethods } from '../cors/sources.js';
import { evaluatedCors, type CorsElement, type ServiceState } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { nothingChanges } from '../repairs/promises.js';
import { countIn, entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Methods of the operations that meet the `<cors>`; null if not all are known. */
function methodsMeeting(state: ServiceState, element: CorsElement): ReadonlySet<string> | null {
  const { apisLeftOut, partlyKept } = state.service;
  const groups = state.groupsWith(element.policy);
  if (groups.length === 0) return null;
  // An API that is not loaded, or is kept elsewhere, may inherit it.
  if (element.scope.kind !== 'api' && element.scope.kind !== 'operation' && (apisLeftOut || partlyKept !== undefined)) return null;
  const methods = new Set<string>();
  for (const api of new Set(groups.map((group) => group.api))) {
    if (api === null || !api.operationsKnown || (api.operationsLeftOut ?? 0) > 0) return null;
    for (const { method } of api.operations) {
      if (method === null || method === '*') return null;
      methods.add(method);
    }
  }
  return methods;
}

const origins = ['https://app.contoso.com'];

/** Rule `needless-method`: a method that no operation has. */
export const needlessMethod: Rule = {
  id: 'needless-method',
  title: 'A method that no call needs',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'default', because: 'Such an entry allows nobody anything, and taking it out changes nobody’s access.' },
  isOncePerService: true,
  certainty: 'documented',
  detects:
    '`OPTIONS` in `<allowed-methods>`, or a method other than GET, HEAD and POST, where no operation that meets the `<cors>` has it. Only where all these operations are known.',
  why: 'Preflights are OPTIONS requests, and are answered whether or not it is listed. A method that no operation has is a promise that nobody keeps, until somebody adds such an operation and it is open to web apps at once.',
  repair: 'Take the method out of the list. Nobody’s access changes.',
  sources: [fetchMethods, corsPolicyPage],
  get fails() {
    return [
      corsExample('OPTIONS', { origins, methods: ['GET', 'PUT', 'OPTIONS'] }),
      corsExample('a method of no operation', { origins, methods: ['GET', 'PUT', 'DELETE'] }),
    ];
  },
  get passes() {
    return [corsExample('methods of operations', { origins, methods: ['GET', 'PUT'] }), corsExample('every method', { origins, methods: ['*'] })];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { methods } = element.policy;
      if (methods.kind === 'absent' || methods.any) continue;
      const needed = methodsMeeting(state, element);
      if (needed === null) continue;
      for (const { name, place } of entriesOf(methods)) {
        if (name !== name.toUpperCase() || isSafelistedMethod(name) || needed.has(name) || !known.test(name)) continue;
        const repairs = countIn(methods) > 1 ? withoutEntry(place, name, nothingChanges) : null;
        yield entryDraft('needless-method', state, element, {
          severity: 'info',
          name,
          kind: name === 'OPTIONS' ? 'methods' : 'no-operation',
          place,
          repairs,
        });
      }
    }
  },
};

/** Other rules report typing errors, and methods that browsers do not send. */
const known = /^(?:PUT|PATCH|DELETE|OPTIONS)$/;

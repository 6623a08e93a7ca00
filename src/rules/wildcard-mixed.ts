import { corsPolicyPage, fetchNonWildcard } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { mayHaveCredentials } from '../effective/wildcard.js';
import { corsExample } from '../layouts/apiops/example.js';
import { nothingChanges } from '../repairs/promises.js';
import type { Repair } from '../repairs/repair.js';
import { entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** The promise of a repair that takes nothing from the named origins and gives others nothing. */
function shutsOutAllBut(named: ReadonlySet<string>): Repair['promise'] {
  return (views) =>
    views.every(({ difference }) =>
      difference.origins.every(({ origin, directionInAll }) => directionInAll !== (named.has(origin) ? 'narrowed' : 'widened')),
    );
}

const origins = ['https://app.contoso.com'];

/** Rule `wildcard-mixed`: a wildcard beside names. */
export const wildcardMixed: Rule = {
  id: 'wildcard-mixed',
  title: 'A wildcard beside names in one list',
  severity: 'error',
  severityNote: 'error for origins; info for methods and headers, where nobody’s access depends on it',
  ofDocument: true,
  certainty: 'documented',
  detects:
    '`*` in `<allowed-origins>` beside other origins; without credentials, in `<allowed-methods>` or `<allowed-headers>` beside other names. `Authorization` beside `*` is right: browsers do not count it under the wildcard.',
  why: 'A list of origins with `*` in it lets every website in, whatever else it names: whoever reads the names takes the list for closed. Beside `*` a method or header changes nothing.',
  repair: 'Delete the `*`, or the names.',
  sources: [corsPolicyPage, fetchNonWildcard],
  get fails() {
    return [
      corsExample('origins', { origins: [...origins, '*'] }),
      corsExample('methods', { origins, methods: ['*', 'PUT'] }),
      corsExample('headers', { origins, headers: ['*', 'content-type'] }),
    ];
  },
  get passes() {
    return [
      corsExample('names', { origins, methods: ['GET', 'PUT'], headers: ['content-type'] }),
      corsExample('Authorization beside the wildcard', { origins, headers: ['*', 'Authorization'] }),
      corsExample('with credentials the names count', { origins, methods: ['*', 'PUT'], attributes: ' allow-credentials="true"' }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { origins: all, methods, headers } = element.policy;
      const star = all.find((entry) => entry.kind === 'any');
      const named = all.flatMap((entry) => (entry.kind === 'origin' ? [entry.origin] : entry.kind === 'unresolved' ? [entry.label] : []));
      if (star !== undefined && named.length > 0) {
        const draft = entryDraft('wildcard-mixed', state, element, {
          severity: 'error',
          name: '*',
          kind: 'origins',
          place: star.place,
          key: 'origins',
          repairs: withoutEntry(star.place, '*', shutsOutAllBut(new Set(named))),
        });
        yield {
          ...draft,
          says: { code: 'wildcard-mixed', given: { names: named, kind: 'origins', like: null, credentials: mayHaveCredentials(element.policy) } },
        };
      }
      if (mayHaveCredentials(element.policy)) continue;
      for (const [kind, list] of [
        ['methods', methods],
        ['headers', headers],
      ] as const) {
        if (list.kind === 'absent' || !list.any) continue;
        for (const { name, place } of entriesOf(list)) {
          if (name === '*' || name === 'authorization') continue;
          const repairs = withoutEntry(place, name, nothingChanges);
          yield entryDraft('wildcard-mixed', state, element, { severity: 'info', name, kind, place, key: `${kind} ${name}`, repairs });
        }
      }
    }
  },
};

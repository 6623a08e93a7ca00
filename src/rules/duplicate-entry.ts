import type { NameEntry } from '../cors/cors-policy.js';
import type { OriginEntry } from '../cors/origin.js';
import { corsPolicyPage, originSerialisation } from '../cors/sources.js';
import { evaluatedCors, type CorsElement } from '../effective/service-state.js';
import type { Listed } from '../effective/statement.js';
import { apiPath, cors, corsExample, policy, repository } from '../layouts/apiops/example.js';
import { nothingChanges } from '../repairs/promises.js';
import { hasNamedValue } from '../text/open-parts.js';
import { entriesOf, entryDraft, withoutEntry } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** An entry by its meaning. */
interface Named {
  readonly name: string;
  readonly text: string;
  readonly place: NameEntry['place'];
  /** It contains named values. */
  readonly isFilledIn: boolean;
}

function named(entry: OriginEntry): readonly Named[] {
  const { text, place } = entry;
  if (entry.kind === 'origin') return [{ name: entry.origin, text, place, isFilledIn: entry.names.length > 0 }];
  return entry.kind === 'any' ? [{ name: '*', text, place, isFilledIn: false }] : [];
}

function* listsOf({
  policy: { origins, methods, headers, exposed },
}: CorsElement): Iterable<readonly [what: string, kind: Listed['kind'], entries: readonly Named[]]> {
  if (hasRepeated(origins)) yield ['origins', 'origins', origins.flatMap(named)];
  for (const [what, list] of Object.entries({ methods, headers, exposed })) {
    yield [what, what === 'methods' ? 'methods' : 'headers', entriesOf(list).map((entry) => ({ ...entry, isFilledIn: hasNamedValue(entry.text) }))];
  }
}

/** Compares only names: lists of a hundred thousand origins rarely repeat any. */
function hasRepeated(origins: readonly OriginEntry[]): boolean {
  const names = origins.flatMap((entry) => (entry.kind === 'origin' ? entry.origin : entry.kind === 'any' ? '*' : []));
  return new Set(names).size < names.length;
}

/** Two named values may be equal here and different in another environment: the repository does not tell which could be deleted. */
function mayDiffer(first: Named, second: Named): boolean {
  return (first.isFilledIn || second.isFilledIn) && first.text.trim() !== second.text.trim();
}

const origins = ['https://app.contoso.com'];

/** Rule `duplicate-entry`: a list has an entry twice. */
export const duplicateEntry: Rule = {
  id: 'duplicate-entry',
  title: 'An entry that stands in its list twice',
  severity: 'info',
  severityNote: null,
  isOncePerService: true,
  ofDocument: true,
  certainty: 'documented',
  detects: 'An origin, method or header that a list holds twice: origins as browsers send them, headers whatever their case.',
  why: 'The second entry changes nothing. It is often what a merge left behind, and whoever takes the origin out later takes out one of the two.',
  repair: 'Delete the second one. Nobody’s access changes.',
  sources: [corsPolicyPage, originSerialisation],
  get fails() {
    return [
      corsExample('an origin', { origins: [...origins, ...origins] }),
      corsExample('an origin in another spelling', { origins: [...origins, 'https://app.contoso.com/'] }),
      corsExample('a header in another case', { origins, headers: ['Content-Type', 'content-type'] }),
      corsExample('a method', { origins, methods: ['GET', 'PUT', 'GET'] }),
    ];
  },
  get passes() {
    const value = (name: string): Readonly<Record<string, string>> => ({
      [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({
        properties: { displayName: name, value: 'https://app.contoso.com' },
      }),
    });
    return [
      corsExample('each once', { origins: [...origins, 'https://www.contoso.com'], methods: ['GET', 'PUT'] }),
      {
        name: 'two named values that are the same origin here, and need not be so in every environment',
        head: repository({ [apiPath]: policy(cors({ origins: ['{{shop}}', '{{office}}'] })), ...value('shop'), ...value('office') }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      for (const [what, kind, entries] of listsOf(element)) {
        const seen = new Map<string, Named>();
        for (const entry of entries) {
          const { name, place } = entry;
          const first = seen.get(name);
          if (first === undefined) seen.set(name, entry);
          else if (!mayDiffer(first, entry)) {
            yield entryDraft('duplicate-entry', state, element, {
              severity: 'info',
              name,
              kind,
              place,
              key: `${what} ${name}`,
              repairs: withoutEntry(place, name, nothingChanges, true),
            });
          }
        }
      }
    }
  },
};

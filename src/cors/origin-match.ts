import { isOpen } from '../text/open-parts.js';
import { weakest } from './certainty.js';
import type { CorsPolicy } from './cors-policy.js';
import { facts, type Fact } from './facts.js';
import type { OriginEntry } from './origin.js';
import type { NormalisationKind } from './serialised-origin.js';
import { nullListed, nullUnderWildcard, unresolvedMatches } from './questions.js';
import type { Walk } from './worlds.js';

/** Whether a `<cors>` lists an origin, the first question of every phase. */

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/** Index of an element's origins, made once: there may be tens of thousands, and each is looked up. */
interface OriginIndex {
  /** By origin, or by the label of an unknown one: the facts of the entry that rests on the fewest. */
  readonly named: ReadonlyMap<string, readonly Fact[]>;
  readonly any: boolean;
  /** Entries that may or may not match, distinct, in order. */
  readonly open: readonly (Unresolved | Extract<OriginEntry, { kind: 'any' | 'null' }>)[];
  readonly unresolved: readonly Unresolved[];
  /** Facts on which it rests that no other origin matches. */
  readonly closed: readonly Fact[];
}

const indexes = new WeakMap<CorsPolicy, OriginIndex>();

function indexOf(policy: CorsPolicy): OriginIndex {
  let index = indexes.get(policy);
  if (index === undefined) indexes.set(policy, (index = makeIndex(policy)));
  return index;
}

function makeIndex({ origins }: CorsPolicy): OriginIndex {
  const named = new Map<string, readonly Fact[]>();
  const open = new Map<string, OriginIndex['open'][number]>();
  const closed = new Set<Fact>();
  for (const entry of origins) {
    if (entry.kind === 'invalid') {
      closed.add(entry.reason === 'sub-domain-wildcard' ? facts.wildcardSubdomainRefused : facts.invalidOriginMatchesNobody);
      continue;
    }
    if (entry.kind !== 'origin') {
      const key = entry.kind === 'unresolved' ? `${entry.label}\0${entry.only ?? ''}` : entry.kind;
      if (!open.has(key)) open.set(key, entry);
    }
    if (entry.kind === 'any' || entry.kind === 'null') continue;
    const name = entry.kind === 'origin' ? entry.origin : entry.label;
    const rests = factsOf(entry);
    const known = named.get(name);
    if (known === undefined || weakness(rests) < weakness(known)) named.set(name, rests);
  }
  const all = [...open.values()];
  return {
    named,
    any: open.has('any'),
    open: all,
    unresolved: all.filter((entry): entry is Unresolved => entry.kind === 'unresolved'),
    closed: [...closed],
  };
}

/** Whether an element matches the class of origins, in the current world. */
export function matches(policy: CorsPolicy, origin: string, walk: Walk): boolean {
  const { named, any, open, unresolved, closed } = indexOf(policy);
  // Certain entries first: they need no question.
  const rests = named.get(origin);
  const isAny = any && origin !== 'null';
  if (rests !== undefined || isAny) {
    // Of several matching entries, the one with the strongest facts suffices.
    if (rests !== undefined && !(isAny && weakness(rests) > 0)) for (const fact of rests) walk.rely(fact);
    return true;
  }
  if ((origin === 'null' ? open : unresolved).some((entry) => mayMatch(entry, origin, walk))) return true;
  for (const fact of closed) walk.rely(fact);
  return false;
}

/** The origins that an element names, each with the facts it rests on. */
export function listedBy(policy: CorsPolicy): ReadonlyMap<string, readonly Fact[]> {
  return indexOf(policy).named;
}

/** Whether an undecided entry of the element may be this origin. */
export function mayList(policy: CorsPolicy, origin: string): boolean {
  return indexOf(policy).unresolved.some((entry) => couldBe(entry, origin));
}

/** The two classes that are not a named page's origin: `*` and `null`. */
export function isNobody(origin: string): boolean {
  return origin === '*' || origin === 'null';
}

/** The number of distinct undecided origins of an element. */
export function countUnresolved(policy: CorsPolicy): number {
  return indexOf(policy).unresolved.length;
}

/** Facts on which it rests that an entry's text means its origin. */
function factsOf(entry: OriginEntry): readonly Fact[] {
  if (entry.kind === 'any' || entry.kind === 'null' || entry.kind === 'invalid') return nothing;
  const named = entry.names.length > 0 ? [facts.namedValueInOrigin] : nothing;
  return entry.kind === 'origin' && entry.tidied.length > 0 ? [...named, ...entry.tidied.map((kind) => tidying[kind])] : named;
}

/** Shared by tens of thousands of entries that are written as browsers send them. */
const nothing: readonly Fact[] = [];

const tidying: Readonly<Record<NormalisationKind, Fact>> = {
  'trailing-slash': facts.trailingSlashTolerated,
  'default-port': facts.defaultPortIsNone,
  'upper-case': facts.hostCaseIgnored,
  idn: facts.unicodeHostConverted,
  'white-space': facts.originTrimmed,
};

/** Whether neither a page nor a gateway shows that a text in this spelling means the origin. */
export function isSpellingOpen(kind: NormalisationKind): boolean {
  return tidying[kind].certainty === 'inferred';
}

function weakness(all: readonly Fact[]): number {
  return ['documented', 'reported', 'inferred', 'unknown'].indexOf(weakest(...all.map((fact) => fact.certainty)));
}

/** Whether the element matches the class of origins in every world. */
export function matchesForCertain(policy: CorsPolicy, origin: string): boolean {
  const { named, any } = indexOf(policy);
  return named.has(origin) || (any && origin !== 'null');
}

/** Whether the element names the origin, whatever else it allows. */
export function listsOrigin(policy: CorsPolicy, origin: string): boolean {
  return indexOf(policy).named.has(origin);
}

/** Whether `*` is among the element's origins. */
export function allowsAny(policy: CorsPolicy): boolean {
  return indexOf(policy).any;
}

function mayMatch(entry: OriginEntry, origin: string, { ask }: Walk): boolean {
  if (entry.kind === 'any') return origin === 'null' && ask(nullUnderWildcard).value === 'yes';
  if (entry.kind === 'null') return origin === 'null' && ask(nullListed).value === 'yes';
  if (entry.kind !== 'unresolved' || !couldBe(entry, origin)) return false;
  return ask(unresolvedMatches(entry.label, origin)).value === 'yes';
}

/** Whether the element matches the class of origins in some world. */
export function couldMatch(policy: CorsPolicy, origin: string): boolean {
  const { open, unresolved } = indexOf(policy);
  if (matchesForCertain(policy, origin)) return true;
  return origin === 'null'
    ? open.some((entry) => entry.kind !== 'unresolved' || couldBe(entry, origin))
    : unresolved.some((entry) => couldBe(entry, origin));
}

function couldBe(entry: Unresolved, origin: string): boolean {
  if (entry.only !== null) return origin === entry.only || entry.only === '*';
  if (isNobody(origin)) return entry.canBeAny;
  // Another unknown origin: it could be the same one at both places.
  if (isLabel(origin)) return false;
  const { before, after } = entry;
  return spellingsOf(origin).some((text) => text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after));
}

/** A browser leaves out the port that its scheme has by itself; a policy may write it. */
function spellingsOf(origin: string): readonly string[] {
  return /:\d+$/.test(origin) ? [origin] : [origin, origin + (origin.startsWith('https') ? ':443' : ':80')];
}

/** Classes that are not a serialised origin are labels of unknown ones. */
export function isLabel(origin: string): boolean {
  return !isNobody(origin) && (!/^[a-z][a-z0-9+.-]*:\/\/[^\s#]+$/.test(origin) || isOpen(origin, 'origin'));
}

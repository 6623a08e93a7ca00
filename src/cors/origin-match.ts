import { isOpen } from '../text/open-parts.js';
import { weakest } from './certainty.js';
import type { CorsPolicy } from './cors-policy.js';
import { facts, type Fact } from './facts.js';
import type { NormalisationKind, OriginEntry } from './origin.js';
import { nullListed, nullUnderWildcard, unresolvedMatches } from './questions.js';
import type { Walk } from './worlds.js';

/** Whether a `<cors>` lists an origin: the first thing that every phase wants to know of it. */

/** Whether an element's origins match the class of origins, in the world at hand. */
export function matches(policy: CorsPolicy, origin: string, walk: Walk): boolean {
  // Certain entries first: what they settle needs no question.
  const certain = policy.origins.filter((entry) => matchesForCertain(entry, origin)).map(factsOf);
  if (certain.length > 0) {
    // Of several entries that match, the one that takes least for granted is enough.
    for (const fact of certain.reduce((a, b) => (weakness(b) < weakness(a) ? b : a))) walk.rely(fact);
    return true;
  }
  if (policy.origins.some((entry) => mayMatch(entry, origin, walk))) return true;
  for (const entry of policy.origins) {
    if (entry.kind === 'invalid')
      walk.rely(entry.reason === 'sub-domain-wildcard' ? facts.wildcardSubdomainRefused : facts.invalidOriginMatchesNobody);
  }
  return false;
}

/** What has to be so for the text of an entry to stand for its origin. */
function factsOf(entry: OriginEntry): readonly Fact[] {
  if (entry.kind === 'any' || entry.kind === 'null' || entry.kind === 'invalid') return [];
  const named = entry.names.length > 0 ? [facts.namedValueInOrigin] : [];
  return entry.kind === 'origin' ? [...named, ...entry.tidied.map((kind) => tidying[kind])] : named;
}

const tidying: Readonly<Record<NormalisationKind, Fact>> = {
  'trailing-slash': facts.trailingSlashTolerated,
  'default-port': facts.defaultPortIsNone,
  'upper-case': facts.hostCaseIgnored,
  idn: facts.unicodeHostConverted,
  'white-space': facts.originTrimmed,
  quotes: facts.originTrimmed,
};

function weakness(all: readonly Fact[]): number {
  return ['documented', 'reported', 'inferred', 'unknown'].indexOf(weakest(...all.map((fact) => fact.certainty)));
}

/** Whether an entry matches the class of origins in every world. */
export function matchesForCertain(entry: OriginEntry, origin: string): boolean {
  if (entry.kind === 'any') return origin !== 'null';
  if (entry.kind === 'origin') return entry.origin === origin;
  return entry.kind === 'unresolved' && entry.label === origin;
}

/** Whether the element names the origin itself, whatever else it allows. */
export function names(policy: CorsPolicy, origin: string): boolean {
  return policy.origins.some((entry) => entry.kind !== 'any' && matchesForCertain(entry, origin));
}

/** Whether `*` is among the element's origins. */
export function allowsAny(policy: CorsPolicy): boolean {
  return policy.origins.some((entry) => entry.kind === 'any');
}

function mayMatch(entry: OriginEntry, origin: string, { ask }: Walk): boolean {
  if (entry.kind === 'any') return origin === 'null' && ask(nullUnderWildcard).value === 'yes';
  if (entry.kind === 'null') return origin === 'null' && ask(nullListed).value === 'yes';
  if (entry.kind !== 'unresolved' || !couldBe(entry, origin)) return false;
  return ask(unresolvedMatches(entry.label, origin)).value === 'yes';
}

/** Whether the element matches the class of origins in some world. */
export function couldMatch(policy: CorsPolicy, origin: string): boolean {
  return policy.origins.some(
    (entry) =>
      matchesForCertain(entry, origin) ||
      (origin === 'null' && (entry.kind === 'any' || entry.kind === 'null')) ||
      (entry.kind === 'unresolved' && couldBe(entry, origin)),
  );
}

function couldBe(entry: Extract<OriginEntry, { kind: 'unresolved' }>, origin: string): boolean {
  if (entry.only !== null) return origin === entry.only || entry.only === '*';
  if (origin === '*' || origin === 'null') return entry.canBeAny;
  // Another unknown origin: it could be the same one, and then it is the same wherever either stands.
  if (isLabel(origin)) return false;
  return origin.length >= entry.before.length + entry.after.length && origin.startsWith(entry.before) && origin.endsWith(entry.after);
}

/** Classes that are no origin as browsers send it stand for an unknown one. */
export function isLabel(origin: string): boolean {
  return origin !== '*' && origin !== 'null' && (!/^[a-z][a-z0-9+.-]*:\/\/[^\s#]+$/.test(origin) || isOpen(origin, 'origin'));
}

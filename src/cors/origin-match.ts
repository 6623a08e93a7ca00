import { isOpen } from '../text/open-parts.js';
import type { CorsPolicy } from './cors-policy.js';
import type { OriginEntry } from './origin.js';
import { nullListed, nullUnderWildcard, unresolvedMatches, type Walk } from './questions.js';

/** Whether a `<cors>` lists an origin: the first thing that every phase wants to know of it. */

/** Whether an element's origins match the class of origins, in the world at hand. */
export function matches(policy: CorsPolicy, origin: string, walk: Walk): boolean {
  // Certain entries first: what they settle needs no question.
  if (policy.origins.some((entry) => matchesForCertain(entry, origin))) return true;
  return policy.origins.some((entry) => mayMatch(entry, origin, walk));
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

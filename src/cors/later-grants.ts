import type { CorsStep } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { joinedAccess, type ConcreteAccess } from './grant.js';
import { headersOf, grantedMethods } from './granted-names.js';
import { intersection, isEmpty, isSubset, union, type NameSet } from './name-set.js';
import { couldMatch, matches } from './origin-match.js';
import { partialMatchPassesOn } from './questions.js';
import { passesOn } from './which-cors.js';
import type { Walk } from './worlds.js';

/**
 * For a preflight whose origin the first `<cors>` lists, but not its method or headers. No page says whether a later `<cors>` is then asked if the first passes
 * unmatched requests on.
 */

/** Whether a later element is asked for what the first one that lists the origin lacks. */
export function passesOnWhatItLacks(walk: Walk): boolean {
  return walk.ask(partialMatchPassesOn).value === 'yes';
}

/** The elements that might be asked after one that lists the origin; empty if it passes nothing on. */
export function laterElements(policy: CorsPolicy, origin: string, steps: readonly CorsStep[], walk: Walk): readonly CorsPolicy[] {
  const own = steps.findIndex((step) => step.kind === 'cors' && step.policy === policy);
  if (own < 0) return [];
  const later = steps
    .slice(own + 1)
    .flatMap((step) => (step.kind === 'cors' && step.how === 'direct' && step.guards.length === 0 ? [step.policy] : []))
    .filter((one) => couldMatch(one, origin));
  return later.length > 0 && passesOn(policy, walk) ? later : [];
}

/** What pages can do if the first element answers the preflight, or a later one that is asked; `actual` decorates the actual request. */
export function grantAlong(
  { policy, actual, steps }: { readonly policy: CorsPolicy; readonly actual: CorsPolicy; readonly steps: readonly CorsStep[] },
  origin: string,
  own: NameSet,
  walk: Walk,
): ConcreteAccess {
  const first = joinedAccess(policy, actual, origin, walk);
  const adds = (one: CorsPolicy): boolean => {
    const methods = intersection(grantedMethods(one, walk), own);
    return !isEmpty(methods) && !(isSubset(methods, first.methods) && isSubset(headersOf(one.headers), first.headers));
  };
  const later = laterElements(policy, origin, steps, walk).filter((one) => adds(one) && matches(one, origin, walk));
  if (later.length === 0 || !passesOnWhatItLacks(walk)) return first;
  const all = later.map((one) => joinedAccess(one, actual, origin, walk));
  const isFirst = !isEmpty(intersection(first.methods, own));
  const [start, ...others] = isFirst ? [first, ...all] : all;
  return start === undefined ? first : others.reduce(together, start);
}

/** What at least one of two elements grants. */
function together(a: ConcreteAccess, b: ConcreteAccess): ConcreteAccess {
  const counted = [a, b].filter(({ credentials }) => credentials).map((one) => one.withCredentials);
  const [one = a.withCredentials, other = one] = counted;
  return {
    ...a,
    methods: union(a.methods, b.methods),
    anyMethod: a.anyMethod || b.anyMethod,
    headers: union(a.headers, b.headers),
    headersRest: [...a.headersRest, ...b.headersRest],
    credentials: a.credentials || b.credentials,
    withCredentials: {
      methods: union(one.methods, other.methods),
      headers: union(one.headers, other.headers),
      exposed: one.exposed,
    },
    maxAge: Math.min(a.maxAge, b.maxAge),
    why: { code: 'two-elements' },
  };
}

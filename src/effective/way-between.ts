import type { FateOfWay } from './fate.js';

/** Compares the outcomes of one origin's requests on the two sides. */

/**
 * `called`: still refused, but behind the backend, which they did not reach before. `both`: some requests are `refused` and some `passed`. `otherwise`: the
 * same outcome, but with other policies on the way. `untold`: it depends on something unknown.
 */
export type WayBetween = 'same' | 'refused' | 'passed' | 'called' | 'both' | 'otherwise' | 'untold';

/** Equal for paths with the same outcome, whatever `<cors>` ends. */
export function waysSaying(ways: readonly FateOfWay[]): readonly unknown[] {
  return ways
    .filter(({ fate }) => fate.ending !== 'cors')
    .map(({ trail, fate: { ending, status, effects } }) => [trail.map(({ id, value }) => [id, value]), ending, status, effects]);
}

/** Compares the paths that one request may take on both sides. */
export function wayBetween(base: readonly FateOfWay[], head: readonly FateOfWay[]): WayBetween {
  const [was, is] = [base, head].map((ways) => ways.filter(({ fate }) => fate.ending !== 'cors'));
  if (was === undefined || is === undefined) return 'same';
  const pairs = was.flatMap((one) => is.filter((other) => areOfOne(one, other) && !areAlike(one, other)).map((other) => [one, other] as const));
  if (pairs.length === 0) return 'same';
  if (comesThrough(was) && !mayComeThrough(is)) return 'refused';
  if (comesThrough(is) && !mayComeThrough(was)) return 'passed';
  const isCalled = pairs.some(([one, other]) => one.fate.ending === 'refused' && other.fate.ending === 'late');
  const apart = pairs.filter(([one, other]) => isThrough(one) !== isThrough(other));
  if (apart.length === 0 && isCalled) return 'called';
  if (apart.length === 0) return pairs.some(([one, other]) => mayRefuseOtherwise(one, other)) ? 'untold' : 'otherwise';
  if (!apart.flat().every(isOfFreeChoice)) return 'untold';
  // Requests choose these paths by their method or a header.
  const passed = apart.some(([, other]) => isThrough(other));
  const refused = apart.some(([one]) => isThrough(one));
  return passed && refused ? 'both' : passed ? 'passed' : 'refused';
}

function areAlike({ fate: one }: FateOfWay, { fate: other }: FateOfWay): boolean {
  if (one.ending !== other.ending) return false;
  return one.ending === 'backend' ? one.effects.join() === other.effects.join() : one.status === other.status;
}

/** The backend's own answer is returned. */
function isThrough({ fate: { ending } }: FateOfWay): boolean {
  return ending === 'backend';
}

/** A policy on only one of the paths may refuse requests: a check of tokens or addresses, a limit. */
function mayRefuseOtherwise({ fate: one }: FateOfWay, { fate: other }: FateOfWay): boolean {
  const apart = [
    ...one.effects.filter((effect) => !other.effects.includes(effect)),
    ...other.effects.filter((effect) => !one.effects.includes(effect)),
  ];
  return apart.some((effect) => /\b(?:validate-|check-header|ip-filter|quota|rate-limit|limit-concurrency|get-authorization)/.test(effect));
}

/** Whether one request can take both paths: no decision differs. */
function areOfOne({ trail: one }: FateOfWay, { trail: other }: FateOfWay): boolean {
  return one.every(({ id, value }) => other.every((decision) => decision.id !== id || decision.value === value));
}

function mayComeThrough(ways: readonly FateOfWay[]): boolean {
  return ways.some(isThrough);
}

/** Some requests pass, whatever is unknown. */
function comesThrough(ways: readonly FateOfWay[]): boolean {
  return ways.some((way) => isThrough(way) && isOfFreeChoice(way));
}

function isOfFreeChoice({ trail }: FateOfWay): boolean {
  return trail.every(({ isFree }) => isFree);
}

import type { FateOfWay } from './fate.js';

/** What becomes of requests of one origin, on one side and on the other. */

/**
 * `called`: they are refused still, behind the backend that they did not reach before. `both`: of some requests `refused`, of some `passed`. `otherwise`:
 * they come through or not as before, and meet something else on the way. `untold`: it hangs on something that is not known.
 */
export type WayBetween = 'same' | 'refused' | 'passed' | 'called' | 'both' | 'otherwise' | 'untold';

/** Equal for ways that come to the same, whatever `<cors>` ends. */
export function waysSaying(ways: readonly FateOfWay[]): readonly unknown[] {
  return ways
    .filter(({ fate }) => fate.ending !== 'cors')
    .map(({ trail, fate: { ending, status, effects } }) => [trail.map(({ id, value }) => [id, value]), ending, status, effects]);
}

/** Ways that one request may go on both sides are held against each other. */
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
  // Requests choose these ways themselves: by their method, by a header.
  const passed = apart.some(([, other]) => isThrough(other));
  const refused = apart.some(([one]) => isThrough(one));
  return passed && refused ? 'both' : passed ? 'passed' : 'refused';
}

function areAlike({ fate: one }: FateOfWay, { fate: other }: FateOfWay): boolean {
  if (one.ending !== other.ending) return false;
  return one.ending === 'backend' ? one.effects.join() === other.effects.join() : one.status === other.status;
}

/** The backend's own answer goes back. */
function isThrough({ fate: { ending } }: FateOfWay): boolean {
  return ending === 'backend';
}

/** What only one of them meets may refuse requests: a check of tokens or addresses, a limit. */
function mayRefuseOtherwise({ fate: one }: FateOfWay, { fate: other }: FateOfWay): boolean {
  const apart = [
    ...one.effects.filter((effect) => !other.effects.includes(effect)),
    ...other.effects.filter((effect) => !one.effects.includes(effect)),
  ];
  return apart.some((effect) => /\b(?:validate-|check-header|ip-filter|quota|rate-limit|limit-concurrency|get-authorization)/.test(effect));
}

/** Whether one request can go both ways: nothing is decided otherwise. */
function areOfOne({ trail: one }: FateOfWay, { trail: other }: FateOfWay): boolean {
  return one.every(({ id, value }) => other.every((decision) => decision.id !== id || decision.value === value));
}

function mayComeThrough(ways: readonly FateOfWay[]): boolean {
  return ways.some(isThrough);
}

/** Some requests do, whatever is not known. */
function comesThrough(ways: readonly FateOfWay[]): boolean {
  return ways.some((way) => isThrough(way) && isOfFreeChoice(way));
}

function isOfFreeChoice({ trail }: FateOfWay): boolean {
  return trail.every(({ isFree }) => isFree);
}

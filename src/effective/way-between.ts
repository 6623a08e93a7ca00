import type { FateOfWay } from './fate.js';

/** What becomes of requests of one origin, on one side and on the other. */

/**
 * `both`: of some requests the one, of some the other. `otherwise`: they come through or not as before, and meet something else on the way.
 * `untold`: it hangs on something that is not known.
 */
export type WayBetween = 'same' | 'refused' | 'passed' | 'both' | 'otherwise' | 'untold';

/** Equal for ways that come to the same, whatever `<cors>` ends. */
export function sayingOf(ways: readonly FateOfWay[]): readonly unknown[] {
  return ways
    .filter(({ fate }) => fate.ending !== 'cors')
    .map(({ trail, fate: { ending, effects } }) => [trail.map(({ id, value }) => [id, value]), ending, effects]);
}

/** Ways that one request may go on both sides are held against each other. */
export function wayBetween(base: readonly FateOfWay[], head: readonly FateOfWay[]): WayBetween {
  const [was, is] = [base, head].map((ways) => ways.filter(({ fate }) => fate.ending !== 'cors'));
  if (was === undefined || is === undefined) return 'same';
  const pairs = was.flatMap((one) => is.filter((other) => areOfOne(one, other) && !areAlike(one, other)).map((other) => [one, other] as const));
  if (pairs.length === 0) return 'same';
  if (comesThrough(was) && !mayComeThrough(is)) return 'refused';
  if (comesThrough(is) && !mayComeThrough(was)) return 'passed';
  const apart = pairs.filter(([one, other]) => one.fate.ending !== other.fate.ending);
  if (apart.length === 0) return pairs.some(([one, other]) => mayRefuseOtherwise(one, other)) ? 'untold' : 'otherwise';
  if (!apart.flat().every(isOfFreeChoice)) return 'untold';
  // Requests choose these ways themselves: by their method, by a header.
  const passed = apart.some(([, { fate }]) => fate.ending === 'backend');
  const refused = apart.some(([{ fate }]) => fate.ending === 'backend');
  return passed && refused ? 'both' : passed ? 'passed' : 'refused';
}

function areAlike({ fate: one }: FateOfWay, { fate: other }: FateOfWay): boolean {
  return one.ending === other.ending && (one.ending === 'refused' || one.effects.join() === other.effects.join());
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
  return ways.some(({ fate }) => fate.ending === 'backend');
}

/** Some requests do, whatever is not known. */
function comesThrough(ways: readonly FateOfWay[]): boolean {
  return ways.some((way) => way.fate.ending === 'backend' && isOfFreeChoice(way));
}

function isOfFreeChoice({ trail }: FateOfWay): boolean {
  return trail.every(({ isFree }) => isFree);
}

/** Whether a request's origin is reflected at a site: it is, or it may be. */
export type Comes = 'yes' | 'maybe';

/** By site. */
export type Answers = ReadonlyMap<string, Comes>;

/** Combines the results of two paths. `oneIsEnough`: requests choose the path. */
export function joinedAnswers(a: Answers, b: Answers, oneIsEnough: boolean): Answers {
  const all = new Map<string, Comes>();
  for (const key of [...a.keys(), ...b.keys()]) {
    const [left, right] = [a.get(key), b.get(key)];
    const isYes = oneIsEnough ? left === 'yes' || right === 'yes' : left === 'yes' && right === 'yes';
    all.set(key, isYes ? 'yes' : 'maybe');
  }
  return all;
}

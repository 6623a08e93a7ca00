/** Whether a request's own origin comes back at a site: it does, or it may, for all that can be told. */
export type Comes = 'yes' | 'maybe';

/** By site. */
export type Answers = ReadonlyMap<string, Comes>;

/** What is known of two ways together. `oneIsEnough`: requests choose between them. */
export function joinedAnswers(a: Answers, b: Answers, oneIsEnough: boolean): Answers {
  const all = new Map<string, Comes>();
  for (const key of [...a.keys(), ...b.keys()]) {
    const [left, right] = [a.get(key), b.get(key)];
    const isYes = oneIsEnough ? left === 'yes' || right === 'yes' : left === 'yes' && right === 'yes';
    all.set(key, isYes ? 'yes' : 'maybe');
  }
  return all;
}

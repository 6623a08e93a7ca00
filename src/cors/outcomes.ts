import type { Reading, World } from './questions.js';

/** What an evaluation comes to in some worlds, and what has to hold for it. */
export interface Outcome<T> {
  /** Readings that all hold; empty: nothing has to, or nothing settles it. */
  readonly when: readonly Reading[];
  readonly result: T;
}

/**
 * What comes out differently under which readings: the readings of one question where they settle it, else the combinations, at most `most`.
 * Equal keys: the same outcome.
 */
export function outcomesOf<T>(worlds: readonly World<T>[], keyOf: (result: T) => string, most: number): readonly Outcome<T>[] {
  const questions = new Set(worlds.flatMap((world) => world.readings.map((reading) => reading.question)));
  for (const question of questions) {
    const settled = settledBy(question, worlds, keyOf);
    if (settled !== null) return settled;
  }
  return worlds.slice(0, most).map(({ readings, result }) => ({ when: readings, result }));
}

/** One outcome a reading of the question, if each reading gives one; null: the question does not settle it. */
function settledBy<T>(question: string, worlds: readonly World<T>[], keyOf: (result: T) => string): readonly Outcome<T>[] | null {
  const byReading = new Map<string, Outcome<T>>();
  for (const { readings, result } of worlds) {
    const reading = readings.find((one) => one.question === question);
    if (reading === undefined) return null;
    const known = byReading.get(reading.value);
    if (known === undefined) byReading.set(reading.value, { when: [reading], result });
    else if (keyOf(known.result) !== keyOf(result)) return null;
  }
  return [...byReading.values()];
}

/** The value that all share; undefined: they differ, or there are none. */
export function agreed<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

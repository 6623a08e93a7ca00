import type { Reading, World } from './worlds.js';

/** What one world answers. */
interface Answers {
  readonly values: ReadonlyMap<string, string>;
  /** Its readings that leave a leaning. */
  readonly against: readonly Reading[];
}

/** A world that may still speak for keeping a reading. The numbers are those of the readings in question. */
interface Rival {
  readonly conflicts: readonly number[];
  readonly against: readonly number[];
  isAlive: boolean;
  /** How many conflicts are among the readings that are kept, and their sum: the sum of one is that one. */
  left: number;
  sum: number;
}

/**
 * The worlds in which something does not hold, asked which readings of another world it needs. Each question takes time in the number of answers of these
 * worlds: dozens of branches make thousands of them, and each of dozens of worlds is asked about.
 */
export class NeededReadings {
  readonly #failing: readonly Answers[];

  constructor(failing: readonly World<unknown>[]) {
    this.#failing = failing.map(({ readings }) => ({
      values: new Map(readings.map(({ question, value }) => [question, value])),
      against: readings.filter(({ stands }) => stands === 'other'),
    }));
  }

  /**
   * Those of the readings without which it would not hold, though every other leaning is followed: drops one after the other, the first first, that no failing
   * world speaks for. A world speaks for a reading if it fits all the others and follows every leaning but those that they leave.
   */
  among(readings: readonly Reading[]): readonly Reading[] {
    const rivals = this.#rivalsOf(readings);
    const unopposed = rivals.filter(({ left }) => left === 0);
    const defenders = readings.map(() => 0);
    const concerned = readings.map((): Rival[] => []);
    for (const rival of rivals) {
      if (rival.left === 1) defenders[rival.sum] = (defenders[rival.sum] ?? 0) + 1;
      for (const index of [...rival.conflicts, ...rival.against]) concerned[index]?.push(rival);
    }
    const kept = new Set(readings.keys());
    const isNeeded = (index: number): boolean => defenders[index] !== 0 || unopposed.some((one) => one.isAlive && !one.against.includes(index));
    for (;;) {
      const needless = [...kept].find((index) => !isNeeded(index));
      if (needless === undefined) return readings.filter((_, index) => kept.has(index));
      kept.delete(needless);
      for (const rival of concerned[needless] ?? []) {
        if (!rival.isAlive) continue;
        const before = defendedBy(rival);
        drop(rival, needless);
        const after = defendedBy(rival);
        if (before !== null && before !== after) defenders[before] = (defenders[before] ?? 0) - 1;
        if (after !== null && before !== after) defenders[after] = (defenders[after] ?? 0) + 1;
      }
    }
  }

  /** The worlds that leave no leaning which these readings follow. */
  #rivalsOf(readings: readonly Reading[]): readonly Rival[] {
    const byQuestion = new Map(readings.map(({ question }, index) => [question, index]));
    return this.#failing.flatMap(({ values, against }) => {
      const left = against.map(({ question, value }) => {
        const index = byQuestion.get(question);
        return index !== undefined && readings[index]?.value === value ? index : -1;
      });
      if (left.includes(-1)) return [];
      const conflicts = [...readings.keys()].filter((index) => {
        const value = values.get(readings[index]?.question ?? '');
        return value !== undefined && value !== readings[index]?.value;
      });
      return [{ conflicts, against: left, isAlive: true, left: conflicts.length, sum: conflicts.reduce((a, b) => a + b, 0) }];
    });
  }
}

/** The one reading that a rival speaks for; null: it speaks for none, or for each of several. */
function defendedBy({ isAlive, left, sum }: Rival): number | null {
  return isAlive && left === 1 ? sum : null;
}

/** The rival without a reading that is not kept. */
function drop(rival: Rival, index: number): void {
  if (rival.against.includes(index)) {
    rival.isAlive = false;
    return;
  }
  rival.left -= 1;
  rival.sum -= index;
}

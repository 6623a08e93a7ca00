import type { Reading, World } from './worlds.js';

/** The answers in one world. */
interface Answers {
  readonly values: ReadonlyMap<string, string>;
  /** Its readings that leave a leaning. */
  readonly against: readonly Reading[];
}

/** A world that may still be a reason to keep a reading. Numbers are indexes of the readings in question. */
interface Rival {
  readonly conflicts: readonly number[];
  readonly against: readonly number[];
  isAlive: boolean;
  /** How many of its conflicting readings are still kept, and the sum of their indexes: with one left, the sum is its index. */
  left: number;
  sum: number;
}

/**
 * The worlds in which something fails, used to find which readings of another world are needed. Each question takes time linear in their answers: dozens of
 * branches make thousands of worlds, and dozens of worlds are asked about.
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
   * The needed ones of these readings while every other point follows its leaning. Drops readings one after the other, starting with the first, unless a
   * failing world defends them. A world defends a reading if it fits all others and follows every leaning that those do not leave.
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

  /** The worlds that follow every leaning that these readings follow. */
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

/** The one reading that a rival defends; null if none, or more than one conflict is left. */
function defendedBy({ isAlive, left, sum }: Rival): number | null {
  return isAlive && left === 1 ? sum : null;
}

/** Removes a dropped reading from the rival. */
function drop(rival: Rival, index: number): void {
  if (rival.against.includes(index)) {
    rival.isAlive = false;
    return;
  }
  rival.left -= 1;
  rival.sum -= index;
}

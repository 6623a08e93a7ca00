import { underLeanings, withoutNeedless, type Reading, type World } from './worlds.js';

/** A result of an evaluation, and the readings it needs. */
export interface Outcome<T> {
  /** Readings that all hold; empty: none is needed, or none settles it. */
  readonly when: readonly Reading[];
  /** It follows every leaning; if the leanings leave the result open, there are several such outcomes. */
  readonly leaning: boolean;
  readonly result: T;
}

/**
 * The different results and the readings for each: first those by the leanings, then those by other readings. If the leanings leave it open, the readings of
 * the open point that settles it, otherwise the combinations, at most `most`. Equal keys: the same outcome.
 */
export function outcomesOf<T>(worlds: readonly World<T>[], keyOf: (result: T) => string, most: number): readonly Outcome<T>[] {
  const followed = underLeanings(worlds);
  const [first] = followed;
  if (first === undefined) return [];
  const keys = new Set(followed.map((world) => keyOf(world.result)));
  const beside = otherOutcomes(worlds, keys, keyOf);
  if (keys.size > 1) return toldOnce([...settled(followed, keyOf, most), ...beside.slice(0, most)], keyOf);
  const against = new Set(beside.flatMap(({ when }) => when.map((reading) => reading.question)));
  const leant = new Map(followed.flatMap(({ readings }) => readings.map((reading) => [reading.question, reading] as const)));
  const when = [...leant.values()].filter((reading) => reading.stands === 'leaning' && against.has(reading.question));
  return [{ when, leaning: true, result: first.result }, ...beside];
}

/** Drops outcomes that also occur with fewer readings. */
function toldOnce<T>(outcomes: readonly Outcome<T>[], keyOf: (result: T) => string): readonly Outcome<T>[] {
  const told: Outcome<T>[] = [];
  for (const one of outcomes) {
    const isTold = told.some(
      (known) => keyOf(known.result) === keyOf(one.result) && known.when.every((reading) => one.when.some((other) => isSame(reading, other))),
    );
    if (!isTold) told.push(one);
  }
  return told;
}

function isSame(one: Reading, other: Reading): boolean {
  return one.question === other.question && one.value === other.value;
}

/** The readings of one open point if they settle it, otherwise the combinations. */
function settled<T>(worlds: readonly World<T>[], keyOf: (result: T) => string, most: number): readonly Outcome<T>[] {
  const questions = new Set(worlds.flatMap((world) => openOf(world.readings).map((reading) => reading.question)));
  for (const question of questions) {
    const found = settledBy(question, worlds, keyOf);
    if (found !== null) return found;
  }
  return worlds.slice(0, most).map(({ readings, result }) => ({ when: openOf(readings), leaning: true, result }));
}

/** One outcome for each reading of the question; null if a reading leaves it open. */
function settledBy<T>(question: string, worlds: readonly World<T>[], keyOf: (result: T) => string): readonly Outcome<T>[] | null {
  const byReading = new Map<string, Outcome<T>>();
  for (const { readings, result } of worlds) {
    const reading = readings.find((one) => one.question === question);
    if (reading === undefined) return null;
    const known = byReading.get(reading.value);
    if (known === undefined) byReading.set(reading.value, { when: [reading], leaning: true, result });
    else if (keyOf(known.result) !== keyOf(result)) return null;
  }
  return [...byReading.values()];
}

/** Results that differ from the leanings' result, by readings against the leanings; fewest readings first, without unneeded ones. */
function otherOutcomes<T>(worlds: readonly World<T>[], followed: ReadonlySet<string>, keyOf: (result: T) => string): readonly Outcome<T>[] {
  const found: (Outcome<T> & { readonly key: string })[] = [];
  for (const { against, members } of byReadingsAgainst(worlds)) {
    const keys = new Set(members.map((world) => keyOf(world.result)));
    if (keys.size === followed.size && [...keys].every((key) => followed.has(key))) continue;
    for (const key of keys) {
      if (followed.size === 1 && followed.has(key)) continue;
      const inIt = members.filter((world) => keyOf(world.result) === key);
      const fewest = inIt.reduce((a, b) => (b.readings.length < a.readings.length ? b : a));
      // Every point that is not named follows its leaning.
      const rivals = worlds.filter(
        (world) => keyOf(world.result) !== key && world.readings.every((reading) => reading.stands !== 'other' || against.includes(reading)),
      );
      const when = withoutNeedless([...against, ...openOf(fewest.readings)], rivals);
      const isToldAlready = found.some((other) => other.key === key && other.when.every((reading) => when.includes(reading)));
      if (!isToldAlready) found.push({ when, leaning: false, result: fewest.result, key });
    }
  }
  return found.map(({ when, leaning, result }) => ({ when, leaning, result }));
}

/** The worlds that leave some leaning, grouped by the leanings they leave. */
function byReadingsAgainst<T>(worlds: readonly World<T>[]): readonly { readonly against: readonly Reading[]; readonly members: World<T>[] }[] {
  const groups = new Map<string, { readonly against: readonly Reading[]; readonly members: World<T>[] }>();
  for (const world of worlds) {
    const against = world.readings.filter((reading) => reading.stands === 'other');
    if (against.length === 0) continue;
    const key = JSON.stringify(against.map((reading) => [reading.question, reading.value]).sort());
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { against, members: [world] });
    else known.members.push(world);
  }
  return [...groups.values()].sort((a, b) => a.against.length - b.against.length);
}

function openOf(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter((reading) => reading.stands === 'open');
}

/** The value that all share; undefined if they differ or there is none. */
export function agreed<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

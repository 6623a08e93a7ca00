import type { Reading } from '../cors/worlds.js';

/** Readings in the form of `assume:`: the reading by the name of its open point. */
export function assumptionsOf(readings: readonly Reading[]): Readonly<Record<string, string>> {
  return Object.fromEntries(readings.map((reading) => [reading.question, reading.value]));
}

import { namedQuestions } from '../cors/questions.js';
import { familyOf } from '../cors/worlds.js';
import type { SettledPoint } from './settlement.js';

/** Of the families, those that say how gateways behave; the others say what one value, product or fragment is. */
const ofGateways: ReadonlySet<string> = new Set(['missing-inbound-inherits']);
const names: ReadonlySet<string> = new Set(namedQuestions.map(({ id }) => id));

/** The name by which a point is reported: that of its family where all of it are alike. */
export function reportedName(point: string): string {
  return ofGateways.has(familyOf(point)) ? familyOf(point) : point;
}

/** Whether `assume:` of a configuration takes the point: it holds for the whole service. */
export function isWritable(point: string): boolean {
  return names.has(point);
}

/** What was settled, by the names that are reported; a family of which two members differ keeps their own names. */
export function settledByName(settled: readonly SettledPoint[]): ReadonlyMap<string, SettledPoint> {
  const found = new Map<string, SettledPoint>();
  for (const one of settled) {
    const name = reportedName(one.point);
    const alike = settled.every((other) => reportedName(other.point) !== name || other.reading.value === one.reading.value);
    found.set(alike ? name : one.point, one);
  }
  return found;
}

import { namedQuestions } from '../cors/questions.js';
import { familyOf } from '../cors/worlds.js';
import type { SettledPoint } from './settlement.js';

/** Families about the behaviour of gateways; others are about one value, product or fragment. */
const ofGateways: ReadonlySet<string> = new Set(['missing-inbound-inherits']);
const names: ReadonlySet<string> = new Set(namedQuestions.map(({ id }) => id));

/** The reported name of a point: its family's if all members are equal. */
export function reportedName(point: string): string {
  return ofGateways.has(familyOf(point)) ? familyOf(point) : point;
}

/** Whether `assume:` accepts the point: it applies to the whole service. */
export function isWritable(point: string): boolean {
  return names.has(point);
}

/** The settled points by reported name; members of a family that differ keep their own names. */
export function settledByName(settled: readonly SettledPoint[]): ReadonlyMap<string, SettledPoint> {
  const found = new Map<string, SettledPoint>();
  for (const one of settled) {
    const name = reportedName(one.point);
    const alike = settled.every((other) => reportedName(other.point) !== name || other.reading.value === one.reading.value);
    found.set(alike ? name : one.point, one);
  }
  return found;
}

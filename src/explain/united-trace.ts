import type { TraceEntry } from '../cors/trace.js';
import { withoutNeedless, type Reading, type World } from '../cors/worlds.js';

/** Most combinations of readings reported for one event. */
const mostCombinations = 2;

/**
 * The events of several worlds, without duplicates, in the order met. If an element does something else in another world, each of its events has its readings:
 * otherwise they would contradict each other.
 */
export function unitedTrace(worlds: readonly World<{ readonly trace: readonly TraceEntry[] }>[]): readonly TraceEntry[] {
  const found = new Map<string, { readonly entry: TraceEntry; readonly inWorlds: Set<(typeof worlds)[number]> }>();
  const ofElement = new Map<string, Set<string>>();
  for (const world of worlds) {
    for (const entry of world.result.trace) {
      const element = JSON.stringify([entry.path, entry.line, entry.phase]);
      const key = JSON.stringify([element, entry.event]);
      const known = found.get(key) ?? { entry, inWorlds: new Set() };
      known.inWorlds.add(world);
      found.set(key, known);
      ofElement.set(element, (ofElement.get(element) ?? new Set()).add(key));
    }
  }
  const isSeveral = ({ path, line, phase }: TraceEntry): boolean => (ofElement.get(JSON.stringify([path, line, phase]))?.size ?? 0) > 1;
  return [...found.values()].map(({ entry, inWorlds }) => {
    // An element with two events in one world, such as writing two headers, is no contradiction.
    if (inWorlds.size === worlds.length || !isSeveral(entry)) return entry;
    const when = combinations(
      [...inWorlds],
      worlds.filter((world) => !inWorlds.has(world)),
    );
    return when.length === 0 ? entry : { ...entry, when };
  });
}

/** The readings that hold in these worlds and in no rival; empty if there are too many combinations. */
function combinations(worlds: readonly World<unknown>[], rivals: readonly World<unknown>[]): readonly (readonly Reading[])[] {
  const found: (readonly Reading[])[] = [];
  for (const { readings } of worlds) {
    const isCovered = found.some((when) =>
      when.every((one) => readings.some((other) => other.question === one.question && other.value === one.value)),
    );
    if (isCovered) continue;
    if (found.length === mostCombinations) return [];
    found.push(
      withoutNeedless(
        readings.filter(({ stands }) => stands === 'open'),
        rivals,
      ),
    );
  }
  return found;
}

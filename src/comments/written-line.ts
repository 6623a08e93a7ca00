import type { Home } from './plan.js';

/** A log line: the number of confirmed writes, and the actual place of each cause, which may differ from the plan. */
export function writtenLine(written: number, homes: ReadonlyMap<string, Home>): string {
  return `${written === 0 ? 'Nothing written' : `Written ${written}`} on the pull request. ${homesLine(homes)}`;
}

/** Counts of causes by place. */
export function homesLine(homes: ReadonlyMap<string, Home>): string {
  const count = (wanted: Home): number => [...homes.values()].filter((home) => home === wanted).length;
  return `Problems in line comments: ${count('line')}, in the summary comment: ${count('summary')}, in annotations only: ${count('annotation')}.`;
}

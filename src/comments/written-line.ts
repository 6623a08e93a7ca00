import type { Home } from './plan.js';

/** A line for the log: how many writes the host confirmed, and where each cause really is, which is not always where it was planned. */
export function writtenLine(written: number, homes: ReadonlyMap<string, Home>): string {
  return `${written === 0 ? 'Nothing written' : `Written ${written}`} on the pull request. ${homesLine(homes)}`;
}

/** Causes by the place where they are shown. */
export function homesLine(homes: ReadonlyMap<string, Home>): string {
  const count = (wanted: Home): number => [...homes.values()].filter((home) => home === wanted).length;
  return `Problems in line comments: ${count('line')}, in the summary comment: ${count('summary')}, in annotations only: ${count('annotation')}.`;
}

import { askedBy, formulaOf, isMet, type Formula } from '../text/condition-formula.js';
import type { World } from './worlds.js';

/** Readings of open points that cannot hold together: conditions of code that are made of the same things. */

/** More things than these are not tried in all their combinations. */
const mostAsked = 8;

interface Condition {
  readonly formula: Formula;
  readonly isMet: boolean;
}

/** Those worlds in which what is said of conditions can be so at once: where `x` holds, `x || y` does. */
export function possibleWorlds<T>(worlds: readonly World<T>[]): readonly World<T>[] {
  const possible = worlds.filter(({ readings }) => canBe(conditionsIn(readings)));
  // Nothing is concluded from conditions that are never met as they are read here.
  return possible.length === 0 ? worlds : possible;
}

function conditionsIn(readings: World<unknown>['readings']): readonly Condition[] {
  return readings.flatMap(({ about, value }) =>
    about.code === 'policy-deployed' ? [{ formula: formulaFor(about.given.name), isMet: value === 'yes' }] : [],
  );
}

const read = new Map<string, Formula>();
const mostRead = 10_000;

function formulaFor(text: string): Formula {
  let formula = read.get(text);
  if (formula === undefined) {
    if (read.size >= mostRead) read.clear();
    read.set(text, (formula = formulaOf(text)));
  }
  return formula;
}

function canBe(conditions: readonly Condition[]): boolean {
  const asked = [...new Set(conditions.flatMap(({ formula }) => askedBy(formula)))];
  if (asked.length > mostAsked) return true;
  for (let some = 0; some < 2 ** asked.length; some += 1) {
    const so = new Set(asked.filter((_, index) => Math.floor(some / 2 ** index) % 2 === 1));
    if (conditions.every(({ formula, isMet: isSo }) => isMet(formula, so) === isSo)) return true;
  }
  return false;
}

import { formulaOf, type Formula } from '../text/condition-formula.js';
import { canBeTogether, type SaidCondition } from '../text/conditions-together.js';
import type { World } from './worlds.js';

/** Excludes readings that cannot hold together: conditions of code that share atoms. */

/** The worlds whose conditions can hold together: `x` implies `x || y`. */
export function possibleWorlds<T>(worlds: readonly World<T>[]): readonly World<T>[] {
  const possible = worlds.filter(({ readings }) => canBeTogether(conditionsIn(readings)));
  // Conditions that never hold as read here lead to no conclusion.
  return possible.length === 0 ? worlds : possible;
}

function conditionsIn(readings: World<unknown>['readings']): readonly SaidCondition[] {
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

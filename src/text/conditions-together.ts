import { askedBy, isMet, type Formula } from './condition-formula.js';

/** Whether several conditions of code can be true at the same time, for some values of their atoms. */

/** With more atoms than these, not every combination is tried. */
const mostAsked = 8;

/** A condition, and whether it is taken to hold. */
export interface SaidCondition {
  readonly formula: Formula;
  readonly isMet: boolean;
}

/** False: no values let all these conditions be as they are taken. A value equals at most one of several different texts or numbers. */
export function canBeTogether(conditions: readonly SaidCondition[]): boolean {
  const asked = [...new Set(conditions.flatMap(({ formula }) => askedBy(formula)))];
  if (asked.length > mostAsked) return true;
  const exclusive = exclusiveOf(asked);
  for (let some = 0; some < 2 ** asked.length; some += 1) {
    const so = new Set(asked.filter((_, index) => Math.floor(some / 2 ** index) % 2 === 1));
    if (exclusive.some(([one, other]) => so.has(one) && so.has(other))) continue;
    if (conditions.every(({ formula, isMet: isSo }) => isMet(formula, so) === isSo)) return true;
  }
  return false;
}

/** The pairs of atoms of which at most one is true. */
function exclusiveOf(asked: readonly string[]): readonly (readonly [string, string])[] {
  const compared = asked.flatMap((key) => {
    const found = comparedIn(key);
    return found === null ? [] : [{ key, ...found }];
  });
  return compared.flatMap((one, index) =>
    compared
      .slice(index + 1)
      .flatMap((other): readonly (readonly [string, string])[] =>
        one.what === other.what && typeof one.literal === typeof other.literal && one.literal !== other.literal ? [[one.key, other.key]] : [],
      ),
  );
}

/** A text counts as a literal only if nothing is filled into it and nothing was cut from it. A number and a text are never compared. */
const literal = /"[^"\\${}…]*"|'[^'\\${}…]*'|\d{1,9}/.source;
const literalFirst = new RegExp(`^(${literal})==(.+)$`, 's');
const literalLast = new RegExp(`^(.+)==(${literal})$`, 's');

function comparedIn(key: string): { readonly what: string; readonly literal: string | number } | null {
  const first = literalFirst.exec(key);
  const [said, what] = first === null ? ((found) => [found?.[2], found?.[1]])(literalLast.exec(key)) : [first[1], first[2]];
  if (said === undefined || what === undefined) return null;
  return { what, literal: /^\d/.test(said) ? Number(said) : said.slice(1, -1) };
}

import type { OriginEntry } from '../cors/origin.js';
import { serialise } from '../cors/serialised-origin.js';
import type { OriginTells } from '../cors/origins-alike.js';
import { covers, OriginPatterns, originParts, patternText, type OriginPattern } from './origin-pattern.js';
import { originsLike } from './origins-like.js';

/** The origins of a clause: these, or all others. */
export interface OriginSet {
  readonly patterns: readonly OriginPattern[];
  readonly isAllBut: boolean;
}

/** One origin for each part of a set. `isComplete` false: the parts exceed the bound. */
export interface SetParts {
  readonly origins: readonly string[];
  readonly isComplete: boolean;
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

const everybody: OriginPattern = { kind: 'any' };

/** What separates origins in some chains, independent of the set: computed once for all clauses. */
interface Cutting {
  readonly named: ReadonlySet<string>;
  readonly unknown: readonly Pick<Unresolved, 'before' | 'after'>[];
  /** Beginnings and ends that an origin may have, in pairs. */
  readonly pairs: readonly (readonly [before: string, after: string])[];
  /** The pairs do not exceed the bound. */
  readonly isComplete: boolean;
}

const cuttings = new WeakMap<OriginTells, Cutting>();

function cuttingOf(tells: OriginTells): Cutting {
  let cutting = cuttings.get(tells);
  if (cutting === undefined) {
    const unknown = unknownTexts(tells);
    // An origin that fits several texts begins with the longest beginning and ends with the longest end.
    const befores = new Set(['', ...unknown.map(({ before }) => before)]);
    const afters = new Set(['', ...unknown.map(({ after }) => after)]);
    const isComplete = befores.size * afters.size <= mostPairs;
    const pairs = isComplete ? [...befores].flatMap((before) => [...afters].map((after) => [before, after] as const)) : [['', ''] as const];
    cuttings.set(tells, (cutting = { named: originsNamedIn(tells), unknown, pairs, isComplete }));
  }
  return cutting;
}

/** Every origin that is named in any way. */
function originsNamedIn(tells: OriginTells): ReadonlySet<string> {
  const all = new Set(tells.written);
  for (const { origins } of tells.policies) {
    for (const entry of origins) {
      if (entry.kind === 'origin') all.add(entry.origin);
      else if (entry.kind === 'unresolved' && entry.only !== null) all.add(entry.only);
    }
  }
  return new Set([...all].filter((text) => originParts(text) !== null && isSerialised(text)));
}

/** Distinct pairs of texts before and after unknown values. A value without text around it may be any origin and separates none. */
function unknownTexts({ policies }: OriginTells): readonly Pick<Unresolved, 'before' | 'after'>[] {
  const found = new Map<string, Unresolved>();
  for (const { origins } of policies) {
    for (const entry of origins) {
      if (entry.kind !== 'unresolved' || entry.only !== null || entry.before + entry.after === '') continue;
      found.set(`${entry.before}\0${entry.after}`, entry);
    }
  }
  return [...found.values()];
}

/** Most pairs of a beginning and an end; policies with more exceed the bound. */
const mostPairs = 400;

/**
 * Divides a set into parts whose origins are treated alike, with one origin for each. The parts are: each origin named in a `<cors>` or a hand-written header,
 * the null origin, origins that fit the text around unknown values, and all others, within each pattern. What holds for these origins holds for the whole set.
 */
export class SetCut {
  readonly #bases: readonly OriginPattern[];
  /** Origins that the set lists: there may be tens of thousands. */
  readonly #single: ReadonlySet<string>;
  readonly #named: OriginPatterns;
  /** Origins of the set by shape and number: equal for all policies. */
  readonly #meant = new Map<string, readonly string[]>();

  constructor(readonly set: OriginSet) {
    this.#single = new Set(set.patterns.flatMap((one) => (one.kind === 'origin' ? [one.origin] : [])));
    this.#named = new OriginPatterns(set.patterns);
    this.#bases = set.isAllBut ? [everybody] : set.patterns.filter(({ kind }) => kind !== 'origin');
  }

  partsBy(tells: OriginTells): SetParts {
    const { set } = this;
    const { named, unknown, pairs, isComplete } = cuttingOf(tells);
    const parts = new Set<string>();
    // Without patterns, the set contains only the origins that it lists.
    if (this.#bases.length > 0) for (const origin of named) if (this.#isIn(origin)) parts.add(origin);
    if (!set.isAllBut) for (const origin of this.#single) parts.add(origin);
    for (const base of this.#bases) {
      const fitting = new Map<string, string>();
      for (const [before, after] of pairs) {
        for (const origin of this.#fresh(base, before, after, named)) {
          const key = unknown.map((entry) => (fits(entry, origin) ? '1' : '0')).join('');
          if (!fitting.has(key)) fitting.set(key, origin);
        }
      }
      for (const origin of fitting.values()) parts.add(origin);
    }
    if (this.#isIn('null')) parts.add('null');
    return { origins: [...parts], isComplete };
  }

  #isIn(origin: string): boolean {
    return this.#named.cover(origin) !== this.set.isAllBut;
  }

  /** Origins of the pattern with this beginning and end that no policy names. */
  #fresh(base: OriginPattern, before: string, after: string, named: ReadonlySet<string>): readonly string[] {
    // Each taken name uses up one number, and each excluded pattern may use one more.
    for (let number = 0; number <= named.size + this.set.patterns.length + 1; number += 1) {
      const meant = this.#meantBy(base, before, after, number);
      const fresh = meant.filter((origin) => !named.has(origin));
      if (fresh.length > 0 || (meant.length === 0 && number > this.set.patterns.length)) return fresh;
    }
    return [];
  }

  #meantBy(base: OriginPattern, before: string, after: string, number: number): readonly string[] {
    const key = [patternText(base), before, after, number].join('\0');
    let meant = this.#meant.get(key);
    if (meant === undefined) {
      meant = [...originsLike(base, before, after, number)].filter((origin) => covers(base, origin) && this.#isIn(origin) && isSerialised(origin));
      this.#meant.set(key, meant);
    }
    return meant;
  }
}

function fits({ before, after }: Pick<Unresolved, 'before' | 'after'>, origin: string): boolean {
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
}

function isSerialised(text: string): boolean {
  const read = serialise(text);
  return 'origin' in read && read.origin === text;
}

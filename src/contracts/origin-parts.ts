import type { OriginEntry } from '../cors/origin.js';
import { serialise } from '../cors/origin.js';
import type { OriginTells } from '../cors/origins-alike.js';
import { covers, partsOf, type OriginPattern } from './origin-pattern.js';
import { originsLike } from './origins-like.js';

/** Whom a clause is about: these origins, or all but these. */
export interface OriginSet {
  readonly patterns: readonly OriginPattern[];
  readonly isAllBut: boolean;
}

/** One origin for each part of a set. `isComplete`: no part is missing; else more is open than is worked through. */
export interface SetParts {
  readonly origins: readonly string[];
  readonly isComplete: boolean;
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/**
 * The set, cut along all that tells origins apart: one origin for each part whose origins are treated alike. The parts are each origin that a
 * `<cors>` or a hand-written header names, the null origin, what fits the text round unknown values, and everybody else, inside of each pattern.
 * What holds for these origins holds for the whole set.
 */
export function partsOfSet(set: OriginSet, tells: OriginTells): SetParts {
  const named = originsNamedIn(tells);
  const parts = new Set<string>();
  for (const origin of named) if (isIn(set, origin)) parts.add(origin);
  if (!set.isAllBut) for (const one of set.patterns) if (one.kind === 'origin') parts.add(one.origin);
  const cut = new PatternCut(set, named, unknownTexts(tells));
  const bases = set.isAllBut ? [everybody] : set.patterns.filter(({ kind }) => kind !== 'origin');
  for (const base of bases) for (const origin of cut.partsOf(base)) parts.add(origin);
  if (isIn(set, 'null')) parts.add('null');
  return { origins: [...parts], isComplete: !cut.isCutShort };
}

const everybody: OriginPattern = { kind: 'any' };

function isIn({ patterns, isAllBut }: OriginSet, origin: string): boolean {
  return patterns.some((one) => covers(one, origin)) !== isAllBut;
}

const namedIn = new WeakMap<OriginTells, ReadonlySet<string>>();

/** Every origin that is named, by whichever way. */
function originsNamedIn(tells: OriginTells): ReadonlySet<string> {
  let named = namedIn.get(tells);
  if (named === undefined) {
    const all = new Set(tells.written);
    for (const { origins } of tells.policies) {
      for (const entry of origins) {
        if (entry.kind === 'origin') all.add(entry.origin);
        else if (entry.kind === 'unresolved' && entry.only !== null) all.add(entry.only);
      }
    }
    namedIn.set(tells, (named = new Set([...all].filter((text) => partsOf(text) !== null && isSerialised(text)))));
  }
  return named;
}

/** The texts round unknown values, each pair once; a value that is all of its text may be anybody's and tells nobody apart. */
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

/** Pairs of a beginning and an end that are looked at. Policies that hold more are not worked through. */
const mostPairs = 400;

/** Cuts patterns along what is not known. */
class PatternCut {
  isCutShort = false;
  readonly #pairs: readonly (readonly [before: string, after: string])[];

  constructor(
    readonly set: OriginSet,
    readonly named: ReadonlySet<string>,
    readonly unknown: readonly Pick<Unresolved, 'before' | 'after'>[],
  ) {
    // An origin that fits several texts begins with the longest of their beginnings and ends with the longest of their ends.
    const befores = new Set(['', ...unknown.map(({ before }) => before)]);
    const afters = new Set(['', ...unknown.map(({ after }) => after)]);
    this.isCutShort = befores.size * afters.size > mostPairs;
    this.#pairs = this.isCutShort ? [['', '']] : [...befores].flatMap((before) => [...afters].map((after) => [before, after] as const));
  }

  /** An origin of the pattern for each way in which unknown texts fit or do not. */
  partsOf(base: OriginPattern): readonly string[] {
    const parts = new Map<string, string>();
    for (const [before, after] of this.#pairs) this.#addParts(parts, base, before, after);
    return [...parts.values()];
  }

  #addParts(parts: Map<string, string>, base: OriginPattern, before: string, after: string): void {
    const { set, named } = this;
    // Each name that is taken takes one number, and each pattern that is left out may take another one.
    for (let number = 0; number <= named.size + set.patterns.length + 1; number += 1) {
      const meant = [...originsLike(base, before, after, number)].filter(
        (origin) => covers(base, origin) && isIn(set, origin) && isSerialised(origin),
      );
      const fresh = meant.filter((origin) => !named.has(origin));
      for (const origin of fresh) {
        const fitting = this.unknown.map((entry) => (fits(entry, origin) ? '1' : '0')).join('');
        if (!parts.has(fitting)) parts.set(fitting, origin);
      }
      if (fresh.length > 0 || (meant.length === 0 && number > set.patterns.length)) return;
    }
  }
}

function fits({ before, after }: Pick<Unresolved, 'before' | 'after'>, origin: string): boolean {
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
}

function isSerialised(text: string): boolean {
  const read = serialise(text);
  return 'origin' in read && read.origin === text;
}

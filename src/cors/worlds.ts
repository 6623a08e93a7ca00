import { weakest } from './certainty.js';
import type { Certainty } from '../text/scales.js';
import type { About } from './about.js';
import type { Fact } from './facts.js';

/** One way an open point may really be. */
export interface Reading {
  readonly question: string;
  readonly value: string;
  /** How well this reading is founded by itself. */
  readonly certainty: Certainty;
  /** `leaning`: the one that the evidence supports. `other`: another reading is. `open`: the evidence supports none. */
  readonly stands: 'leaning' | 'other' | 'open';
  /** What the open point is about: with the value, what this reading says. */
  readonly about: About;
}

/** An open point: its name, and the ways it may be, two or more. */
export interface Question {
  readonly id: string;
  readonly readings: readonly Reading[];
}

/** Equal keys: the readings say the same. */
export function readingKey({ about, value }: Reading): string {
  return JSON.stringify([about, value]);
}

/** Answers a question for the world that is being evaluated. */
export type Ask = (question: Question) => Reading;

/** Open points that the configuration settles: name to value. */
export type Assumptions = ReadonlyMap<string, string>;

/** One evaluation on its way through one world: every phase of the gateway is handed it. */
export interface Walk {
  readonly ask: Ask;
  /** What a question was answered with in this world; undefined: it was not asked so far. */
  readonly heard: (question: Question) => string | undefined;
  /** For what is not worth a question, because no browser could tell the readings apart. */
  readonly assume: Assumptions;
  /** Notes a fact that the result needs; a conclusion is no surer than the weakest of them. */
  readonly rely: (fact: Fact) => void;
  /** True where the real answer was seen: then readings count that change what it looks like, though no browser's verdict. */
  readonly isSeen?: boolean;
}

/** One combination of answers, and what an evaluation came to in it. */
export interface World<T> {
  readonly readings: readonly Reading[];
  /** What the result rests on besides. */
  readonly facts: readonly Fact[];
  readonly result: T;
}

/** What an evaluation gave in each world. */
export interface Exploration<T> {
  /** False when there were more combinations than are evaluated: then nothing may be concluded. */
  readonly complete: boolean;
  readonly worlds: readonly World<T>[];
}

/** Combinations of answers that are evaluated at most. */
export const mostWorlds = 4096;

/** Answers that are given at most, over all combinations: of one evaluation, or of several that share this. */
export class Effort {
  #left: number;

  constructor(answers: number) {
    this.#left = answers;
  }

  /** False once it is used up. */
  spend(answers: number): boolean {
    this.#left -= answers;
    return this.#left >= 0;
  }
}

/** Answers in one evaluation. */
const mostAnswers = 1_000_000;

let given = 0;

/** Answers that all evaluations together were given so far: a measure of work that is the same on every machine. */
export function answersSoFar(): number {
  return given;
}

/**
 * Evaluates `run` once for every combination of answers it really asks for. The same question asked twice in one run gets one answer.
 * `run` must be a function of its answers alone. Past `limit` worlds, or when the effort is used up, it stops; so it does, as incomplete, after the
 * world that `isEnough`.
 */
export function explore<T>(
  run: (walk: Walk) => T,
  assume: Assumptions = new Map(),
  limit = mostWorlds,
  effort = new Effort(mostAnswers),
  isEnough: (world: World<T>) => boolean = () => false,
): Exploration<T> {
  const worlds: World<T>[] = [];
  const path: { readonly question: Question; index: number }[] = [];
  /** What is answered in the world at hand; `settled`: by assumption. */
  const answers = new Map<string, Reading>();
  const settled = new Map<string, Reading>();
  const facts = new Set<Fact>();
  let depth = 0;
  const ask: Ask = (question) => {
    const { id, readings } = question;
    const known = answers.get(id) ?? settled.get(id);
    if (known !== undefined) return known;
    const own = assumed(question, assume);
    if (own !== undefined) {
      settled.set(id, own);
      return own;
    }
    if (depth === path.length) path.push({ question, index: 0 });
    const index = path[depth]?.index ?? 0;
    depth += 1;
    const reading = readings[index];
    if (reading === undefined) throw new Error(`question ${id} has no reading ${index}`);
    answers.set(id, reading);
    return reading;
  };
  const heard = ({ id }: Question): string | undefined => (answers.get(id) ?? settled.get(id))?.value;
  const walk: Walk = { ask, heard, assume, rely: (fact) => facts.add(fact) };
  for (;;) {
    answers.clear();
    settled.clear();
    facts.clear();
    depth = 0;
    const result = run(walk);
    const world = { readings: [...answers.values()], facts: [...facts], result };
    worlds.push(world);
    given += answers.size + 1;
    if (worlds.length > limit || !effort.spend(answers.size + 1) || isEnough(world)) return { complete: false, worlds };
    // The next combination: the last question that has another reading takes it, and those after it are asked anew.
    for (;;) {
      const last = path[path.length - 1];
      if (last === undefined) return { complete: true, worlds };
      last.index += 1;
      if (last.index < last.question.readings.length) break;
      path.pop();
    }
  }
}

/** The reading that an assumption settles a question with: one of its own name, or of its family's (`branch-runs` for `branch-runs:policy.xml:7`). */
export function assumed(question: Question, assume: Assumptions): Reading | undefined {
  if (assume.size === 0) return undefined;
  const value = assume.get(question.id) ?? assume.get(familyOf(question.id));
  return value === undefined ? undefined : question.readings.find((reading) => reading.value === value);
}

/** The name under which all questions of a kind are settled at once. */
export function familyOf(id: string): string {
  const colon = id.indexOf(':');
  return colon === -1 ? id : id.slice(0, colon);
}

/** Whether a world may be so where these readings hold. */
export function fits(world: World<unknown>, readings: readonly Reading[]): boolean {
  return readings.every(({ question, value }) => world.readings.every((other) => other.question !== question || other.value === value));
}

/** Those of the readings without which some of these worlds would fit: drops one after the other that is not needed. */
export function withoutNeedless(readings: readonly Reading[], rivals: readonly World<unknown>[]): readonly Reading[] {
  let kept = readings;
  for (const reading of [...readings].reverse()) {
    const rest = kept.filter((one) => one !== reading);
    if (!rivals.some((world) => fits(world, rest))) kept = rest;
  }
  return kept;
}

/** The worlds in which every open point that has a leaning follows it; there is always one at least. */
export function underLeanings<T>(worlds: readonly World<T>[]): readonly World<T>[] {
  return worlds.filter(({ readings }) => readings.every((reading) => reading.stands !== 'other'));
}

/**
 * How sure a conclusion of these worlds is: the weakest fact that any of them needs. `leans`: it would be another one without the leanings,
 * and so is no surer than they are.
 */
export function certaintyOver(worlds: readonly World<unknown>[], leans: boolean): Certainty {
  const facts = worlds.flatMap((world) => world.facts.map((fact) => fact.certainty));
  const leanings = leans ? worlds.flatMap(({ readings }) => readings.flatMap((one) => (one.stands === 'leaning' ? [one.certainty] : []))) : [];
  return weakest(...facts, ...leanings);
}

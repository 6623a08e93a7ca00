import { weakest } from './certainty.js';
import type { Certainty } from '../text/scales.js';
import type { About } from './about.js';
import type { Fact } from './facts.js';

/** One possible answer to an open point. */
export interface Reading {
  readonly question: string;
  readonly value: string;
  /** How well this reading is founded. */
  readonly certainty: Certainty;
  /** `leaning`: the evidence supports it. `other`: the evidence supports another reading. `open`: it supports none. */
  readonly stands: 'leaning' | 'other' | 'open';
  /** What the open point is about; with the value it determines what this reading says. */
  readonly about: About;
}

/** An open point: its name and its readings, at least two. */
export interface Question {
  readonly id: string;
  readonly readings: readonly Reading[];
}

/** Equal keys: the readings say the same. */
export function readingKey({ about, value }: Reading): string {
  return JSON.stringify([about, value]);
}

/** Answers a question in the current world. */
export type Ask = (question: Question) => Reading;

/** Open points that the configuration settles: name to value. */
export type Assumptions = ReadonlyMap<string, string>;

/** One evaluation in one world, passed to every phase of the gateway. */
export interface Walk {
  readonly ask: Ask;
  /** The answer to a question in this world; undefined: not asked yet. */
  readonly heard: (question: Question) => string | undefined;
  /** For points that are not worth a question, because browsers cannot distinguish the readings. */
  readonly assume: Assumptions;
  /** Notes a fact that the result needs; a conclusion is as certain as the weakest of them. */
  readonly rely: (fact: Fact) => void;
  /** True if the real answer was observed: then readings count that change its form without changing a browser's verdict. */
  readonly isSeen?: boolean;
}

/** One combination of answers, and the result in it. */
export interface World<T> {
  readonly readings: readonly Reading[];
  /** The facts that the result rests on. */
  readonly facts: readonly Fact[];
  readonly result: T;
}

/** The result of an evaluation in each world. */
export interface Exploration<T> {
  /** False if the combinations exceeded the bound: then nothing may be concluded. */
  readonly complete: boolean;
  readonly worlds: readonly World<T>[];
}

/** Most combinations of answers that are evaluated. */
export const mostWorlds = 4096;

/** A bound on answers over all combinations, of one evaluation or of several that share it. */
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

/** Most answers in one evaluation. */
const mostAnswers = 1_000_000;

let given = 0;

/** Number of answers in all evaluations so far: a measure of work that is equal on every machine. */
export function answersSoFar(): number {
  return given;
}

/**
 * Evaluates `run` once for every combination of answers it really asks for. The same question asked twice in one run gets one answer. `run` must be a function
 * of its answers alone. It stops beyond `limit` worlds, when the effort is used up, or (incomplete) after a world that satisfies `isEnough`.
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
  /** Answers in the current world; `settled`: by assumption. */
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
    // The next combination: the last question with a further reading takes it, and the questions after it are asked again.
    for (;;) {
      const last = path[path.length - 1];
      if (last === undefined) return { complete: true, worlds };
      last.index += 1;
      if (last.index < last.question.readings.length) break;
      path.pop();
    }
  }
}

/** The reading that an assumption settles a question with: one under its own name, or its family's (`branch-runs` for `branch-runs:policy.xml:7`). */
export function assumed(question: Question, assume: Assumptions): Reading | undefined {
  if (assume.size === 0) return undefined;
  const value = assume.get(question.id) ?? assume.get(familyOf(question.id));
  return value === undefined ? undefined : question.readings.find((reading) => reading.value === value);
}

/** The name that settles all questions of a kind. */
export function familyOf(id: string): string {
  const colon = id.indexOf(':');
  return colon === -1 ? id : id.slice(0, colon);
}

/** Whether a world is possible where these readings hold. */
export function fits(world: World<unknown>, readings: readonly Reading[]): boolean {
  return readings.every(({ question, value }) => world.readings.every((other) => other.question !== question || other.value === value));
}

/** The readings without the needless ones: drops one after the other while none of these worlds then fits. */
export function withoutNeedless(readings: readonly Reading[], rivals: readonly World<unknown>[]): readonly Reading[] {
  let kept = readings;
  for (const reading of [...readings].reverse()) {
    const rest = kept.filter((one) => one !== reading);
    if (!rivals.some((world) => fits(world, rest))) kept = rest;
  }
  return kept;
}

/** The worlds in which every open point with a leaning follows it; there is always at least one. */
export function underLeanings<T>(worlds: readonly World<T>[]): readonly World<T>[] {
  return worlds.filter(({ readings }) => readings.every((reading) => reading.stands !== 'other'));
}

/**
 * The certainty of a conclusion from these worlds: the weakest fact that any of them needs. `leans`: without the leanings it would be another conclusion, so it
 * is no more certain than they are.
 */
export function certaintyOver(worlds: readonly World<unknown>[], leans: boolean): Certainty {
  const facts = worlds.flatMap((world) => world.facts.map((fact) => fact.certainty));
  const leanings = leans ? worlds.flatMap(({ readings }) => readings.flatMap((one) => (one.stands === 'leaning' ? [one.certainty] : []))) : [];
  return weakest(...facts, ...leanings);
}

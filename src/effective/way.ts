import type { HeaderWriter, PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { RequestParts } from './request-parts.js';
import { Exhausted, type Surroundings, type Unknown, type CSharpValue } from '../cors/expression/value.js';

/** Place of a step. */
export interface FlowSpot {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  /** Index of the current layer. */
  readonly layer: number;
  /** Number of fragments around it. */
  readonly depth: number;
}

/** What holds around a step, for the walk that follows origins. */
export interface Under {
  /** Inside a `<choose>`. */
  readonly isBranch: boolean;
}

/** Where a step stands, and what holds around it. */
export type Spot = FlowSpot & Under;

/** A decision between two paths. */
export interface BranchTaken {
  /** Requests of every origin can take either path; otherwise it is unknown which they take. */
  readonly isFree: boolean;
  readonly value: boolean;
  /** Identifies the unknown value. */
  readonly id: string;
}

/** A hand-written header: the text of one of its values, and the value itself. */
export interface WrittenHeader {
  readonly writer: HeaderWriter;
  readonly spot: Spot;
  readonly value: CSharpValue;
  readonly text: string;
}

/** A hand-written CORS header on a path of a request, with its values there. */
export type MetWriter = readonly [writer: HeaderWriter, values: readonly CSharpValue[]];

/** One path of a request, with the headers written into the backend's answer in running order; null: the backend is not called. */
export interface WrittenOnWay {
  readonly trail: readonly BranchTaken[];
  readonly met: readonly MetWriter[] | null;
}

let taken = 0;

/** Steps of all expressions so far: a measure of work that is equal on every machine. */
export function stepsSoFar(): number {
  return taken;
}

/** Remaining steps, for one chain and for all. */
export class StepBudget {
  #left: number;

  constructor(
    left: number,
    readonly whole: StepBudget | null = null,
  ) {
    this.#left = left;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.whole === null) taken += steps;
    else this.whole.spend(steps);
    if (this.#left < 0) throw new Exhausted();
  }
}

/** Most decisions on one path that are followed. */
const mostDecisions = 40;

/** Longer texts are not origins or short lists of them. */
const longestText = 2000;

/** One path of one request through the sections of a chain. */
export class Way implements Surroundings {
  readonly host: string;
  origin: CSharpValue;
  variables = new Map<string, CSharpValue>();
  /** An unreadable fragment or document may have set any variable. */
  mayHaveOthers = false;
  /** The backend was called. */
  isForwarded = false;
  readonly trail: BranchTaken[] = [];
  readonly #decided = new Map<string, boolean>();
  /** Collects texts that expressions build; null: not needed. */
  texts: Set<string> | null = null;
  known: ReadonlyMap<string, CSharpValue> = new Map();
  /** The request's headers, including changes by policies; null: unknown. */
  parts: RequestParts | null = null;

  /** `script`: the first decisions; later ones are false. */
  constructor(
    readonly caller: string,
    readonly script: readonly boolean[],
    readonly budget: StepBudget,
    readonly declared: ReadonlySet<string>,
    readonly isNamed = false,
  ) {
    this.origin = caller;
    this.host = caller.replace(/^[a-z]+:\/\//, '').replace(/:\d+$/, '');
  }

  headerOf(name: string): CSharpValue | undefined {
    return this.parts?.header(name);
  }

  isDeclared(name: string): boolean {
    return !this.mayHaveOthers && this.declared.has(name);
  }

  /** Equal conditions are decided equally. */
  decide({ kind, id }: Unknown): boolean {
    const isNegated = id.startsWith('!');
    const key = isNegated ? id.slice(1) : id;
    let value = this.#decided.get(key);
    if (value === undefined) {
      if (this.trail.length >= mostDecisions) throw new Exhausted();
      value = this.script[this.trail.length] ?? false;
      this.trail.push({ isFree: kind === 'free', value, id: key });
      this.#decided.set(key, value);
    }
    return value !== isNegated;
  }

  spend(steps: number): void {
    this.budget.spend(steps);
  }

  /** A text that only contains the request's own origin names no other. */
  makes(text: string): void {
    if (this.texts === null || text.length > longestText || this.texts.has(text)) return;
    const lower = text.toLowerCase();
    if (!lower.includes(this.host) && !this.caller.includes(lower)) this.texts.add(text);
  }
}

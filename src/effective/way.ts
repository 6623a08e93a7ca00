import type { HeaderWriter, PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { RequestParts } from './request-parts.js';
import { Exhausted, type Surroundings, type Unknown, type CSharpValue } from '../cors/expression/value.js';

/** Where a step stands. */
export interface FlowSpot {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  /** Index of the layer at hand. */
  readonly layer: number;
  /** How many fragments it stands in. */
  readonly depth: number;
}

/** What holds around a step, for the walk that follows origins. */
export interface Under {
  /** Inside a `<choose>`. */
  readonly isBranch: boolean;
}

/** Where a step stands, and what holds around it. */
export type Spot = FlowSpot & Under;

/** Where one of two ways was taken. */
export interface BranchTaken {
  /** Requests of every origin can take either; else it is not known which way they take. */
  readonly isFree: boolean;
  readonly value: boolean;
  /** What is not known. */
  readonly id: string;
}

/** A header that is written by hand into an answer, by the text of one of its values and what that comes to. */
export interface WrittenHeader {
  readonly writer: HeaderWriter;
  readonly spot: Spot;
  readonly value: CSharpValue;
  readonly text: string;
}

/** A header of CORS that is written by hand on a way of a request, and what its values come to there. */
export type MetWriter = readonly [writer: HeaderWriter, values: readonly CSharpValue[]];

/** One way of a request, and what is written by hand into the answer of the backend there, in the order in which it runs; null: the backend is not called. */
export interface WrittenOnWay {
  readonly trail: readonly BranchTaken[];
  readonly met: readonly MetWriter[] | null;
}

let taken = 0;

/** Steps that all expressions together took: a measure of work that is the same on every machine. */
export function stepsSoFar(): number {
  return taken;
}

/** Steps that are left, of one chain and of all. */
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

/** More decisions than these, one after the other, are not followed. */
const mostDecisions = 40;

/** Longer texts are no origins, nor short lists of them. */
const longestText = 2000;

/** One way of one request through the sections of a chain. */
export class Way implements Surroundings {
  readonly host: string;
  origin: CSharpValue;
  variables = new Map<string, CSharpValue>();
  /** A fragment or document that cannot be read may have set any. */
  mayHaveOthers = false;
  /** The backend has been called. */
  isForwarded = false;
  readonly trail: BranchTaken[] = [];
  readonly #decided = new Map<string, boolean>();
  /** Takes the texts that expressions put together; null: nobody wants them. */
  texts: Set<string> | null = null;
  known: ReadonlyMap<string, CSharpValue> = new Map();
  /** What the request's own headers hold, and what policies have made of them; null: nothing is known of them. */
  parts: RequestParts | null = null;

  /** `script`: what the first decisions are; those behind it are false. */
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

  /** Conditions alike are decided alike. */
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

  /** What is only the request's own origin, or has it inside, names nobody. */
  makes(text: string): void {
    if (this.texts === null || text.length > longestText || this.texts.has(text)) return;
    const lower = text.toLowerCase();
    if (!lower.includes(this.host) && !this.caller.includes(lower)) this.texts.add(text);
  }
}

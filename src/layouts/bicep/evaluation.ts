import type { Value } from '../deployed/deployed-value.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import type { BicepExpression } from './bicep-syntax.js';

/** All loops and calls of one root together. */
const mostSteps = 200_000;

/** Why a part of an expression has no value: data for a sentence. */
export interface BicepEvaluationProblem {
  readonly code: 'loop-too-long' | 'too-deep' | 'too-many-modules' | 'text-too-long';
  /** The name of what it is about. */
  readonly argument: string;
  readonly path: string;
  readonly offset: number;
}

/** A function that the code declares: its body, and where that stands. */
export interface DeclaredFunction {
  readonly lambda: Extract<BicepExpression, { kind: 'lambda' }>;
  readonly scope: BicepScope;
}

/** Where an expression stands, and what it can ask. */
export interface BicepScope {
  /** The file that the expression stands in, relative to the repository's root. */
  readonly path: string;
  /** What a name stands for; null: nobody knows, and it stands for itself. */
  find(name: string): Value | null;
  functionNamed(name: string): DeclaredFunction | null;
  readonly files: TreeTexts;
  report(problem: BicepEvaluationProblem): void;
  /** Counts work over the whole root. */
  readonly steps: { count: number };
}

/** What an expression is evaluated in: a scope, and the variables of the loops and functions round it. */
export class Evaluation {
  constructor(
    readonly scope: BicepScope,
    readonly variables: ReadonlyMap<string, Value> = new Map(),
    /** The functions that are called round it. */
    readonly calls: ReadonlySet<string> = new Set(),
  ) {}

  with(variables: Iterable<readonly [string, Value]>): Evaluation {
    return new Evaluation(this.scope, new Map([...this.variables, ...variables]), this.calls);
  }

  /** What the body of a function is evaluated in. */
  within(name: string, { scope }: DeclaredFunction, variables: Iterable<readonly [string, Value]>): Evaluation {
    return new Evaluation(scope, new Map(variables), new Set([...this.calls, name]));
  }

  /** Counts work; true: there was too much of it, and nothing more is done. */
  isSpent(rounds: number, at: BicepExpression): boolean {
    const { steps } = this.scope;
    const wasSpent = steps.count > mostSteps;
    if (!wasSpent) steps.count += rounds;
    if (!wasSpent && steps.count > mostSteps) this.report('loop-too-long', at);
    return steps.count > mostSteps;
  }

  report(code: BicepEvaluationProblem['code'], { start }: BicepExpression): void {
    this.scope.report({ code, argument: '', path: this.scope.path, offset: start });
  }
}

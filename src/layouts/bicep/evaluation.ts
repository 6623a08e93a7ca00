import type { Value } from '../deployed/deployed-value.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import type { BicepExpression } from './bicep-syntax.js';

/** Most iterations and calls of one root. */
const mostSteps = 200_000;

/** Why a part of an expression has no value, as data for a sentence. */
export interface BicepEvaluationProblem {
  readonly code: 'loop-too-long' | 'too-deep' | 'too-many-modules' | 'text-too-long';
  /** The name of the part. */
  readonly argument: string;
  readonly path: string;
  readonly offset: number;
}

/** A declared function: its body and its file. */
export interface DeclaredFunction {
  readonly lambda: Extract<BicepExpression, { kind: 'lambda' }>;
  readonly scope: BicepScope;
}

/** The context of an expression. */
export interface BicepScope {
  /** The file of the expression, relative to the repository's root. */
  readonly path: string;
  /** The value of a name; null: unknown, it represents itself. */
  find(name: string): Value | null;
  functionNamed(name: string): DeclaredFunction | null;
  readonly files: TreeTexts;
  report(problem: BicepEvaluationProblem): void;
  /** Counts work over the whole root. */
  readonly steps: { count: number };
}

/** The environment of an expression: a scope, and the variables of surrounding loops and functions. */
export class Evaluation {
  constructor(
    readonly scope: BicepScope,
    readonly variables: ReadonlyMap<string, Value> = new Map(),
    /** The functions being called. */
    readonly calls: ReadonlySet<string> = new Set(),
  ) {}

  with(variables: Iterable<readonly [string, Value]>): Evaluation {
    return new Evaluation(this.scope, new Map([...this.variables, ...variables]), this.calls);
  }

  /** The environment of a function's body. */
  within(name: string, { scope }: DeclaredFunction, variables: Iterable<readonly [string, Value]>): Evaluation {
    return new Evaluation(scope, new Map(variables), new Set([...this.calls, name]));
  }

  /** Counts work; true: the bound is exceeded, and evaluation stops. */
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

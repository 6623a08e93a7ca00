import type { HclExpression } from './hcl-syntax.js';
import type { HclEvaluationProblem, HclScope } from './scope.js';
import type { Value } from '../deployed/deployed-value.js';
import { longestLoop, unknown } from '../deployed/values.js';

/** Most iterations and calls of one evaluation. */
const mostSteps = 200_000;

const noVariables: ReadonlyMap<string, Value> = new Map();

/** Counters of one evaluation. */
interface Counts {
  /** Errors that Terraform would report. */
  errors: number;
  steps: number;
}

/** The environment of an expression: a scope, and the variables of surrounding loops and templates. */
export class Environment {
  constructor(
    readonly scope: HclScope,
    readonly variables: ReadonlyMap<string, Value> = noVariables,
    /** In a separate template file only the given names exist: the name under which others are unknown, or null. */
    readonly template: { readonly rest: string | null } | null = null,
    readonly counts: Counts = { errors: 0, steps: 0 },
  ) {}

  get isTemplate(): boolean {
    return this.template !== null;
  }

  with(variables: Iterable<readonly [string, Value]>): Environment {
    return new Environment(this.scope, new Map([...this.variables, ...variables]), this.template, this.counts);
  }

  /** The environment of a template. */
  ofTemplate(variables: ReadonlyMap<string, Value>, rest: string | null): Environment {
    return new Environment(this.scope, variables, { rest }, this.counts);
  }

  /** The value of an expression that Terraform would refuse. */
  error(name: string): Value {
    this.counts.errors += 1;
    return unknown(name, true);
  }

  /** Counts work other than loops; true: the bound is exceeded, and evaluation stops. */
  isSpent(rounds: number, at: HclExpression): boolean {
    if (this.counts.steps > mostSteps) return true;
    this.counts.steps += rounds;
    if (this.counts.steps > mostSteps) this.report('loop-too-long', '', at);
    return this.counts.steps > mostSteps;
  }

  /** Counts iterations of a loop; false: too many, which was reported. */
  rounds(count: number, at: HclExpression): boolean {
    if (count <= longestLoop) return !this.isSpent(count, at);
    this.report('loop-too-long', '', at);
    return false;
  }

  report(code: HclEvaluationProblem['code'], argument: string, { start }: HclExpression): void {
    this.scope.report?.({ code, argument, path: this.scope.path, offset: start });
  }
}

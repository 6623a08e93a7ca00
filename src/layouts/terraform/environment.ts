import type { HclExpression } from './hcl-syntax.js';
import type { HclEvaluationProblem, HclScope } from './scope.js';
import type { Value } from '../deployed/deployed-value.js';
import { longestLoop, unknown } from '../deployed/values.js';

/** All loops and calls of one evaluation together. */
const mostSteps = 200_000;

const noVariables: ReadonlyMap<string, Value> = new Map();

/** What is counted over one evaluation. */
interface Counts {
  /** Things that Terraform would refuse. */
  errors: number;
  steps: number;
}

/** What an expression is evaluated in: a scope, and the variables of the loops and templates round it. */
export class Environment {
  constructor(
    readonly scope: HclScope,
    readonly variables: ReadonlyMap<string, Value> = noVariables,
    /** In a template that is a file of its own the names are those given to it, and no others: the name of what others are unknown of, or null. */
    readonly template: { readonly rest: string | null } | null = null,
    readonly counts: Counts = { errors: 0, steps: 0 },
  ) {}

  get isTemplate(): boolean {
    return this.template !== null;
  }

  with(variables: Iterable<readonly [string, Value]>): Environment {
    return new Environment(this.scope, new Map([...this.variables, ...variables]), this.template, this.counts);
  }

  /** What a template is rendered in. */
  ofTemplate(variables: ReadonlyMap<string, Value>, rest: string | null): Environment {
    return new Environment(this.scope, variables, { rest }, this.counts);
  }

  /** What Terraform would refuse. */
  error(name: string): Value {
    this.counts.errors += 1;
    return unknown(name, true);
  }

  /** Counts work that is no loop, in rounds of one; true: there was too much of it, and nothing more is done. */
  isSpent(rounds: number, at: HclExpression): boolean {
    if (this.counts.steps > mostSteps) return true;
    this.counts.steps += rounds;
    if (this.counts.steps > mostSteps) this.report('loop-too-long', '', at);
    return this.counts.steps > mostSteps;
  }

  /** Counts rounds of a loop; false: they are too many, and that was told. */
  rounds(count: number, at: HclExpression): boolean {
    if (count <= longestLoop) return !this.isSpent(count, at);
    this.report('loop-too-long', '', at);
    return false;
  }

  report(code: HclEvaluationProblem['code'], argument: string, { start }: HclExpression): void {
    this.scope.report?.({ code, argument, path: this.scope.path, offset: start });
  }
}

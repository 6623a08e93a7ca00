import type { Expression } from './hcl-syntax.js';
import type { Scope } from './scope.js';
import type { Value } from './value.js';

/** What an expression stands for in a scope. Never throws: what the repository does not decide, or Terraform refuses, is unknown with its name. */
export function evaluate(expression: Expression, scope: Scope): Value {
  return { kind: 'unknown', name: `${scope.path}:${expression.start}`, isError: false };
}

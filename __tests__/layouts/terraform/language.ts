import { evaluateHcl } from '../../../src/layouts/terraform/evaluate-hcl.js';
import { fromJson } from '../../../src/layouts/terraform/functions/encoded-json.js';
import { parseHclExpression } from '../../../src/layouts/terraform/parse-hcl.js';
import type { HclEvaluationProblem, HclScope } from '../../../src/layouts/terraform/scope.js';
import type { Value } from '../../../src/layouts/deployed/deployed-value.js';

/** A value as JSON has it; what is not known is an object with its name. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'flag':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
    case 'unknown':
      return value.isError ? { refused: value.name } : { unknown: value.name };
  }
}

export interface World {
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly folder?: string;
}

/** A scope with locals and files; any other name stands for itself. */
export function scopeOf({ locals = {}, files = {}, path = 'main.tf', folder = '' }: World, problems: HclEvaluationProblem[] = []): HclScope {
  return {
    path,
    folder,
    find: ([root, name = '']) => {
      if (root === 'path') return { value: fromJson('.'), used: 2 };
      return root === 'local' && Object.hasOwn(locals, name) ? { value: valueOf(locals[name]), used: 2 } : null;
    },
    readFile: (file) => files[file] ?? null,
    filesBelow: (below) => Object.keys(files).filter((file) => below === '' || file.startsWith(`${below}/`)),
    report: (problem) => {
      problems.push(problem);
    },
  };
}

/** `{ unknown: name }` is not known. */
function valueOf(json: unknown): Value {
  if (typeof json === 'object' && json !== null && 'unknown' in json) return { kind: 'unknown', name: String(json.unknown), isError: false };
  if (Array.isArray(json)) return { kind: 'list', items: json.map(valueOf), isSet: false };
  if (typeof json === 'object' && json !== null) {
    return { kind: 'object', entries: new Map(Object.entries(json).map(([key, item]) => [key, valueOf(item)])), rest: null };
  }
  return fromJson(json);
}

/** An expression in words, evaluated. */
export function read(expression: string, world: World = {}, problems: HclEvaluationProblem[] = []): Value {
  const parsed = parseHclExpression(expression);
  if (!parsed.ok) throw new Error(`${parsed.problem.code} ${parsed.problem.what} at ${parsed.problem.offset}: ${expression}`);
  return evaluateHcl(parsed.expression, scopeOf(world, problems));
}

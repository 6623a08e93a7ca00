import { callFunction } from './call-function.js';
import { Environment } from './environment.js';
import { evaluateParts, pairsOf, variablesOf } from './evaluate-template.js';
import type { HclOperator, HclExpression, HclForExpression, ObjectEntry, HclStep } from './hcl-syntax.js';
import type { HclScope } from './scope.js';
import { isDecided, longestText } from '../deployed/texts.js';
import { itemOf, partOf } from './optional-defaults.js';
import { renderedTemplate } from './render-template.js';
import { longText, writtenText } from './written-text.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { asFlag, asKey, asNumber } from './conversions.js';
import { made, operand } from '../deployed/conditions.js';
import { either, loopOver, ofEither } from '../deployed/either.js';
import { oneByKey } from '../deployed/one-by-key.js';
import { describe, equal, flag, list, nothing, numberValue, object, unknown, orElse } from '../deployed/values.js';

type Of<K extends HclExpression['kind']> = Extract<HclExpression, { kind: K }>;

/** The value of an expression in a scope. Never throws: a value that the repository does not decide, or Terraform refuses, is unknown with its name. */
export function evaluateHcl(expression: HclExpression, scope: HclScope): Value {
  const literal = expression.kind === 'template' ? writtenText(expression, scope.path).literal : null;
  return literal ?? valueOf(expression, new Environment(scope));
}

/**
 * A text rendered as a template with variables (`template_file`): unchanged parts keep their places. Null: not a template. `expression`: the rendering one, for
 * problems.
 */
export function render(source: TextValue, variables: Value, expression: HclExpression, scope: HclScope): Value | null {
  return renderedTemplate(source, variables, { at: new Environment(scope), expression, valueOf });
}

/** Deepest nesting of expressions and references: a chain of thousands would exceed the stack. */
const deepest = 250;

/** Current depth of the evaluation, which is synchronous. */
let depth = 0;

/** As `evaluate`, among the variables of loops and templates. */
function valueOf(expression: HclExpression, at: Environment): Value {
  if (depth >= deepest) {
    at.report('too-deep', '', expression);
    return spent(expression, at);
  }
  depth += 1;
  try {
    return worked(expression, at);
  } finally {
    depth -= 1;
  }
}

function worked(expression: HclExpression, at: Environment): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value === null ? nothing : typeof expression.value === 'number' ? numberValue(expression.value) : flag(expression.value);
    case 'template':
      return templateValue(expression, at);
    case 'name':
      return named([expression.name], at).value;
    case 'access':
      return accessed(expression, at);
    case 'call':
      return called(expression, at);
    case 'list':
      return list(expression.items.map((item) => valueOf(item, at)));
    case 'object':
      return objectValue(expression.entries, at);
    case 'for':
      return at.isSpent(0, expression) ? spent(expression, at) : loopThrough(expression, valueOf(expression.over, at), at);
    case 'conditional':
      return choice(expression, at);
    case 'unary':
      return unary(expression.operator, valueOf(expression.of, at), at);
    case 'binary':
      return binary(expression, at);
    case 'group':
      return valueOf(expression.of, at);
  }
}

function templateValue(expression: Of<'template'>, at: Environment): Value {
  const { host, literal } = writtenText(expression, at.scope.path);
  if (literal !== null && !at.isTemplate) return literal;
  const place = (start: number, end: number) => ({ host, span: { start, end } });
  return limited(evaluateParts(expression.parts, { at, place: at.isTemplate ? () => null : place, valueOf }), expression, at);
}

function limited(value: Value, expression: HclExpression, at: Environment): Value {
  if (value.kind !== 'text' || value.text.length < longText) return value;
  if (value.text.length <= longestText) return at.isSpent(value.text.length / 1000, expression) ? spent(expression, at) : value;
  at.report('text-too-long', '', expression);
  return unknown(describe(value));
}

/** The value of a part that exceeds the bound. */
function spent({ start }: HclExpression, { scope }: Environment): Value {
  return unknown(`${scope.path}#${start}`);
}

/** The value of a sequence of names, and how many of them it uses. */
function named(names: readonly string[], at: Environment): { readonly value: Value; readonly used: number } {
  const [first = ''] = names;
  const variable = at.variables.get(first);
  if (variable !== undefined) return { value: variable, used: 1 };
  if (at.template !== null) return { value: at.template.rest === null ? at.error(first) : unknown(`${at.template.rest}.${first}`), used: 1 };
  return at.scope.find(names) ?? { value: unknown(names.join('.')), used: names.length };
}

function accessed({ of, steps }: Of<'access'>, at: Environment): Value {
  if (of.kind !== 'name') return follow(valueOf(of, at), steps, 0, at);
  const names = [of.name];
  for (const step of steps) {
    if (step.kind !== 'attribute' || /^\d/.test(step.name)) break;
    names.push(step.name);
  }
  const { value, used } = named(names, at);
  return follow(value, steps, used - 1, at);
}

/** Applies the steps from an index on. */
function follow(start: Value, steps: readonly HclStep[], from: number, at: Environment): Value {
  let value = start;
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) break;
    if (step.kind === 'splat') {
      // Everything after `[*]` applies to each item; after `.*` only the attributes do.
      let end = steps.length;
      if (!step.isFull) for (end = index + 1; steps[end]?.kind === 'attribute';) end += 1;
      value = splat(value, steps.slice(index + 1, end), at);
      index = end - 1;
    } else value = stepTo(value, step.kind === 'attribute' ? step.name : valueOf(step.key, at), at);
  }
  return value;
}

function splat(value: Value, steps: readonly HclStep[], at: Environment): Value {
  if (value.kind === 'null') return list([]);
  if (value.kind === 'unknown') return follow(unknown(`${value.name}[*]`, value.isError), steps, 0, at);
  const items = value.kind === 'list' ? value.items : [value];
  return list(items.map((item) => follow(item, steps, 0, at)));
}

/** An attribute by name, or an item or entry by key. */
function stepTo(value: Value, step: string | Value, at: Environment): Value {
  const said = typeof step === 'string' ? `.${step}` : `[${describe(step)}]`;
  const key = typeof step === 'string' ? step : asKey(step);
  if (value.kind === 'unknown') return ofEither(value, (way) => stepTo(way, step, at)) ?? partOf(value, said, key);
  const missing = (): Value => at.error(describe(value) + said);
  if (key === null) return typeof step !== 'string' && step.kind === 'unknown' ? undecidedItem(value, step, said) : unknown(describe(value) + said);
  if (value.kind === 'object') return value.entries.get(key) ?? value.anyEntry ?? (value.rest === null ? missing() : unknown(value.rest + said));
  if (value.kind !== 'list' || value.isSet || !/^\d+$/.test(key)) return missing();
  return value.items[Number(key)] ?? missing();
}

/** The key is unknown: only what all items share is known. */
function undecidedItem(value: Value, key: Value, said: string): Value {
  if (value.kind === 'object' && value.anyEntry !== undefined) return value.anyEntry;
  if (value.kind === 'object' && value.rest === null && value.entries.size > 0) return oneByKey(value, key, describe(value) + said);
  const items = value.kind === 'list' ? value.items : value.kind === 'object' && value.rest === null ? [...value.entries.values()] : [];
  const [first] = items;
  return first !== undefined && items.every((item) => equal(item, first) === true) ? first : unknown(describe(value) + said);
}

function called(expression: Of<'call'>, at: Environment): Value {
  const { name, isSpread } = expression;
  if (name === 'try' || name === 'can') return attempt(expression, at);
  const given = expression.arguments.map((argument) => valueOf(argument, at));
  const size = given.reduce((sum, value) => sum + (value.kind === 'list' ? value.items.length : value.kind === 'object' ? value.entries.size : 0), 0);
  if (at.isSpent(1 + size / 50, expression)) return spent(expression, at);
  const last = isSpread ? given.pop() : undefined;
  if (last?.kind === 'list') given.push(...last.items);
  else if (last !== undefined) return unknown(`${name}(${[...given, last].map(describe).join(', ')}...)`, last.kind !== 'unknown');
  return limited(callFunction(name, given, expression, at, valueOf), expression, at);
}

/** `try` returns the first argument that Terraform can evaluate; `can` says whether it can. */
function attempt({ name, arguments: given }: Of<'call'>, at: Environment): Value {
  const before = at.counts.errors;
  for (const [index, argument] of given.entries()) {
    at.counts.errors = before;
    const value = valueOf(argument, at);
    const hasFailed = at.counts.errors > before || (value.kind === 'unknown' && value.isError);
    if (name === 'can') {
      at.counts.errors = before;
      return hasFailed ? flag(false) : value.kind === 'unknown' ? unknown(`can(${value.name})`) : flag(true);
    }
    if (!hasFailed) return orElse(value, () => given.slice(index + 1).map((one) => valueOf(one, at)));
  }
  return at.error(`${name}()`);
}

function objectValue(entries: readonly ObjectEntry[], at: Environment): Value {
  const found = new Map<string, Value>();
  let undecided: string | null = null;
  for (const entry of entries) {
    const keyValue = valueOf(entry.key, at);
    const key = asKey(keyValue);
    const value = valueOf(entry.value, at);
    if (key === null) undecided = `${undecided ?? ''}(${describe(keyValue)}) = ${describe(value)}, `;
    else found.set(key, value);
  }
  if (undecided === null) return { kind: 'object', entries: found, rest: null };
  return unknown(`{${undecided}${describe({ kind: 'object', entries: found, rest: null }).slice(1)}`);
}

function loopThrough(expression: HclForExpression & HclExpression, over: Value, at: Environment): Value {
  const chosen = ofEither(over, (way) => loopThrough(expression, way, at));
  if (chosen !== null) return chosen;
  const pairs = pairsOf(over);
  if (pairs === null) return over.kind === 'unknown' || over.kind === 'object' ? undecidedLoop(expression, over, at) : at.error(describe(over));
  if (!at.rounds(pairs.length, expression)) return undecidedLoop(expression, over, at);
  const keys: string[] = [];
  const values: Value[] = [];
  for (const [key, item] of pairs) {
    const inner = at.with(variablesOf(expression, key, item));
    const isWanted = expression.condition === null ? true : asFlag(valueOf(expression.condition, inner));
    if (isWanted === null) return undecidedLoop(expression, over, at);
    if (!isWanted) continue;
    if (expression.key !== null) {
      const name = asKey(valueOf(expression.key, inner));
      if (name === null) return undecidedLoop(expression, over, at);
      keys.push(name);
    }
    values.push(valueOf(expression.body, inner));
  }
  return expression.key === null ? list(values) : gathered(keys, values, expression.isGrouped, at);
}

function gathered(keys: readonly string[], values: readonly Value[], isGrouped: boolean, at: Environment): Value {
  const groups = new Map<string, Value[]>();
  for (const [index, key] of keys.entries()) {
    const group = groups.get(key);
    const value = values[index] ?? nothing;
    if (group === undefined) groups.set(key, [value]);
    else if (isGrouped) group.push(value);
    else return at.error(key);
  }
  return object([...groups].map(([key, group]) => [key, isGrouped ? list(group) : (group[0] ?? nothing)]));
}

/** A loop with an unknown list, filter or key, under a name of what it depends on. */
function undecidedLoop(expression: HclForExpression & HclExpression, over: Value, at: Environment): Value {
  const { keyName, valueName, key, body, condition, isGrouped } = expression;
  const before = at.counts.errors;
  const inner = at.with(variablesOf(expression, unknown(keyName ?? ''), itemOf(over, valueName)));
  const said = (one: HclExpression): string => describe(valueOf(one, inner));
  const names = keyName === null ? valueName : `${keyName}, ${valueName}`;
  const made = `for ${names} in ${describe(over)} : ${key === null ? '' : `${said(key)} => `}${said(body)}${isGrouped ? '...' : ''}${condition === null ? '' : ` if ${said(condition)}`}`;
  const isPlain = key === null && keyName === null && condition === null && over.kind === 'unknown' && !over.isError;
  const loop = isPlain ? loopOver(`[${made}]`, valueName, over, valueOf(body, inner)) : null;
  at.counts.errors = before;
  return loop ?? unknown(key === null ? `[${made}]` : `{${made}}`, over.kind === 'unknown' && over.isError);
}

function choice({ condition, then, otherwise }: Of<'conditional'>, at: Environment): Value {
  const asked = valueOf(condition, at);
  const decided = asFlag(asked);
  if (decided !== null) return valueOf(decided ? then : otherwise, at);
  if (asked.kind !== 'unknown') return at.error(describe(asked));
  const before = at.counts.errors;
  const one = valueOf(then, at);
  const other = valueOf(otherwise, at);
  at.counts.errors = before;
  return either(asked, one, other);
}

function unary(operator: '!' | '-', of: Value, at: Environment): Value {
  const value = operator === '!' ? asFlag(of) : asNumber(of);
  const name = operator + operand(of, '!');
  if (value === null && !isOpen(of)) return at.error(name);
  if (value === null) return made(name, operator === '!' ? { kind: 'not', operator, of } : { kind: 'calculated', operator: '!' });
  return typeof value === 'boolean' ? flag(!value) : numberValue(-value);
}

function isOpen(value: Value): boolean {
  return value.kind === 'unknown' ? !value.isError : value.kind === 'text' && !isDecided(value);
}

function binary({ operator, left, right }: Of<'binary'>, at: Environment): Value {
  const one = valueOf(left, at);
  const logical = operator === '&&' || operator === '||';
  // Terraform evaluates both sides; here the other one does not matter.
  if (logical && asFlag(one) === (operator === '||')) return flag(operator === '||');
  const other = valueOf(right, at);
  if (logical && asFlag(other) === (operator === '||')) return flag(operator === '||');
  const name = `${operand(one, operator)} ${operator} ${operand(other, operator)}`;
  if (operator === '==' || operator === '!=') {
    const same = equal(one, other);
    return same === null ? made(name, { kind: 'equal', operator: '==', one, other, isSame: operator === '==' }) : flag(same === (operator === '=='));
  }
  const value = logical ? both(asFlag(one), asFlag(other)) : calculated(operator, asNumber(one), asNumber(other));
  if (value !== null) return typeof value === 'boolean' ? flag(value) : numberValue(value);
  if (!isOpen(one) && !isOpen(other)) return at.error(name);
  return made(
    name,
    operator === '&&'
      ? { kind: 'all', operator, parts: [one, other] }
      : operator === '||'
        ? { kind: 'any', operator, parts: [one, other] }
        : { kind: 'calculated', operator },
  );
}

/** Two flags, neither of which decides alone. */
function both(one: boolean | null, other: boolean | null): boolean | null {
  return one === null || other === null ? null : other;
}

function calculated(operator: Exclude<HclOperator, '&&' | '||' | '==' | '!='>, one: number | null, other: number | null): number | boolean | null {
  if (one === null || other === null) return null;
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    case '+':
      return rounded(one + other);
    case '-':
      return rounded(one - other);
    case '*':
      return rounded(one * other);
    case '/':
      return other === 0 ? null : rounded(one / other);
    case '%':
      return other === 0 ? null : one % other;
  }
}

/** Terraform calculates with more digits than a JavaScript number. */
function rounded(number: number): number {
  return Number.isInteger(number) ? number : Number(number.toPrecision(15));
}

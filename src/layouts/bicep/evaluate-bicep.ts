import type { Span } from '../../text/edit.js';
import type { TextHost, TextValue, UnknownForm, Value } from '../deployed/deployed-value.js';
import { made, operand } from '../deployed/conditions.js';
import { either, loopOver, ofEither, ofEitherAmong } from '../deployed/either.js';
import { oneByKey } from '../deployed/one-by-key.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { isDecided, longestText, openText, TextInMaking } from '../deployed/texts.js';
import { describe, equal, flag, list, nothing, numberValue, missingText, unknown, longestLoop } from '../deployed/values.js';
import { bicepNotations } from './bicep-notations.js';
import type { BicepOperator, BicepExpression, BicepForExpression, ObjectExpression, BicepStep } from './bicep-syntax.js';
import { keyIn } from './bicep-collections.js';
import { Evaluation, type BicepScope } from './evaluation.js';
import { BicepCall, BicepNoValue, textInBicep, type LoadedFiles } from './bicep-call.js';
import { functionNamed } from './bicep-functions.js';
import { fileText } from './linked-text.js';

type Of<K extends BicepExpression['kind']> = Extract<BicepExpression, { kind: K }>;

/** Deepest nesting of function calls, without recursion. */
const deepest = 50;

/** The value of an expression in a scope. Never throws: undecided values are unknown with their names. */
export function evaluateBicep(expression: BicepExpression, scope: BicepScope, variables?: ReadonlyMap<string, Value>): Value {
  return valueOf(expression, new Evaluation(scope, variables));
}

/** Deepest nesting of expressions and references: a chain of thousands would exceed the stack. */
const deepestOfAll = 250;

/** Current depth of the evaluation, which is synchronous. */
let depth = 0;

function valueOf(expression: BicepExpression, at: Evaluation): Value {
  if (depth >= deepestOfAll) {
    at.report('too-deep', expression);
    return unknown(`${at.scope.path}#${expression.start}`);
  }
  depth += 1;
  try {
    return worked(expression, at);
  } finally {
    depth -= 1;
  }
}

function worked(expression: BicepExpression, at: Evaluation): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value === null ? nothing : typeof expression.value === 'number' ? numberValue(expression.value) : flag(expression.value);
    case 'text':
      return textValue(expression, at);
    case 'name':
      return at.variables.get(expression.name) ?? at.scope.find(expression.name) ?? unknown(expression.name);
    case 'access':
      return expression.steps.reduce((value, step) => stepTo(value, step, at), start(expression, at));
    case 'call':
      return called(expression.name, expression.given, expression, at);
    case 'list':
      return listValue(expression, at);
    case 'object':
      return objectValue(expression, at);
    case 'for':
      return loop(expression, at);
    case 'if':
      return valueOf(expression.body, at);
    case 'conditional':
      return choice(expression, at);
    case 'not':
    case 'minus':
      return signed(expression.kind, valueOf(expression.of, at));
    case 'binary':
      return binary(expression, at);
    case 'lambda':
      return unknown(`(${expression.names.join(', ')}) => …`);
  }
}

/** Namespaces of functions are not values. */
function start({ of, steps }: Of<'access'>, at: Evaluation): Value {
  const isNamespace = of.kind === 'name' && /^(?:az|sys)$/.test(of.name) && steps[0]?.kind === 'method';
  return isNamespace ? namespace : valueOf(of, at);
}

const namespace: Value = { kind: 'unknown', name: '', isError: false };

const hosts = new WeakMap<BicepExpression, TextHost>();

function hostOf(expression: Of<'text'>, path: string): TextHost {
  let host = hosts.get(expression);
  if (host?.path !== path) {
    host = { path, at: { start: expression.start, end: expression.end }, notation: bicepNotations[expression.notation] };
    hosts.set(expression, host);
  }
  return host;
}

function textValue(expression: Of<'text'>, at: Evaluation): Value {
  const host = hostOf(expression, at.scope.path);
  const making = new TextInMaking();
  for (const part of expression.parts) {
    if (part.kind === 'text') making.addWritten(part.text, { host, span: { start: part.start, end: part.end } });
    else making.add(filled(valueOf(part.value, at)));
  }
  const value = making.done();
  if (value.text.length < 1000) return value;
  if (value.text.length > longestText) at.report('text-too-long', expression);
  return value.text.length > longestText || at.isSpent(value.text.length / 1000, expression) ? spent(expression, at) : value;
}

function filled(value: Value): TextValue {
  try {
    return textInBicep(value);
  } catch (failure) {
    if (!(failure instanceof BicepNoValue)) throw failure;
    return openText(describe(value));
  }
}

/** The value of a part that exceeds the bound. */
function spent({ start }: Span, { scope }: Evaluation): Value {
  return unknown(`${scope.path}#${start}`);
}

function stepTo(value: Value, step: BicepStep, at: Evaluation): Value {
  switch (step.kind) {
    case 'method': {
      if (value === namespace) return called(step.name, step.given, null, at);
      return unknown(`${describe(value)}.${step.name}(${step.given.map((one) => describe(valueOf(one, at))).join(', ')})`);
    }
    case 'nested':
      return at.scope.find(step.name) ?? keyed(value, step.name, `::${step.name}`);
    case 'property':
      return keyed(value, step.name, `.${step.name}`);
    case 'index': {
      const key = valueOf(step.key, at);
      const said = `[${describe(key)}]`;
      if (key.kind === 'number' && value.kind === 'list')
        return value.items.at(key.value) ?? (step.isSafe ? nothing : unknown(describe(value) + said, true));
      if (key.kind === 'text' && isDecided(key)) return keyed(value, key.text, said);
      if (key.kind === 'unknown' && value.kind === 'object' && value.rest === null && value.entries.size > 0)
        return oneByKey(value, key, describe(value) + said);
      return value.kind === 'null' ? nothing : unknown(describe(value) + said);
    }
  }
}

/** The value of a key; null of null, for `.?` and for keys in conditions that do not hold. */
function keyed(value: Value, key: string, said: string): Value {
  if (value.kind === 'null') return nothing;
  if (value.kind === 'unknown') return ofEither(value, (way) => keyed(way, key, said)) ?? unknown(value.name + said, value.isError);
  if (value.kind !== 'object') return unknown(describe(value) + said, true);
  const found = keyIn(value.entries, key);
  return found ?? (value.rest === null ? nothing : unknown(value.rest + said));
}

function called(name: string, given: readonly BicepExpression[], expression: BicepExpression | null, at: Evaluation): Value {
  const lambda = (index: number): Of<'lambda'> | null => {
    const one = given[index];
    return one?.kind === 'lambda' ? one : null;
  };
  const apply = (index: number, values: readonly Value[]): Value => {
    const own = lambda(index);
    if (own === null || at.isSpent(1, own)) return unknown(name);
    return valueOf(own.body, at.with(own.names.map((one, place) => [one, values[place] ?? nothing] as const)));
  };
  const values = given.map((one) => valueOf(one, at));
  const said = (): string => `${name}(${values.map(describe).join(', ')})`;
  const declared = at.scope.functionNamed(name);
  if (declared !== null) {
    if (at.calls.size > deepest || at.calls.has(name) || at.isSpent(10, declared.lambda)) return unknown(said());
    return valueOf(
      declared.lambda.body,
      at.within(
        name,
        declared,
        declared.lambda.names.map((one, place) => [one, values[place] ?? nothing] as const),
      ),
    );
  }
  const run = functionNamed(name);
  if (run === undefined || (expression !== null && at.isSpent(1, expression))) return unknown(said());
  const worked = (ways: readonly Value[]): Value => {
    const chosen = ofEitherAmong(ways, worked);
    if (chosen !== null) return chosen;
    try {
      return run(new BicepCall(ways, apply, filesOf(at.scope)));
    } catch (failure) {
      if (!(failure instanceof BicepNoValue || failure instanceof URIError)) throw failure;
      return failure instanceof BicepNoValue && failure.missing !== null ? missingText(said(), failure.missing) : unknown(said());
    }
  };
  return worked(values);
}

function filesOf({ path, files }: BicepScope): LoadedFiles {
  const resolved = (relative: string): string => resolvePath(folderOfPath(path), relative) ?? '';
  return {
    text: (relative) => {
      const own = resolved(relative);
      const text = files.content(own);
      if (text === null) throw new BicepNoValue(own);
      return text === undefined ? null : fileText(own, text);
    },
    made: (relative, kind, make) => {
      files.note([resolved(relative)]);
      return files.made(resolved(relative), kind, make);
    },
  };
}

function listValue({ items }: Of<'list'>, at: Evaluation): Value {
  const found: Value[] = [];
  for (const { value, isSpread } of items) {
    const one = valueOf(value, at);
    if (!isSpread) found.push(one);
    else if (one.kind === 'list') found.push(...one.items);
    else if (one.kind !== 'null') return unknown(`[${[...found.map(describe), `...${describe(one)}`].join(', ')}]`);
    if (found.length > longestLoop) return unknown('[…]');
  }
  return list(found);
}

function objectValue({ entries }: ObjectExpression, at: Evaluation): Value {
  const found = new Map<string, Value>();
  let rest: string | null = null;
  for (const { key, value } of entries) {
    const name = key === null || typeof key === 'string' ? key : valueOf(key, at);
    const one = valueOf(value, at);
    if (typeof name === 'string') found.set(name, one);
    else if (name === null) {
      if (one.kind === 'object') for (const [own, item] of one.entries) found.set(own, item);
      if (one.kind === 'unknown' || one.kind === 'object') rest = (one.kind === 'object' ? one.rest : one.name) ?? rest;
    } else if (name.kind === 'text' && isDecided(name)) found.set(name.text, one);
    else rest = describe(name);
  }
  return { kind: 'object', entries: found, rest };
}

function loop(expression: BicepForExpression & Span & { readonly kind: 'for' }, at: Evaluation): Value {
  return loopThrough(expression, valueOf(expression.over, at), at);
}

function loopThrough(expression: BicepForExpression & Span & { readonly kind: 'for' }, over: Value, at: Evaluation): Value {
  const chosen = ofEither(over, (way) => loopThrough(expression, way, at));
  if (chosen !== null) return chosen;
  const rounds = roundsOf(expression, over);
  if (rounds === null) {
    const { itemName, indexName, body } = expression;
    const one = valueOf(body, at.with([[itemName, unknown(itemName)]]));
    const name = `[for ${itemName} in ${describe(over)}: ${describe(one)}]`;
    return indexName === null && body.kind !== 'if' ? loopOver(name, itemName, over, one) : unknown(name);
  }
  if (rounds.length > longestLoop) at.report('loop-too-long', expression);
  if (rounds.length > longestLoop || at.isSpent(rounds.length, expression)) return spent(expression, at);
  return list(
    rounds.flatMap((variables) => {
      const inner = at.with(variables);
      if (expression.body.kind === 'if' && bicepFlag(valueOf(expression.body.condition, inner)) === false) return [];
      return [valueOf(expression.body, inner)];
    }),
  );
}

/** The variables of each iteration; null: unknown collection. */
export function roundsOf({ itemName, indexName }: BicepForExpression, over: Value): readonly (readonly (readonly [string, Value])[])[] | null {
  if (over.kind !== 'list') return null;
  return over.items.map((item, index) => [[itemName, item] as const, ...(indexName === null ? [] : [[indexName, numberValue(index)] as const])]);
}

/** A condition; null: unknown. */
export function bicepFlag(value: Value): boolean | null {
  return value.kind === 'flag' ? value.value : null;
}

function choice({ condition, then, otherwise }: Of<'conditional'>, at: Evaluation): Value {
  const asked = valueOf(condition, at);
  const decided = bicepFlag(asked);
  if (decided !== null) return valueOf(decided ? then : otherwise, at);
  return either(asked, valueOf(then, at), valueOf(otherwise, at));
}

function signed(kind: 'not' | 'minus', of: Value): Value {
  if (kind === 'not' && of.kind === 'flag') return flag(!of.value);
  if (kind === 'minus' && of.kind === 'number') return numberValue(-of.value);
  const said = operand(of, '!');
  return kind === 'not' ? made(`!${said}`, { kind: 'not', operator: '!', of }) : made(`-${said}`, { kind: 'calculated', operator: '!' });
}

function binary({ operator, left, right }: Of<'binary'>, at: Evaluation): Value {
  const one = valueOf(left, at);
  if (operator === '??' && one.kind !== 'unknown') return one.kind === 'null' ? valueOf(right, at) : one;
  const logical = operator === '&&' || operator === '||';
  if (logical && bicepFlag(one) === (operator === '||')) return one;
  const other = valueOf(right, at);
  if (logical && bicepFlag(other) === (operator === '||')) return other;
  const name = `${operand(one, operator)} ${operator} ${operand(other, operator)}`;
  const open = (form: UnknownForm): Value => made(name, form);
  if (operator === '==' || operator === '!=') {
    const isSame = operator === '==';
    return decided(equal(one, other), isSame, open({ kind: 'equal', operator: '==', one, other, isSame }));
  }
  if (operator === '=~' || operator === '!~')
    return decided(equal(inLower(one), inLower(other)), operator === '=~', open({ kind: 'calculated', operator }));
  if (logical && bicepFlag(one) !== null && bicepFlag(other) !== null) return other;
  if (logical) return open(operator === '&&' ? { kind: 'all', operator, parts: [one, other] } : { kind: 'any', operator: '||', parts: [one, other] });
  const value = one.kind === 'number' && other.kind === 'number' ? calculated(operator, one.value, other.value) : null;
  return value === null ? open({ kind: 'calculated', operator }) : typeof value === 'boolean' ? flag(value) : numberValue(value);
}

function decided(isSame: boolean | null, wanted: boolean, open: Value): Value {
  return isSame === null ? open : flag(isSame === wanted);
}

function inLower(value: Value): Value {
  return value.kind === 'text' && isDecided(value) ? { ...value, text: value.text.toLowerCase() } : value;
}

function calculated(operator: BicepOperator, one: number, other: number): number | boolean | null {
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
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return other === 0 ? null : Math.trunc(one / other);
    case '%':
      return other === 0 ? null : one % other;
    case '??':
    case '||':
    case '&&':
    case '==':
    case '!=':
    case '=~':
    case '!~':
      return null;
  }
}

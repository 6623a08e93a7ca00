import { type HclCursor } from './hcl-cursor.js';
import type { HclOperator, HclExpression, HclForExpression, ObjectEntry, HclStep } from './hcl-syntax.js';
import { readHeredoc, readNames, readQuoted } from './parse-template.js';

/** By sign: higher binds tighter (HCL Native Syntax Specification, "Operations"). */
const precedence: Readonly<Record<HclOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};
const binaryOperator = /\|\||&&|[=!]=|[<>]=?|[-+*/%]/y;
const number = /[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const digits = /[0-9]+/y;
const forIntroduction = /for(?=[ \t\r\n]+[A-Za-z_\u00aa-\uffff])/y;
const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads an expression at the cursor; white space before it is skipped. Throws `HclUnreadable`. */
export function readHclExpression(cursor: HclCursor): HclExpression {
  cursor.skip();
  const start = cursor.at;
  cursor.deepen(1);
  const condition = readBinary(cursor, 1);
  let result = condition;
  if (cursor.eat('?')) {
    cursor.skipLines();
    const then = readHclExpression(cursor);
    cursor.skipLines();
    cursor.expect(':');
    cursor.skipLines();
    const otherwise = readHclExpression(cursor);
    result = { kind: 'conditional', condition, then, otherwise, start, end: otherwise.end };
  }
  cursor.deepen(-1);
  return result;
}

function readBinary(cursor: HclCursor, least: number): HclExpression {
  let left = readUnary(cursor);
  let chained = 0;
  for (;;) {
    const before = cursor.at;
    cursor.skip();
    const operator = cursor.take(binaryOperator) as HclOperator | null;
    if (operator === null || precedence[operator] < least) {
      cursor.at = before;
      break;
    }
    cursor.deepen(1);
    chained += 1;
    const right = readBinary(cursor, precedence[operator] + 1);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
  cursor.deepen(-chained);
  return left;
}

function readUnary(cursor: HclCursor): HclExpression {
  cursor.skip();
  const start = cursor.at;
  const sign = cursor.text.charAt(start);
  if (sign !== '!' && sign !== '-') return readSteps(cursor, readTerm(cursor));
  cursor.at += 1;
  cursor.deepen(1);
  const of = readUnary(cursor);
  cursor.deepen(-1);
  return { kind: 'unary', operator: sign, of, start, end: of.end };
}

/** Reads `.name`, `.0`, `.*`, `[key]`, `[*]`, as many as follow. */
function readSteps(cursor: HclCursor, of: HclExpression): HclExpression {
  const steps: HclStep[] = [];
  for (;;) {
    const before = cursor.at;
    cursor.skip();
    const sign = cursor.text.charAt(cursor.at);
    if (sign === '.' && !cursor.text.startsWith('...', cursor.at)) {
      cursor.at += 1;
      if (cursor.eat('*')) steps.push({ kind: 'splat', isFull: false });
      else {
        const name = cursor.name() ?? cursor.take(digits) ?? cursor.fail('unexpected', '.');
        steps.push({ kind: 'attribute', name });
      }
    } else if (sign === '[') {
      cursor.at += 1;
      steps.push(
        cursor.within(true, () => {
          if (!cursor.eat('*')) {
            const key = readHclExpression(cursor);
            cursor.expect(']');
            return { kind: 'index', key };
          }
          cursor.expect(']');
          return { kind: 'splat', isFull: true };
        }),
      );
    } else {
      cursor.at = before;
      return steps.length === 0 ? of : { kind: 'access', of, steps, start: of.start, end: cursor.at };
    }
  }
}

function readTerm(cursor: HclCursor): HclExpression {
  const start = cursor.at;
  const { text } = cursor;
  switch (text.charAt(start)) {
    case '"': {
      cursor.at += 1;
      cursor.deepen(1);
      const parts = readQuoted(cursor, readHclExpression);
      cursor.deepen(-1);
      return { kind: 'template', notation: 'quoted', parts, start, end: cursor.at };
    }
    case '<': {
      cursor.deepen(1);
      const parts = readHeredoc(cursor, readHclExpression);
      if (parts === null) break;
      cursor.deepen(-1);
      return { kind: 'template', notation: 'heredoc', parts, start, end: cursor.at };
    }
    case '(': {
      cursor.at += 1;
      const of = cursor.within(true, () => {
        const inner = readHclExpression(cursor);
        cursor.expect(')');
        return inner;
      });
      return { kind: 'group', of, start, end: cursor.at };
    }
    case '[':
      cursor.at += 1;
      return cursor.within(true, () => readList(cursor, start));
    case '{':
      cursor.at += 1;
      return readBraces(cursor, start);
  }
  const digit = cursor.take(number);
  if (digit !== null) return { kind: 'constant', value: Number(digit), start, end: cursor.at };
  const name = cursor.name();
  if (name === null) return cursor.fail(cursor.isAtEnd() ? 'unclosed' : 'unexpected', 'expression');
  return readNamed(cursor, name, start);
}

/** A name, a constant, or a call: `name(…)`, `provider::name::function(…)`. */
function readNamed(cursor: HclCursor, first: string, start: number): HclExpression {
  let name = first;
  const end = cursor.at;
  while (cursor.eat('::')) name += `::${cursor.name() ?? cursor.fail('unexpected', '::')}`;
  if (cursor.eat('(')) return cursor.within(true, () => readCall(cursor, name, start));
  cursor.at = end;
  const constant = constants.get(name);
  return constant === undefined ? { kind: 'name', name, start, end } : { kind: 'constant', value: constant, start, end };
}

function readCall(cursor: HclCursor, name: string, start: number): HclExpression {
  const given: HclExpression[] = [];
  let isSpread = false;
  while (!cursor.eat(')')) {
    given.push(readHclExpression(cursor));
    isSpread = cursor.eat('...');
    if (!isSpread && cursor.eat(',')) continue;
    cursor.expect(')');
    break;
  }
  return { kind: 'call', name, arguments: given, isSpread, start, end: cursor.at };
}

function readList(cursor: HclCursor, start: number): HclExpression {
  cursor.skip();
  if (cursor.take(forIntroduction) !== null) {
    const loop = readFor(cursor, null, ']');
    return { ...loop, start, end: cursor.at };
  }
  const items: HclExpression[] = [];
  while (!cursor.eat(']')) {
    items.push(readHclExpression(cursor));
    if (cursor.eat(',')) continue;
    cursor.expect(']');
    break;
  }
  return { kind: 'list', items, start, end: cursor.at };
}

/** Reads what follows `for` in brackets or braces, through the closing one. */
function readFor(cursor: HclCursor, arrow: '=>' | null, close: ']' | '}'): HclForExpression {
  const names = readNames(cursor);
  const over = readHclExpression(cursor);
  cursor.expect(':');
  const first = readHclExpression(cursor);
  let body = first;
  if (arrow !== null) {
    cursor.expect(arrow);
    body = readHclExpression(cursor);
  }
  const isGrouped = arrow !== null && cursor.eat('...');
  const before = cursor.at;
  const isFiltered = cursor.name() === 'if';
  if (!isFiltered) cursor.at = before;
  const condition = isFiltered ? readHclExpression(cursor) : null;
  cursor.expect(close);
  return { kind: 'for', ...names, over, key: arrow === null ? null : first, body, isGrouped, condition };
}

/** An object, or a `for` that makes one; line breaks separate the entries. */
function readBraces(cursor: HclCursor, start: number): HclExpression {
  cursor.skipLines();
  if (cursor.take(forIntroduction) !== null) {
    const loop = cursor.within(true, () => readFor(cursor, '=>', '}'));
    return { ...loop, start, end: cursor.at };
  }
  const entries = cursor.within(false, () => {
    const found: ObjectEntry[] = [];
    for (;;) {
      cursor.skipLines();
      if (cursor.eat('}')) return found;
      const key = readKey(cursor);
      if (!cursor.eat('=')) cursor.expect(':');
      // A value may be on a separate line only inside brackets.
      found.push({ key, value: readHclExpression(cursor) });
      cursor.skip();
      if (cursor.eat(',') || cursor.text.charCodeAt(cursor.at) === 0x0a) continue;
      cursor.expect('}');
      return found;
    }
  });
  return { kind: 'object', entries, start, end: cursor.at };
}

/** A bare name is a text; a longer expression is evaluated (`each.key`). */
function readKey(cursor: HclCursor): HclExpression {
  const { at: start } = cursor;
  const key = readUnary(cursor);
  if (key.kind !== 'name' && key.kind !== 'constant') return key;
  const text = cursor.text.slice(start, key.end);
  return { kind: 'template', notation: 'quoted', parts: [{ kind: 'text', text, start, end: key.end }], start, end: key.end };
}

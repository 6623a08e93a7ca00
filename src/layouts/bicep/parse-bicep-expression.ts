import type { BicepCursor } from './bicep-cursor.js';
import type {
  BicepOperator,
  DeclaredResource,
  BicepExpression,
  BicepForExpression,
  BicepItem,
  ObjectExpression,
  BicepStep,
  TextExpression,
} from './bicep-syntax.js';
import { readText } from './parse-text.js';

/** Precedence of operators; `??` is lowest. */
const strengths: ReadonlyMap<string, number> = new Map(
  [['??'], ['||'], ['&&'], ['==', '!=', '=~', '!~'], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']].flatMap((signs, strength) =>
    signs.map((sign) => [sign, strength] as const),
  ),
);
const operators = /\?\?|\|\||&&|[=!][=~]|[<>]=?|[-+*/%]/y;
const number = /\d+/y;
const lambdaNames = /\(\s*(?:\w+\s*(?:,\s*\w+\s*)*)?\)\s*=>|\w+\s*=>/y;
/** Operators that continue an expression at the beginning of a line; `-` and `!` may begin an item of a list. */
const continuing = /\?(?!\.)|:(?!:)|&&|\|\||[=!][=~]|[<>+*%]|\.(?!\.)/y;

/** Reads an expression; a line break ends it, except in brackets and before a line that continues with an operator. */
export function readBicepExpression(cursor: BicepCursor): BicepExpression {
  cursor.skip();
  const { at: start } = cursor;
  const condition = readBinary(cursor, -1);
  if (!goesOn(cursor, '?')) return condition;
  return cursor.within(() => {
    cursor.skipLines();
    const then = readBicepExpression(cursor);
    if (!goesOn(cursor, ':')) cursor.miss(':');
    cursor.skipLines();
    const otherwise = readBicepExpression(cursor);
    return { kind: 'conditional', condition, then, otherwise, start, end: otherwise.end };
  });
}

/** Whether the expression continues with this sign, on this line or the next. */
function goesOn(cursor: BicepCursor, sign: string): boolean {
  const before = cursor.at;
  skipToOperator(cursor);
  if (cursor.text.startsWith(sign, cursor.at) && !/^(?:\?\?|::)/.test(cursor.text.slice(cursor.at, cursor.at + 2))) {
    cursor.at += sign.length;
    return true;
  }
  cursor.at = before;
  return false;
}

/** Skips white space, and line breaks if the next line continues the expression. */
function skipToOperator(cursor: BicepCursor): void {
  cursor.skip();
  const { text, at } = cursor;
  if (text.charCodeAt(at) !== 0x0a || cursor.lineEnd === at) return;
  cursor.skipLines();
  continuing.lastIndex = cursor.at;
  if (continuing.test(text)) return;
  cursor.at = at;
  cursor.lineEnd = at;
}

/** Reads operators of higher precedence. */
function readBinary(cursor: BicepCursor, above: number): BicepExpression {
  let left = readUnary(cursor);
  let depth = 0;
  for (;;) {
    const before = cursor.at;
    skipToOperator(cursor);
    const operator = cursor.take(operators) as BicepOperator | null;
    const strength = operator === null ? null : (strengths.get(operator) ?? null);
    if (operator === null || strength === null || strength <= above) {
      cursor.at = before;
      break;
    }
    cursor.skipLines();
    depth += 1;
    cursor.deepen(1);
    const right = readBinary(cursor, strength);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
  cursor.deepen(-depth);
  return left;
}

function readUnary(cursor: BicepCursor): BicepExpression {
  cursor.skip();
  const { at: start, text } = cursor;
  const sign = text.charAt(start);
  if (sign !== '!' && sign !== '-') return readSteps(cursor, readPrimary(cursor));
  cursor.at += 1;
  const of = cursor.within(() => readUnary(cursor));
  return { kind: sign === '!' ? 'not' : 'minus', of, start, end: of.end };
}

function readSteps(cursor: BicepCursor, of: BicepExpression): BicepExpression {
  const steps: BicepStep[] = [];
  let end = of.end;
  for (;;) {
    const before = cursor.at;
    skipToOperator(cursor);
    const step = readStep(cursor);
    if (step === null) {
      cursor.at = before;
      break;
    }
    if (step !== 'assertion') steps.push(step);
    end = cursor.at;
  }
  if (steps.length === 0) return end === of.end ? of : { ...of, end };
  return { kind: 'access', of, steps, start: of.start, end };
}

const assertion = /!(?![=~])/y;

function readStep(cursor: BicepCursor): BicepStep | 'assertion' | null {
  const { text, at } = cursor;
  switch (text.charAt(at)) {
    case '.': {
      if (text.charAt(at + 1) === '.') return null;
      cursor.at += 1;
      const isSafe = cursor.eat('?');
      const name = cursor.named();
      return text.charAt(cursor.at) === '(' ? { kind: 'method', name, given: readArguments(cursor) } : { kind: 'property', name, isSafe };
    }
    case ':':
      if (text.charAt(at + 1) !== ':') return null;
      cursor.at += 2;
      return { kind: 'nested', name: cursor.named() };
    case '[': {
      cursor.at += 1;
      const isSafe = cursor.eat('?');
      const key = cursor.within(() => {
        cursor.skipLines();
        const read = readBicepExpression(cursor);
        cursor.skipLines();
        cursor.expect(']');
        return read;
      });
      return { kind: 'index', key, isSafe };
    }
    case '!':
      return cursor.take(assertion) === null ? null : 'assertion';
    default:
      return null;
  }
}

/** Reads everything in parentheses, separated by commas and lines. */
function readArguments(cursor: BicepCursor): readonly BicepExpression[] {
  cursor.expect('(');
  return cursor.within(() => {
    const given: BicepExpression[] = [];
    while (!cursor.eatBehindLines(')')) {
      given.push(readBicepExpression(cursor));
      cursor.skipLines();
      if (!cursor.eat(',') && cursor.text.charAt(cursor.at) !== ')') cursor.miss(')');
    }
    return given;
  });
}

function readPrimary(cursor: BicepCursor): BicepExpression {
  const { text, at: start } = cursor;
  const done = <T extends object>(expression: T): T & { start: number; end: number } => ({ ...expression, start, end: cursor.at });
  const string = readText(cursor, readBicepExpression);
  if (string !== null) return string;
  if (cursor.take(lambdaNames) !== null) {
    const names = text.slice(start, cursor.at).match(/\w+/g) ?? [];
    return cursor.within(() => {
      cursor.skipLines();
      const body = readBicepExpression(cursor);
      return done({ kind: 'lambda', names, body });
    });
  }
  switch (text.charAt(start)) {
    case '(': {
      cursor.at += 1;
      const inner = cursor.within(() => {
        cursor.skipLines();
        const read = readBicepExpression(cursor);
        cursor.skipLines();
        cursor.expect(')');
        return read;
      });
      return { ...inner, start, end: cursor.at };
    }
    case '[':
      return cursor.within(() => readList(cursor));
    case '{':
      return cursor.within(() => readObject(cursor));
  }
  const digits = cursor.take(number);
  if (digits !== null) return done({ kind: 'constant', value: Number(digits) });
  const name = cursor.name() ?? cursor.miss('');
  if (text.charAt(cursor.at) === '(') {
    const given = readArguments(cursor);
    return done({ kind: 'call', name, given });
  }
  const constant = constants[name];
  return constant === undefined ? done({ kind: 'name', name }) : done({ kind: 'constant', value: constant });
}

const constants: Readonly<Partial<Record<string, boolean | null>>> = Object.assign(Object.create(null) as object, {
  true: true,
  false: false,
  null: null,
});

function readList(cursor: BicepCursor): BicepExpression {
  const start = cursor.at;
  cursor.at += 1;
  cursor.skipLines();
  if (cursor.eatWord('for')) {
    const loop = readFor(cursor);
    cursor.skipLines();
    cursor.expect(']');
    return { ...loop, start, end: cursor.at };
  }
  const items: BicepItem[] = [];
  while (!cursor.eat(']')) {
    const isSpread = cursor.eat('...');
    items.push({ value: readBicepExpression(cursor), isSpread });
    endItem(cursor, ']');
  }
  return { kind: 'list', items, start, end: cursor.at };
}

/** Items are separated by commas and lines. */
function endItem(cursor: BicepCursor, close: string): void {
  const isEnd = cursor.isAtLineEnd();
  cursor.skipLines();
  if (!cursor.eat(',') && !isEnd && cursor.text.charAt(cursor.at) !== close) cursor.miss(close);
  cursor.skipLines();
}

function readFor(cursor: BicepCursor): BicepForExpression {
  let indexName: string | null = null;
  let itemName: string;
  if (cursor.eat('(')) {
    itemName = cursor.named();
    cursor.expect(',');
    indexName = cursor.named();
    cursor.expect(')');
  } else itemName = cursor.named();
  if (!cursor.eatWord('in')) cursor.miss('in');
  const over = readBicepExpression(cursor);
  cursor.skipLines();
  cursor.expect(':');
  cursor.skipLines();
  return { kind: 'for', itemName, indexName, over, body: readBody(cursor) };
}

/** The body of a resource or module: an object, with an optional condition, or a loop. */
export function readBody(cursor: BicepCursor): BicepExpression {
  cursor.skip();
  const start = cursor.at;
  if (cursor.take(/(?=if\s*\()/y) === null) return readBicepExpression(cursor);
  cursor.at += 2;
  const condition = cursor.within(() => readPrimary(skipped(cursor)));
  cursor.skipLines();
  const body = cursor.within(() => readBody(cursor));
  return { kind: 'if', condition, body, start, end: body.end };
}

function skipped(cursor: BicepCursor): BicepCursor {
  cursor.skip();
  return cursor;
}

function readObject(cursor: BicepCursor): BicepExpression {
  const start = cursor.at;
  const entries: ObjectExpression['entries'][number][] = [];
  const resources: DeclaredResource[] = [];
  // Azure ignores the case of names; no page says which of two counts.
  const names = new Set<string>();
  cursor.at += 1;
  while (!cursor.eatBehindLines('}')) {
    const at = cursor.at;
    if (cursor.text.charAt(at) === '@') readDecorator(cursor);
    else if (cursor.take(/(?=resource[ \t]+\w)/y) !== null) {
      cursor.at += 'resource'.length;
      resources.push(readResource(cursor, at));
    } else if (cursor.eat('...')) entries.push({ key: null, value: readBicepExpression(cursor), start: at });
    else {
      const key = cursor.name() ?? readText(cursor, readBicepExpression) ?? cursor.miss('}');
      const name = typeof key === 'string' ? key : plainKey(key);
      if (name !== null && names.has(name.toLowerCase())) cursor.repeated.push({ code: 'repeated', what: name, offset: at });
      if (name !== null) names.add(name.toLowerCase());
      cursor.expect(':');
      cursor.skip();
      cursor.take(/(?:[ \t]*\r?\n)+(?=[ \t]*[[{'])/y);
      entries.push({ key, value: readBody(cursor), start: at });
    }
    endItem(cursor, '}');
  }
  return { kind: 'object', entries, resources, start, end: cursor.at };
}

/** A quoted key without holes; null otherwise. */
function plainKey({ parts }: TextExpression): string | null {
  return parts.every(({ kind }) => kind === 'text') ? parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : null;
}

/** Skips `@name(…)`. */
export function readDecorator(cursor: BicepCursor): void {
  cursor.expect('@');
  readBicepExpression(cursor);
}

/** Reads a resource, starting at its name. `start`: where the statement begins. */
export function readResource(cursor: BicepCursor, start: number): DeclaredResource {
  const name = cursor.named();
  cursor.skip();
  const type = readText(cursor, readBicepExpression) ?? cursor.miss("'");
  const isExisting = cursor.eatWord('existing');
  cursor.expect('=');
  cursor.skipLines();
  const value = readBody(cursor);
  return { kind: 'resource', name, type, isExisting, value, start, end: value.end };
}

import { BicepCursor, BicepUnreadable } from './bicep-cursor.js';
import type { BicepFile, BicepProblem, BicepExpression, BicepStatement } from './bicep-syntax.js';
import { readBody, readDecorator, readBicepExpression, readResource } from './parse-bicep-expression.js';
import { readText } from './parse-text.js';

/** UTF-16 units. Longer files are not read. */
const longestFile = 5 * 1024 * 1024;
/** With more faults than this the rest of a file is not read. */
const mostProblems = 50;

/** The beginning of a statement, for resuming after an unreadable one. */
const beginning =
  /^(?:@|(?:param|var|resource|module|output|type|func|import|using|extends|metadata|targetScope|extension|provider|assert|test)\b)/gm;

/**
 * Reads a Bicep or parameter file (`.bicepparam`). What cannot be read is a problem at its place, and reading resumes at the next statement. Linear, except for
 * problems; never throws.
 */
export function parseBicep(text: string): BicepFile {
  if (text.length > longestFile) return { statements: [], problems: [{ code: 'too-large', what: '', offset: 0 }] };
  const cursor = new BicepCursor(text);
  const statements: BicepStatement[] = [];
  const problems: BicepProblem[] = [];
  const names = new Set<string>();
  while (problems.length < mostProblems) {
    let start = cursor.at;
    try {
      cursor.skipLines();
      if (cursor.isAtEnd()) break;
      start = cursor.at;
      for (const statement of readStatement(cursor)) {
        const key = statement.kind === 'output' ? `output ${statement.name}` : statement.name;
        if (statement.name !== '' && names.has(key)) problems.push({ code: 'repeated', what: statement.name, offset: statement.start });
        else statements.push(statement);
        names.add(key);
      }
      if (!cursor.isAtLineEnd()) cursor.fail('unexpected', 'line');
    } catch (failure) {
      if (!(failure instanceof BicepUnreadable)) throw failure;
      problems.push(failure.problem);
      beginning.lastIndex = start + 1;
      const next = beginning.exec(text);
      if (next === null) break;
      cursor.restart(next.index);
    }
  }
  // These problems hide nothing and do not end the reading.
  return { statements, problems: [...problems, ...cursor.repeated.slice(0, mostProblems)] };
}

function readStatement(cursor: BicepCursor): readonly BicepStatement[] {
  while (cursor.text.charAt(cursor.at) === '@') {
    readDecorator(cursor);
    cursor.skipLines();
  }
  const start = cursor.at;
  const word = cursor.named();
  switch (word) {
    case 'param':
    case 'var':
    case 'output': {
      const name = cursor.named();
      skipType(cursor, '=');
      const value = cursor.eat('=') ? readValue(cursor) : null;
      if (value === null && word !== 'param') cursor.miss('=');
      return [{ kind: word, name, value, start, end: cursor.at }];
    }
    case 'resource':
      return [readResource(cursor, start)];
    case 'module': {
      const name = cursor.named();
      const source = readSource(cursor);
      cursor.expect('=');
      const value = readValue(cursor);
      return [{ kind: 'module', name, source, value, start, end: cursor.at }];
    }
    case 'func':
      return [readFunction(cursor, start)];
    case 'import':
      return readImport(cursor, start);
    case 'using': {
      const source = cursor.eatWord('none') ? null : readSource(cursor);
      skipType(cursor, '');
      return [{ kind: 'using', name: '', source, start, end: cursor.at }];
    }
    case 'extends':
      return [{ kind: 'extends', name: '', source: readSource(cursor), start, end: cursor.at }];
    case 'type':
    case 'metadata':
    case 'targetScope':
    case 'extension':
    case 'provider':
    case 'assert':
    case 'test':
      skipType(cursor, '');
      return [];
    default:
      return cursor.fail('unexpected', word, start);
  }
}

function readValue(cursor: BicepCursor): BicepExpression {
  cursor.skipLines();
  return readBody(cursor);
}

function readSource(cursor: BicepCursor): BicepExpression {
  cursor.skip();
  return readText(cursor, readBicepExpression) ?? cursor.miss("'");
}

/** `func name(a string, b int) string => body`. */
function readFunction(cursor: BicepCursor, start: number): BicepStatement {
  const name = cursor.named();
  const names: string[] = [];
  cursor.expect('(');
  while (!cursor.eatBehindLines(')')) {
    names.push(cursor.named());
    skipType(cursor, ',');
    cursor.eat(',');
  }
  skipType(cursor, '=>');
  cursor.expect('=>');
  cursor.skipLines();
  const body = readBicepExpression(cursor);
  return { kind: 'func', name, value: { kind: 'lambda', names, body, start, end: body.end }, start, end: body.end };
}

/** `import { one, other as name } from 'file'`, `import * as name from 'file'`; extensions are skipped. */
function readImport(cursor: BicepCursor, start: number): readonly BicepStatement[] {
  const found: { readonly name: string; readonly of: string | null }[] = [];
  if (cursor.eat('*')) {
    if (!cursor.eatWord('as')) cursor.miss('as');
    found.push({ name: cursor.named(), of: null });
  } else if (cursor.eat('{')) {
    while (!cursor.eatBehindLines('}')) {
      const of = cursor.named();
      found.push({ name: cursor.eatWord('as') ? cursor.named() : of, of });
      cursor.eat(',');
    }
  } else {
    skipType(cursor, '');
    return [];
  }
  if (!cursor.eatWord('from')) cursor.miss('from');
  const source = readSource(cursor);
  return found.map((one) => ({ kind: 'import', ...one, source, start, end: cursor.at }));
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Skips a type, or anything, to the end of the line or, outside brackets, to a sign or closing bracket. */
function skipType(cursor: BicepCursor, stop: string): void {
  const open: string[] = [];
  for (;;) {
    if (open.length === 0) cursor.skip();
    else cursor.skipLines();
    const { text, at } = cursor;
    const sign = text.charAt(at);
    if (sign === '') return open.length === 0 ? undefined : cursor.fail('unclosed', open.at(-1) ?? '');
    if (open.length === 0) {
      if (stop !== '' && text.startsWith(stop, at)) return;
      if (sign === '\n') {
        if (!/^\s*\|/.test(text.slice(at, at + 200)) && !/[|=]\s*$/.test(text.slice(Math.max(0, at - 20), at))) return;
        cursor.skipLines();
        continue;
      }
    }
    if (sign === "'") readText(cursor, readBicepExpression);
    else if (text.startsWith('=>', at)) cursor.at += 2;
    else if (pairs[sign] !== undefined) {
      open.push(pairs[sign]);
      cursor.at += 1;
    } else if (sign === open.at(-1)) {
      open.pop();
      cursor.at += 1;
    } else if (/[)\]}]/.test(sign)) {
      if (open.length === 0) return;
      cursor.fail('unexpected', sign);
    } else cursor.at += 1;
  }
}

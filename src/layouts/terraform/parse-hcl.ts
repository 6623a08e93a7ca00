import type { Span } from '../../text/edit.js';
import { HclCursor, HclUnreadable } from './hcl-cursor.js';
import type { Attribute, Block, Body, HclExpression, SyntaxProblem, SyntaxTree, TemplatePart } from './hcl-syntax.js';
import { readHclExpression } from './parse-expression.js';
import { readTemplateText } from './parse-template.js';
import { skipBody, skipValue } from './skip-body.js';

/** After this many unclosed items, the rest of a file is not read. */
const mostUnclosed = 20;

/** Longest file, in UTF-16 units. */
export const longestFile = 5 * 1024 * 1024;

/**
 * Reads a `.tf` or `.tfvars` file. Linear; never throws. What cannot be read is a problem, and reading resumes at the next line that begins with a name at its
 * start. `canDefer`: blocks whose bodies are read only on demand, if they close; their problems are known only then.
 */
export function parseHcl(text: string, canDefer: CanDefer = null): SyntaxTree {
  const problems: SyntaxProblem[] = [];
  if (text.length > longestFile) return { body: emptyBody, problems: [{ code: 'too-large', what: '', offset: 0 }] };
  const making = new BodyInMaking(problems, canDefer);
  const cursor = new HclCursor(text, text.startsWith('\ufeff') ? 1 : 0);
  let unclosed = 0;
  for (;;) {
    try {
      readItems(cursor, making);
      if (cursor.isAtEnd()) break;
      cursor.fail('unexpected', 'name');
    } catch (failure) {
      if (!(failure instanceof HclUnreadable)) throw failure;
      problems.push(failure.problem);
      // An unclosed item extends to the end of the file and contains the next one. This is tried only a few times.
      const isUnclosed = failure.problem.code === 'unclosed';
      if (isUnclosed && ++unclosed > mostUnclosed) break;
      const next = nextItem(text, isUnclosed ? making.begun : Math.max(making.begun, failure.problem.offset));
      if (next < 0) break;
      cursor.restart(next);
    }
  }
  return { body: making, problems };
}

/** By a block's type and labels. */
export type CanDefer = ((type: string, labels: readonly string[]) => boolean) | null;

const emptyBody: Body = { attributes: new Map(), blocks: [] };

class BodyInMaking implements Body {
  readonly attributes = new Map<string, Attribute>();
  readonly blocks: Block[] = [];
  /** Start of the last item. */
  begun = 0;

  /** `canDefer`: whether a block's content may be read on demand. */
  constructor(
    readonly problems: SyntaxProblem[],
    readonly canDefer: CanDefer = null,
  ) {}

  addAttribute(attribute: Attribute): void {
    if (this.attributes.has(attribute.name)) this.problems.push({ code: 'repeated', what: attribute.name, offset: attribute.start });
    else this.attributes.set(attribute.name, attribute);
  }
}

/** The next line after an offset that begins like an item. */
function nextItem(text: string, offset: number): number {
  const line = /\n(?=[A-Za-z_][\w-]*[ \t]*(?:[="{A-Za-z_]))/g;
  line.lastIndex = offset;
  const found = line.exec(text);
  return found === null ? -1 : found.index + 1;
}

/** Reads items up to a closing brace, or the end of the text. */
function readItems(cursor: HclCursor, body: BodyInMaking): void {
  for (;;) {
    cursor.skipLines();
    const start = cursor.at;
    const name = cursor.name();
    if (name === null) return;
    body.begun = start;
    cursor.skip();
    if (cursor.text.charAt(cursor.at) === '=' && cursor.text.charAt(cursor.at + 1) !== '=') {
      cursor.at += 1;
      const deferred = body.canDefer === null ? null : deferredAttribute(cursor, name, start);
      body.addAttribute(deferred ?? { name, value: readHclExpression(cursor), start, end: cursor.at });
    } else body.blocks.push(readBlock(cursor, name, start, body));
    endItem(cursor);
  }
}

/** An item ends with its line, or before the enclosing brace. */
function endItem(cursor: HclCursor): void {
  cursor.skip();
  const { text, at } = cursor;
  if (at < text.length && text.charAt(at) !== '\n' && text.charAt(at) !== '}') cursor.fail('unexpected', 'line');
}

function readBlock(cursor: HclCursor, type: string, start: number, { problems, canDefer }: BodyInMaking): Block {
  const labels: string[] = [];
  while (!cursor.eat('{')) labels.push(readLabel(cursor));
  const end = canDefer?.(type, labels) === true ? skipBody(cursor.text, cursor.at) : -1;
  if (end >= 0) {
    const block = new DeferredBlock({ type, labels, start, end }, cursor.text, cursor.at, problems);
    cursor.at = end;
    return block;
  }
  const body = new BodyInMaking(problems);
  cursor.within(false, () => {
    readItems(cursor, body);
  });
  cursor.expect('}');
  return { type, labels, body, start, end: cursor.at };
}

/** An attribute whose value is read on demand: null if it does not simply end with its line. The cursor is then behind it. */
function deferredAttribute(cursor: HclCursor, name: string, start: number): Attribute | null {
  cursor.skip();
  const { text, at } = cursor;
  const end = skipValue(text, at);
  if (end < 0) return null;
  let value: HclExpression | null = null;
  cursor.at = end;
  return {
    name,
    start,
    end,
    get value() {
      if (value === null) {
        const read = parseExpressionAt(text, { start: at, end });
        value = read.ok ? read.expression : { kind: 'constant', value: null, start: at, end };
      }
      return value;
    },
  };
}

/** A block whose body is read on demand. */
class DeferredBlock implements Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly #text: string;
  readonly #from: number;
  readonly #problems: SyntaxProblem[];
  #body: Body | null = null;

  constructor({ type, labels, start, end }: Omit<Block, 'body'>, text: string, from: number, problems: SyntaxProblem[]) {
    this.type = type;
    this.labels = labels;
    this.start = start;
    this.end = end;
    this.#text = text;
    this.#from = from;
    this.#problems = problems;
  }

  /** Empty if it cannot be read, which is then one of the file's problems. */
  get body(): Body {
    return (this.#body ??= this.#read());
  }

  #read(): Body {
    const body = new BodyInMaking(this.#problems);
    const cursor = new HclCursor(this.#text.slice(0, this.end), this.#from);
    const problem = guarded(() => {
      cursor.within(false, () => {
        readItems(cursor, body);
      });
      cursor.expect('}');
      return null;
    });
    if (problem === null) return body;
    this.#problems.push(problem.problem);
    return emptyBody;
  }
}

function readLabel(cursor: HclCursor): string {
  const name = cursor.name();
  if (name !== null) return name;
  const label = cursor.text.charAt(cursor.at) === '"' ? readHclExpression(cursor) : null;
  if (label?.kind !== 'template') return cursor.fail(cursor.isAtEnd() ? 'unclosed' : 'unexpected', '{');
  return label.parts.map((part) => (part.kind === 'text' ? part.text : cursor.fail('unexpected', '"', part.start))).join('');
}

/** A single expression as a whole text. */
export type ExpressionResult = { readonly ok: true; readonly expression: HclExpression } | { readonly ok: false; readonly problem: SyntaxProblem };

/** Reads a text that is one expression; line breaks are white space. Never throws. */
export function parseHclExpression(text: string): ExpressionResult {
  const cursor = new HclCursor(text);
  return guarded(() => {
    const expression = cursor.within(true, () => {
      const read = readHclExpression(cursor);
      cursor.skip();
      return read;
    });
    if (!cursor.isAtEnd()) cursor.fail('unexpected', 'end');
    return { ok: true, expression };
  });
}

/** Reads the expression at a span of a file; its places are the file's. Never throws. */
export function parseExpressionAt(file: string, { start, end }: Span): ExpressionResult {
  const cursor = new HclCursor(file.slice(0, end), start);
  return guarded(() => {
    const expression = readHclExpression(cursor);
    if (!cursor.isAtEnd()) cursor.fail('unexpected', 'end');
    return { ok: true, expression };
  });
}

/** A single template as a whole text. */
export type TemplateResult = { readonly ok: true; readonly parts: readonly TemplatePart[] } | { readonly ok: false; readonly problem: SyntaxProblem };

/** Reads a whole text as `templatefile` reads a file. Linear; never throws. */
export function parseTemplate(text: string): TemplateResult {
  if (text.length > longestFile) return { ok: false, problem: { code: 'too-large', what: '', offset: 0 } };
  return guarded(() => ({ ok: true, parts: readTemplateText(new HclCursor(text, text.startsWith('\ufeff') ? 1 : 0), readHclExpression) }));
}

function guarded<T>(read: () => T): T | { readonly ok: false; readonly problem: SyntaxProblem } {
  try {
    return read();
  } catch (failure) {
    if (!(failure instanceof HclUnreadable)) throw failure;
    return { ok: false, problem: failure.problem };
  }
}

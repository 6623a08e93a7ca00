import { HclCursor, HclUnreadable } from './hcl-cursor.js';
import type { Attribute, Block, Body, HclExpression, ObjectEntry, SyntaxProblem, SyntaxTree, TemplatePart } from './hcl-syntax.js';
import { longestFile, parseHclExpression, parseTemplate, parseExpressionAt } from './parse-hcl.js';

/** Types of blocks, with their numbers of labels. */
const blockLabels: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['locals', 0],
  ['terraform', 0],
]);

const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const blank = /[ \t\r\n]+/y;

/**
 * Reads a `.tf.json`, `.tofu.json` or `.tfvars.json` file (Terraform, "JSON Configuration Syntax"): strings are templates, objects may be blocks. Linear; never
 * throws. Nothing is read of invalid JSON.
 */
export function parseHclJson(text: string): SyntaxTree {
  const reader = new Reader(text);
  try {
    if (text.length > longestFile) throw new HclUnreadable({ code: 'too-large', what: '', offset: 0 });
    const file = reader.file();
    return { body: { attributes: bodyOf(file).attributes, blocks: [...blocksOf(file)] }, problems: reader.problems };
  } catch (failure) {
    if (!(failure instanceof HclUnreadable)) throw failure;
    return { body: { attributes: new Map(), blocks: [] }, problems: [failure.problem] };
  }
}

class Reader {
  readonly problems: SyntaxProblem[] = [];
  readonly #cursor: HclCursor;

  constructor(text: string) {
    this.#cursor = new HclCursor(text, text.startsWith('\ufeff') ? 1 : 0);
  }

  file(): HclExpression {
    const value = this.#value();
    this.#cursor.take(blank);
    return this.#cursor.isAtEnd() ? value : this.#fail();
  }

  #fail(): never {
    const { text, at } = this.#cursor;
    return this.#cursor.fail('not-json', /[^\n]{0,20}/.exec(text.slice(at, at + 20))?.[0].trim() ?? '');
  }

  #eat(sign: string): boolean {
    this.#cursor.take(blank);
    const { text, at } = this.#cursor;
    if (text.charAt(at) !== sign) return false;
    this.#cursor.at += 1;
    return true;
  }

  #value(): HclExpression {
    const cursor = this.#cursor;
    cursor.take(blank);
    const start = cursor.at;
    if (this.#eat('{')) return cursor.within(true, () => ({ kind: 'object', entries: this.#entries(), start, end: cursor.at }));
    if (this.#eat('[')) return cursor.within(true, () => ({ kind: 'list', items: this.#items(), start, end: cursor.at }));
    if (cursor.take(string) !== null) return this.#template(start);
    const value = JSON.parse(cursor.take(word) ?? cursor.take(number) ?? this.#fail()) as number | boolean | null;
    return { kind: 'constant', value, start, end: cursor.at };
  }

  #entries(): readonly ObjectEntry[] {
    const entries: ObjectEntry[] = [];
    if (this.#eat('}')) return entries;
    do {
      this.#cursor.take(blank);
      const start = this.#cursor.at;
      if (this.#cursor.take(string) === null) this.#fail();
      const key = this.#plain(start);
      if (!this.#eat(':')) this.#fail();
      entries.push({ key, value: this.#value() });
    } while (this.#eat(','));
    return this.#eat('}') ? entries : this.#fail();
  }

  #items(): readonly HclExpression[] {
    const items: HclExpression[] = [];
    if (this.#eat(']')) return items;
    do items.push(this.#value());
    while (this.#eat(','));
    return this.#eat(']') ? items : this.#fail();
  }

  /** The string that ends here, as a text. */
  #plain(start: number): HclExpression {
    const end = this.#cursor.at;
    const parts: readonly TemplatePart[] = [{ kind: 'text', text: this.#decoded(start), start: start + 1, end: end - 1 }];
    return { kind: 'template', notation: 'quoted', parts, start, end };
  }

  #decoded(start: number): string {
    return JSON.parse(this.#cursor.text.slice(start, this.#cursor.at)) as string;
  }

  /** The string that ends here, as a template. */
  #template(start: number): HclExpression {
    const { text, at: end } = this.#cursor;
    const raw = text.slice(start, end);
    if (!/[$%]\{/.test(raw) && !raw.includes('\\')) return this.#plain(start);
    // Escapes have the same meaning in an HCL string, except in holes and in text that a marker strips.
    const read = /[$%]\{~|~\}/.test(raw) ? null : parseExpressionAt(text, { start, end });
    if (read?.ok === true) return read.expression;
    const parsed = parseTemplate(this.#decoded(start));
    if (!parsed.ok) {
      this.problems.push({ ...parsed.problem, offset: start });
      return this.#plain(start);
    }
    return { kind: 'template', notation: 'quoted', parts: placedAt(parsed.parts, start), start, end };
  }
}

/** Syntax of a decoded text without own places in the file: everything is placed where the text begins. */
function placedAt<T extends object>(syntax: T, at: number): T {
  return JSON.parse(JSON.stringify(syntax, (key, value: unknown) => (key === 'start' || key === 'end' ? at : value))) as T;
}

/** A text without holes. */
function nameOf(key: HclExpression): string {
  return key.kind === 'template' ? key.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : '';
}

/** The keys of an object as attributes; "//" is a comment. */
function bodyOf(value: HclExpression): Body {
  const attributes = new Map<string, Attribute>();
  for (const { key, value: of } of value.kind === 'object' ? value.entries : []) {
    const name = nameOf(key);
    if (name !== '//') attributes.set(name, { name, value: of, start: key.start, end: of.end });
  }
  return { attributes, blocks: [] };
}

function* blocksOf(file: HclExpression): Iterable<Block> {
  for (const one of file.kind === 'list' ? file.items : [file]) {
    for (const { key, value } of one.kind === 'object' ? one.entries : []) {
      const type = nameOf(key);
      const depth = blockLabels.get(type);
      if (depth !== undefined) yield* blocksIn(value, { type, labels: [], start: key.start }, depth);
    }
  }
}

/** Blocks below nested objects of labels; each level may be a list of such objects. */
function* blocksIn(value: HclExpression, head: Pick<Block, 'type' | 'labels' | 'start'>, depth: number): Iterable<Block> {
  if (value.kind === 'list') {
    for (const item of value.items) yield* blocksIn(item, head, depth);
  } else if (value.kind === 'object' && depth === 0) {
    const body = bodyOf(value);
    yield { ...head, body: head.type === 'variable' ? withTypeRead(body) : body, end: value.end };
  } else if (value.kind === 'object') {
    for (const { key, value: of } of value.entries) {
      yield* blocksIn(of, { type: head.type, labels: [...head.labels, nameOf(key)], start: key.start }, depth - 1);
    }
  }
}

/** The type constraint of a variable is a quoted expression. */
function withTypeRead(body: Body): Body {
  const type = body.attributes.get('type');
  const read = type === undefined ? null : parseHclExpression(nameOf(type.value));
  if (type === undefined || read?.ok !== true) return body;
  return { ...body, attributes: new Map([...body.attributes, ['type', { ...type, value: placedAt(read.expression, type.start) }]]) };
}

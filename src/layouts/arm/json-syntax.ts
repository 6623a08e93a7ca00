import type { Span } from '../../text/edit.js';

/** A JSON value with its place: UTF-16 offsets, end exclusive. Strings include their quotes. */
export type JsonNode = Span &
  (
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'flag'; readonly value: boolean }
    | { readonly kind: 'null' }
    | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
    /** Of a repeated key the last one counts. */
    | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, JsonNode> }
  );

/** A part that cannot be read. `what`: its text, or the repeated key. */
export interface JsonProblem {
  readonly code: 'no-json' | 'too-deep' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A parsed text; `root` null: it could not be parsed. */
export interface JsonSyntax {
  readonly root: JsonNode | null;
  readonly problems: readonly JsonProblem[];
}

const deepest = 200;

/**
 * JSON as the Azure Resource Manager accepts it: with comments, multi-line strings ("Understand the structure and syntax of ARM templates", comments and
 * multi-line strings), and trailing commas. Linear; never throws.
 */
export function parseJson(text: string): JsonSyntax {
  const problems: JsonProblem[] = [];
  try {
    const reader = new JsonReader(text, problems);
    return { root: reader.all(), problems };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    problems.push(error.problem);
    return { root: null, problems };
  }
}

class Stopped extends Error {
  constructor(readonly problem: JsonProblem) {
    super(problem.code);
  }
}

const space = /(?:[ \t\r\n\ufeff]+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const string = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const word = /-?\d[\d.eE+-]*|true|false|null/y;

class JsonReader {
  readonly #text: string;
  readonly #problems: JsonProblem[];
  #at = 0;
  #depth = 0;

  constructor(text: string, problems: JsonProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  all(): JsonNode {
    const root = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) this.#stop();
    return root;
  }

  #skip(): void {
    space.lastIndex = this.#at;
    if (space.test(this.#text)) this.#at = space.lastIndex;
  }

  #stop(code: JsonProblem['code'] = 'no-json'): never {
    throw new Stopped({ code, what: /^[^\s,{}[\]]{0,20}/.exec(this.#text.slice(this.#at, this.#at + 40))?.[0] ?? '', offset: this.#at });
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #takes(sign: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #value(): JsonNode {
    this.#skip();
    const start = this.#at;
    const sign = this.#text[start];
    if (sign === '{' || sign === '[') {
      this.#depth += 1;
      if (this.#depth > deepest) this.#stop('too-deep');
      const node = sign === '{' ? this.#object(start) : this.#list(start);
      this.#depth -= 1;
      return node;
    }
    if (sign === '"') return this.#string(start);
    const written = this.#match(word);
    if (written === null) this.#stop();
    const end = this.#at;
    if (written === 'null') return { kind: 'null', start, end };
    return /^[tf]/.test(written) ? { kind: 'flag', value: written === 'true', start, end } : { kind: 'number', value: Number(written), start, end };
  }

  #string(start: number): JsonNode & { readonly kind: 'string' } {
    const written = this.#match(string);
    const text = written === null ? null : decoded(written);
    if (text === null) this.#stop();
    return { kind: 'string', text, start, end: this.#at };
  }

  #list(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at += 1;
    while (!this.#takes(']')) {
      items.push(this.#value());
      if (this.#takes(',')) continue;
      if (!this.#takes(']')) this.#stop();
      break;
    }
    return { kind: 'list', items, start, end: this.#at };
  }

  #object(start: number): JsonNode {
    const entries = new Map<string, JsonNode>();
    // Azure ignores the case of names; no page says which of two counts.
    const names = new Set<string>();
    this.#at += 1;
    while (!this.#takes('}')) {
      const key = this.#string(this.#at);
      if (!this.#takes(':')) this.#stop();
      const name = key.text.toLowerCase();
      if (names.has(name)) this.#problems.push({ code: 'repeated', what: key.text, offset: key.start });
      names.add(name);
      entries.set(key.text, this.#value());
      if (this.#takes(',')) continue;
      if (!this.#takes('}')) this.#stop();
      break;
    }
    return { kind: 'object', entries, start, end: this.#at };
  }
}

/** null: invalid escape. Raw line breaks are allowed. */
function decoded(written: string): string | null {
  try {
    return JSON.parse(written.replace(/[\u0000-\u001f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)) as string;
  } catch {
    return null;
  }
}

/** An object's entry; keys ignore case, as in the Azure Resource Manager. */
export function entryIn(node: JsonNode | null | undefined, key: string): JsonNode | undefined {
  if (node?.kind !== 'object') return undefined;
  const exact = node.entries.get(key);
  if (exact !== undefined) return exact;
  const lower = key.toLowerCase();
  for (const [name, value] of node.entries) if (name.toLowerCase() === lower) return value;
  return undefined;
}

/** The string at a node, or null. */
export function stringIn(node: JsonNode | null | undefined, key: string): string | null {
  const entry = entryIn(node, key);
  return entry?.kind === 'string' ? entry.text : null;
}

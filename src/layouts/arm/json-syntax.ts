import type { Span } from '../../text/edit.js';

/** A value in JSON and where it stands: UTF-16 offsets, end exclusive. Strings with their quotes. */
export type JsonNode = Span &
  (
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'flag'; readonly value: boolean }
    | { readonly kind: 'null' }
    | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
    /** Of a key that stands twice the last one counts. */
    | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, JsonNode> }
  );

/** What cannot be read. `what`: what stands there, or the key that stands twice. */
export interface JsonProblem {
  readonly code: 'no-json' | 'too-deep' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A text as it was read; `root` null: it is none that could be. */
export interface JsonSyntax {
  readonly root: JsonNode | null;
  readonly problems: readonly JsonProblem[];
}

const deepest = 200;

/**
 * JSON as the Azure Resource Manager takes it: with comments, strings over several lines ("Understand the structure and syntax of ARM templates",
 * comments and multi-line strings), and a comma too many. Linear; never throws.
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
    // Azure knows names whatever their case, and which of two counts no page says.
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

/** null: an escape in it is none. Line breaks may stand in it as they are. */
function decoded(written: string): string | null {
  try {
    return JSON.parse(written.replace(/[\u0000-\u001f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)) as string;
  } catch {
    return null;
  }
}

/** The entry of an object, its key told apart without regard to case, as the Azure Resource Manager does. */
export function entryIn(node: JsonNode | null | undefined, key: string): JsonNode | undefined {
  if (node?.kind !== 'object') return undefined;
  const exact = node.entries.get(key);
  if (exact !== undefined) return exact;
  const lower = key.toLowerCase();
  for (const [name, value] of node.entries) if (name.toLowerCase() === lower) return value;
  return undefined;
}

/** The string that stands there; null: none does. */
export function stringIn(node: JsonNode | null | undefined, key: string): string | null {
  const entry = entryIn(node, key);
  return entry?.kind === 'string' ? entry.text : null;
}

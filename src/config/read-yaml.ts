import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';

/** A YAML value without its document. */
export type Plain = string | number | boolean | null | PlainList | PlainMap;
/** A YAML sequence. */
export type PlainList = readonly Plain[];
/** Has no prototype, so that a key such as `__proto__` is an ordinary key. */
export type PlainMap = { readonly [key: string]: Plain };

/** A configuration text as plain values, with the line of every key and entry. */
export interface ReadYaml {
  readonly value: Plain;
  /** 1-based line of the key or entry at `path`, or of its nearest existing parent. */
  lineAt(path: readonly PropertyKey[]): number;
  /** Problems while reading; if there are any, `value` is incomplete. */
  readonly problems: readonly YamlProblem[];
}

/** What is wrong with a YAML file; `line` is 1-based. */
export interface YamlProblem {
  readonly line: number;
  readonly message: string;
}

/** In characters: enough for two thousand `scopes:` entries. */
const longestText = 256_000;
/** The schema has four levels. */
const deepest = 16;

/**
 * Reads a YAML 1.2 text (core schema) that may be hostile: anchors, aliases, merge keys and repeated keys are problems, size and depth are bounded, and no
 * value has a prototype to pollute.
 */
export function readConfigYaml(text: string): ReadYaml {
  if (text.length > longestText) return failed(1, `the file is longer than ${longestText} characters`);
  const bad = tooDeepAt(text);
  if (bad !== null) return failed(bad, `nested deeper than ${deepest} levels`);
  const counter = new LineCounter();
  const document = parseDocument<Node>(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    // The parser's own check for repeated keys compares every pair; the check below is linear.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    schema: 'core',
    merge: false,
  });
  const lineOf = (offset: number | undefined): number => Math.max(1, counter.linePos(offset ?? 0).line);
  const syntax = document.errors[0];
  if (syntax !== undefined) return failed(lineOf(syntax.pos[0]), `not readable as YAML: ${syntax.message}`);
  const reader = new PlainReader(lineOf);
  const value = document.contents === null ? null : reader.read(document.contents, []);
  return {
    value,
    problems: reader.problems,
    lineAt(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const line = reader.lines.get(pathKey(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

function failed(line: number, message: string): ReadYaml {
  return { value: null, problems: [{ line, message }], lineAt: () => 1 };
}

/**
 * The line at which nesting could exceed the parser's recursion; null if it is shallow enough. Counts brackets even in quotes, and indentation by characters: a
 * text refused here is not a real configuration.
 */
function tooDeepAt(text: string): number | null {
  let brackets = 0;
  let line = 0;
  for (const content of text.split('\n')) {
    line += 1;
    for (const character of content) {
      if (character === '[' || character === '{') brackets += 1;
      else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
      if (brackets > mostNested) return line;
    }
    if ((/^[\s?:-]*/.exec(content)?.[0].length ?? 0) > mostNested) return line;
  }
  return null;
}

const mostNested = 200;

class PlainReader {
  readonly problems: YamlProblem[] = [];
  readonly lines = new Map<string, number>();

  constructor(private readonly lineOf: (offset: number | undefined) => number) {}

  read(node: unknown, path: readonly PropertyKey[]): Plain {
    if (path.length > deepest) return this.problem(node, `nested deeper than ${deepest} levels`);
    if (isAlias(node)) return this.problem(node, 'an alias; write the value out');
    if (isScalar(node)) {
      const { value } = node;
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
      return this.problem(node, 'a value of a kind that is not used here');
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const at = [...path, index];
        this.lines.set(pathKey(at), this.lineOf(startOf(item)));
        return this.read(item, at);
      });
    }
    if (isMap(node)) return this.readMap(node.items, path);
    return null;
  }

  private readMap(pairs: readonly { readonly key: unknown; readonly value: unknown }[], path: readonly PropertyKey[]): PlainMap {
    const map: Record<string, Plain> = Object.create(null) as Record<string, Plain>;
    for (const { key, value } of pairs) {
      const word = isScalar(key) ? key.value : null;
      if (typeof word !== 'string' && typeof word !== 'number' && typeof word !== 'boolean') {
        this.problem(key, 'a key must be one word');
        continue;
      }
      const name = String(word);
      const at = [...path, name];
      const line = this.lineOf(startOf(key));
      if (this.lines.has(pathKey(at))) {
        this.problems.push({ line, message: `'${name}' is given twice` });
        continue;
      }
      this.lines.set(pathKey(at), line);
      map[name] = this.read(value, at);
    }
    return map;
  }

  private problem(node: unknown, message: string): null {
    this.problems.push({ line: this.lineOf(startOf(node)), message });
    return null;
  }
}

function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? (node.range[0] as number) : undefined;
}

function pathKey(path: readonly PropertyKey[]): string {
  return path.map(String).join('\u0000');
}

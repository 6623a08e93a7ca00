import type { core } from 'zod/mini';
import { ConfigError } from './errors.js';
import { didYouMean } from './nearest.js';
import type { Plain, ReadYaml } from './read-yaml.js';
import type { SchemaWords } from './schema.js';

type Issue = core.$ZodIssue;

/** The words for problems in one kind of file. */
export interface ProblemWords {
  /** The allowed keys of a map at this path. */
  readonly keysAt: (path: readonly PropertyKey[], value: Plain | undefined) => readonly string[];
  /** The word for a key at this path. */
  readonly kindAt: (path: readonly PropertyKey[]) => string;
  /** The line for a value that fits no alternative; null for the usual line with the allowed words. `line`: ` (line 3)`. */
  readonly onUnion: (path: readonly PropertyKey[], value: Plain | undefined, line: string) => string | null;
}

/** Most problems listed at once. */
const mostProblems = 20;

/** The error with all problems of a file, one per line. */
export function problemsOf(path: string, problems: readonly string[]): ConfigError {
  const lines = problems.slice(0, mostProblems).map((problem) => `${path}: ${problem}`);
  if (problems.length > mostProblems) lines.push(`${path}: ${problems.length - mostProblems} more problems`);
  return new ConfigError(lines.join('\n'));
}

/** The words for problems in a configuration file. */
export function configWords(words: SchemaWords): ProblemWords {
  return { keysAt: (path, value) => knownKeys(path, value, words), kindAt: keyKind, onUnion: onConfigUnion };
}

/** One line per problem: the key, its line, what is wrong, what to write. */
export function problemLines(issues: readonly Issue[], yaml: ReadYaml, words: ProblemWords): readonly string[] {
  return issues.flatMap((issue) => describe(issue, issue.path, yaml, words));
}

function describe(issue: Issue, path: readonly PropertyKey[], yaml: ReadYaml, words: ProblemWords): readonly string[] {
  const line = ` (line ${yaml.lineAt(path)})`;
  const name = nameOf(path);
  const value = valueAt(yaml.value, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = words.keysAt(path, value);
      return issue.keys.map((key, index) => {
        // Beyond the number listed, a problem is only counted.
        if (index >= mostDescribed) return '';
        const hint = didYouMean(key, known);
        const all = hint === '' ? `; known: ${known.join(', ')}` : hint;
        return `unknown ${words.kindAt(path)} ${quoted(key)} (line ${yaml.lineAt([...path, key])})${all}`;
      });
    }
    case 'invalid_type':
      if (value === undefined) return [`${name} is missing${line}`];
      return [`${name} must be ${expectedWords(issue.expected)}, not ${kindOf(value)}${line}`];
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (value === undefined) return [`${name} is missing${line}; write ${orList(allowed)}`];
      return [`${name} cannot be ${shown(value)}${line}${typeof value === 'string' ? orMeant(value, allowed) : `; write ${orList(allowed)}`}`];
    }
    case 'invalid_union':
      return describeUnion(issue, path, yaml, words);
    case 'invalid_format':
      return [
        `${name} cannot be ${shown(value)}${line}; write ${issue.format === 'date' ? 'a day as YYYY-MM-DD' : 'letters, digits, ".", "_" and "-"'}`,
      ];
    case 'too_small':
      return [`${name} is empty${line}${path.at(-1) === 'reason' ? '; say why this is fine here' : ''}`];
    case 'too_big':
      return [`${name} is too long${line}`];
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return [`${name} cannot be used${line}`];
  }
}

function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  yaml: ReadYaml,
  words: ProblemWords,
): readonly string[] {
  const value = valueAt(yaml.value, path);
  const line = ` (line ${yaml.lineAt(path)})`;
  // Problems deeper in the value belong to the alternative that fits its shape.
  const within = issue.errors.find((issues) => issues.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'));
  if (within !== undefined) return within.flatMap((inner) => describe(inner, [...path, ...inner.path], yaml, words));
  const own = words.onUnion(path, value, line);
  if (own !== null) return [own];
  const values = issue.errors.flatMap((issues) => issues.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : [])));
  return [`${nameOf(path)} cannot be ${shown(value ?? null)}${line}; write ${orList(values)}`];
}

function onConfigUnion(path: readonly PropertyKey[], value: Plain | undefined, line: string): string | null {
  if (path[0] === 'scopes') {
    if (path[2] === 'api')
      return `${nameOf(path)} ${value === undefined ? 'is missing' : 'must be an id, or a map of path, specification and id'}${line}`;
    if (!isMap(value) && path.length === 2) return `${nameOf(path)} must be an entry with path and scope${line}`;
    const scope = isMap(value) ? value['scope'] : value;
    return `'scope' in 'scopes' ${scope === undefined ? 'is missing' : `cannot be ${shown(scope)}`}${line}${orMeant(typeof scope === 'string' ? scope : '', Object.keys(scopeKeys))}`;
  }
  if (path[0] === 'rules') {
    const meant = typeof value === 'string' ? didYouMean(value, severities) : '';
    return `${nameOf(path)} cannot be ${shown(value ?? null)}${line}${meant === '' ? `; write ${orList(severities)}, or a list of path and severity` : meant}`;
  }
  return null;
}

/** More than are ever shown. */
const mostDescribed = 50;

const severities = ['error', 'warning', 'info', 'off'];
const topKeys = [
  'fail-on',
  'report-existing',
  'environments',
  'development-environments',
  'ignores',
  'contracts',
  'enforce-contracts',
  'profile',
  'assume',
  'scopes',
  'rules',
  'ignore',
];
const scopeKeys: Readonly<Record<string, readonly string[]>> = {
  global: ['path', 'scope'],
  workspace: ['path', 'scope', 'workspace'],
  product: ['path', 'scope', 'product', 'workspace'],
  api: ['path', 'scope', 'api', 'workspace', 'products'],
  operation: ['path', 'scope', 'api', 'operation', 'workspace'],
  fragment: ['path', 'scope', 'fragment', 'workspace'],
};

function knownKeys(path: readonly PropertyKey[], value: Plain | undefined, words: SchemaWords): readonly string[] {
  switch (path[0]) {
    case undefined:
      return topKeys;
    case 'rules':
      return path.length === 1 ? words.rules : ['path', 'severity'];
    case 'assume':
      return words.questions.map((question) => question.id);
    case 'ignore':
      return ['rule', 'path', 'reason', 'until'];
    default:
      return scopeKeys[isMap(value) && typeof value['scope'] === 'string' ? value['scope'] : ''] ?? [];
  }
}

function keyKind(path: readonly PropertyKey[]): string {
  if (path.length === 1 && path[0] === 'rules') return 'rule';
  if (path.length === 1 && path[0] === 'assume') return 'open point';
  return 'key';
}

/** `'severity' in 'rules'`: the last key of the path, and the top-level key. Lines tell entries apart. */
function nameOf(path: readonly PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string');
  const last = names.at(-1);
  const top = names[0];
  if (last === undefined || top === undefined) return 'the file';
  if (names.length === 1) return path.length > 1 ? `an entry of ${quoted(top)}` : quoted(top);
  return typeof path.at(-1) === 'number' ? `an entry of ${quoted(last)} in ${quoted(top)}` : `${quoted(last)} in ${quoted(top)}`;
}

function orMeant(value: string, allowed: readonly string[]): string {
  const hint = didYouMean(value, allowed);
  return hint === '' ? `; write ${orList(allowed)}` : hint;
}

function orList(values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? '';
  return `${values.slice(0, -1).join(', ')} or ${values[values.length - 1] ?? ''}`;
}

function expectedWords(expected: string): string {
  switch (expected) {
    case 'object':
    case 'record':
      return 'a map of keys';
    case 'array':
      return 'a list';
    case 'boolean':
      return 'true or false';
    default:
      return 'text';
  }
}

function kindOf(value: Plain): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  return shown(value);
}

function shown(value: Plain | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a map of keys';
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 79)}…` : text}'`;
}

function isMap(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: Plain, path: readonly PropertyKey[]): Plain | undefined {
  let at: Plain | undefined = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Array.isArray(at) ? (at[Number(part)] as Plain | undefined) : (at as { readonly [key: string]: Plain })[String(part)];
  }
  return at;
}

import { isForbiddenName, isHttpToken } from '../browser/judge.js';
import { didYouMean } from '../config/nearest.js';
import { problemLines, problemsOf, type ProblemWords } from '../config/problems.js';
import { readYaml, type ReadYaml } from '../config/read-yaml.js';
import { readCallPattern, type CallPattern } from './call-pattern.js';
import type { Clause, Contracts } from './contract.js';
import { contractsSchema, entryKeys, type ContractsFile } from './contracts-schema.js';
import { readOriginPattern, type OriginPattern } from './origin-pattern.js';

/**
 * Reads a contracts file. `path` is what messages call it. Throws `ConfigError` with all problems, one a line: what is wrong, its line, and what to
 * write.
 */
export function parseContracts(text: string, path: string): Contracts {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    throw problemsOf(
      path,
      yaml.problems.map(({ line, message }) => `${message} (line ${line})`),
    );
  }
  if (yaml.value === null) throw problemsOf(path, ['it is empty: write contracts, each with name, call, and one of allow, only or deny']);
  const read = contractsSchema.safeParse(yaml.value);
  if (!read.success) throw problemsOf(path, problemLines(read.error.issues, yaml, contractsWords));
  const reader = new ClauseReader(read.data, yaml);
  const clauses = read.data.contracts.flatMap((_, index) => reader.clause(index));
  if (reader.problems.length > 0) throw problemsOf(path, reader.problems);
  return { path, clauses };
}

const contractsWords: ProblemWords = {
  keysAt: (path) => (path.length === 0 ? ['apps', 'contracts'] : path.includes('call') ? ['api', 'operation', 'workspace'] : entryKeys),
  kindAt: () => 'key',
  onUnion: (path, value, line) => {
    const key = path.findLast((part) => typeof part === 'string') ?? '';
    const what = key === 'call' ? '"METHODS PATH", * or a map with api, one or a list of them' : 'text, or a list of texts';
    return `'${key}' ${value === undefined ? 'is missing' : value === null ? 'is empty' : 'cannot be this'}${line}; write ${what}`;
  },
};

type Entry = ContractsFile['contracts'][number];

type WrittenCall = Extract<Entry['call'], readonly unknown[]>[number];

/** Reads entries against the apps of their file, and collects what is wrong. */
class ClauseReader {
  readonly problems: string[] = [];
  readonly #apps = new Map<string, readonly OriginPattern[]>();
  readonly #names = new Map<string, number>();

  constructor(
    readonly file: ContractsFile,
    readonly yaml: ReadYaml,
  ) {
    for (const [app, origins] of Object.entries(file.apps ?? {})) this.#app(app, asList(origins));
  }

  /** One entry; empty where it is wrong. */
  clause(index: number): readonly Clause[] {
    const entry = this.file.contracts[index];
    if (entry === undefined) return [];
    const path = ['contracts', index];
    const line = this.yaml.lineAt(path);
    const before = this.problems.length;
    this.#unique(entry.name, line);
    const promise = this.#promise(entry, line);
    if (promise === null) return [];
    const clause: Clause = {
      name: entry.name,
      line,
      promise,
      origins: asList(entry[promise]).flatMap((text, at) => this.#origins(text, promise, [...path, promise, at])),
      call: asList<WrittenCall>(entry.call).flatMap((one, at) => this.#call(one, [...path, 'call', at])),
      headers: asList(entry.headers).flatMap((text, at) => this.#header(text, [...path, 'headers', at])),
      credentials: entry.credentials ?? 'omit',
      key: entry.key ?? null,
      environments: entry.environments === undefined ? null : [...new Set(entry.environments)],
    };
    return this.problems.length === before ? [clause] : [];
  }

  /** `says`: the line, with ` (line 3)` put in where it belongs. */
  #problem(path: readonly PropertyKey[], says: (at: string) => string): readonly never[] {
    this.problems.push(says(` (line ${this.yaml.lineAt(path)})`));
    return [];
  }

  #app(name: string, texts: readonly string[]): void {
    const path = ['apps', name];
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name) || name === 'null') {
      this.#problem(path, (at) => `an app${at} cannot be called '${shown(name)}'; write letters, digits, spaces, ".", "_" and "-"`);
    }
    const origins = texts.flatMap((text): readonly OriginPattern[] => {
      const read = readOriginPattern(text);
      if (read?.kind === 'origin') return [read];
      return this.#problem(path, (at) => `'${shown(text)}'${at} is no origin; ${originForm}`);
    });
    this.#apps.set(name, origins);
  }

  #unique(name: string, line: number): void {
    const first = this.#names.get(name);
    if (first === undefined) this.#names.set(name, line);
    else this.problems.push(`'${shown(name)}' (line ${line}) is the name of the contract in line ${first} too; each needs a name of its own`);
  }

  #promise(entry: Entry, line: number): Clause['promise'] | null {
    const given = (['allow', 'only', 'deny'] as const).filter((key) => entry[key] !== undefined);
    const [promise] = given;
    if (promise !== undefined && given.length === 1) return promise;
    const has = promise === undefined ? 'says nothing' : `has ${given.join(' and ')}`;
    this.problems.push(`contract '${shown(entry.name)}' (line ${line}) ${has}; write one of allow, only or deny`);
    return null;
  }

  #origins(text: string, promise: Clause['promise'], path: readonly PropertyKey[]): readonly OriginPattern[] {
    const app = this.#apps.get(text);
    if (app !== undefined) return app;
    const read = readOriginPattern(text);
    if (read === null) {
      if (/[:/*]/.test(text))
        return this.#problem(path, (at) => `'${shown(text)}'${at} is no origin; ${originForm}${promise === 'allow' ? '' : patternForm}`);
      const hint = didYouMean(text, this.#apps.keys());
      return this.#problem(path, (at) => `there is no app '${shown(text)}'${at}${hint || '; name it under apps, or write its origin'}`);
    }
    if (promise === 'allow' && read.kind !== 'origin')
      return this.#problem(path, (at) => `allow takes apps and origins only, not '${shown(text)}'${at}; list each origin`);
    return [read];
  }

  #call(one: WrittenCall, path: readonly PropertyKey[]): readonly CallPattern[] {
    if (typeof one !== 'string') {
      const { api, operation = null, workspace = null } = one;
      return [{ kind: 'api', text: [workspace, api, operation].filter((part) => part !== null).join('/'), workspace, api, operation }];
    }
    const read = readCallPattern(one);
    return read === null
      ? this.#problem(path, (at) => `'${shown(one)}'${at} is no call; write "GET,PUT /orders/{id}", "* /orders/**", * or { api: orders }`)
      : [read];
  }

  #header(text: string, path: readonly PropertyKey[]): readonly string[] {
    const name = text.toLowerCase();
    if (!isHttpToken(name)) return this.#problem(path, (at) => `'${shown(text)}'${at} is no name of a header`);
    if (isForbiddenName(name))
      return this.#problem(path, (at) => `'${shown(text)}'${at} is the browser's own header, which no script sets; leave it out`);
    return [name];
  }
}

const originForm = 'write scheme, host and port as in https://app.contoso.com:8443';
const patternForm = ', or a pattern such as https://*.contoso.com or http://localhost:*';

function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

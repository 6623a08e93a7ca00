import { isForbiddenName, isHttpToken } from '../browser/judge.js';
import { contractsSchema, type ContractsFile } from '../config/contracts-schema.js';
import { contractsWords } from '../config/contracts-words.js';
import { nearest } from '../config/nearest.js';
import { problemLines } from '../config/problems.js';
import { readConfigYaml, type ReadYaml } from '../config/read-yaml.js';
import { readCallPattern, type CallPattern } from './call-pattern.js';
import type { Clause, Contracts } from './contract.js';
import type { ContractProblem } from '../effective/contract-problem.js';
import { readOriginPattern, type OriginPattern } from './origin-pattern.js';

/** A contracts file as read, or all its problems. */
export type ReadContracts =
  { readonly ok: true; readonly contracts: Contracts } | { readonly ok: false; readonly path: string; readonly problems: readonly ContractProblem[] };

/** Reads a contracts file. `path`: its name in messages. */
export function readContracts(text: string, path: string): ReadContracts {
  const yaml = readConfigYaml(text);
  const ofForm = (texts: readonly string[]): ReadContracts => ({
    ok: false,
    path,
    problems: texts.map((one) => ({ code: 'form', given: { text: one } })),
  });
  if (yaml.problems.length > 0) return ofForm(yaml.problems.map(({ line, message }) => `${message} (line ${line})`));
  if (yaml.value === null) return { ok: false, path, problems: [{ code: 'empty', given: {} }] };
  const read = contractsSchema.safeParse(yaml.value);
  if (!read.success) return ofForm(problemLines(read.error.issues, yaml, contractsWords));
  const reader = new ClauseReader(read.data, yaml);
  const clauses = read.data.contracts.flatMap((_, index) => reader.clause(index));
  return reader.problems.length > 0 ? { ok: false, path, problems: reader.problems } : { ok: true, contracts: { path, clauses } };
}

type Entry = ContractsFile['contracts'][number];

type WrittenCall = Extract<Entry['call'], readonly unknown[]>[number];

/** Reads the entries, with the apps of their file, and collects problems. */
class ClauseReader {
  readonly problems: ContractProblem[] = [];
  readonly #apps = new Map<string, readonly OriginPattern[]>();
  readonly #names = new Map<string, number>();

  constructor(
    readonly file: ContractsFile,
    readonly yaml: ReadYaml,
  ) {
    for (const [app, origins] of Object.entries(file.apps ?? {})) this.#app(app, asList(origins));
  }

  /** Reads one entry; empty if it is wrong. */
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
      environments:
        entry.environments === undefined
          ? null
          : entry.environments.map((name, at) => ({ name, line: this.yaml.lineAt([...path, 'environments', at]) })),
    };
    return this.problems.length === before ? [clause] : [];
  }

  #problem(path: readonly PropertyKey[], problem: (line: number) => ContractProblem): readonly never[] {
    this.problems.push(problem(this.yaml.lineAt(path)));
    return [];
  }

  #app(name: string, texts: readonly string[]): void {
    const path = ['apps', name];
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name) || name === 'null') {
      this.#problem(path, (line) => ({ code: 'app-name', given: { name, line } }));
    }
    const origins = texts.flatMap((text): readonly OriginPattern[] => {
      const read = readOriginPattern(text);
      if (read?.kind === 'origin') return [read];
      return this.#problem(path, (line) => ({ code: 'no-origin', given: { text, line, patterns: false } }));
    });
    this.#apps.set(name, origins);
  }

  #unique(name: string, line: number): void {
    const first = this.#names.get(name);
    if (first === undefined) this.#names.set(name, line);
    else this.problems.push({ code: 'same-name', given: { name, line, first } });
  }

  #promise(entry: Entry, line: number): Clause['promise'] | null {
    const given = (['allow', 'only', 'deny'] as const).filter((key) => entry[key] !== undefined);
    const [promise] = given;
    if (promise !== undefined && given.length === 1) return promise;
    this.problems.push({ code: 'no-promise', given: { name: entry.name, line, promises: given } });
    return null;
  }

  #origins(text: string, promise: Clause['promise'], path: readonly PropertyKey[]): readonly OriginPattern[] {
    const app = this.#apps.get(text);
    if (app !== undefined) return app;
    const read = readOriginPattern(text);
    if (read === null) {
      if (/[:/*]/.test(text)) return this.#problem(path, (line) => ({ code: 'no-origin', given: { text, line, patterns: promise !== 'allow' } }));
      return this.#problem(path, (line) => ({ code: 'app-unknown', given: { name: text, line, meant: nearest(text, this.#apps.keys()) } }));
    }
    if (promise === 'allow' && read.kind !== 'origin') return this.#problem(path, (line) => ({ code: 'pattern-allowed', given: { text, line } }));
    return [read];
  }

  #call(one: WrittenCall, path: readonly PropertyKey[]): readonly CallPattern[] {
    if (typeof one !== 'string') {
      const { api, operation = null, workspace = null } = one;
      return [{ kind: 'api', text: [workspace, api, operation].filter((part) => part !== null).join('/'), workspace, api, operation }];
    }
    const read = readCallPattern(one);
    return read === null ? this.#problem(path, (line) => ({ code: 'no-call', given: { text: one, line } })) : [read];
  }

  #header(text: string, path: readonly PropertyKey[]): readonly string[] {
    const name = text.toLowerCase();
    if (!isHttpToken(name)) return this.#problem(path, (line) => ({ code: 'no-header', given: { text, line } }));
    if (isForbiddenName(name)) return this.#problem(path, (line) => ({ code: 'browsers-header', given: { text, line } }));
    return [name];
  }
}

function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

import { isForbiddenName, isHttpToken } from '../browser/judge.js';
import { originsNamed } from '../cors/access.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation } from '../apim/service.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { CorsPolicy, NameList } from '../cors/cors-policy.js';
import { isLabel } from '../cors/origin-match.js';
import { pathOf } from '../explain/request-target.js';
import type { Called } from './called-operations.js';
import { readCallPattern, type CallPattern } from './call-pattern.js';
import { checkClause } from './check-clause.js';
import type { CheckedState } from './check-contracts.js';
import type { Clause } from './contract.js';
import type { RequestJudge } from './request-judge.js';

/** What a clause is called, as data. `part`: where the API has several such clauses, which one it is, from 1. */
export type InitialTitle =
  | { readonly code: 'callable'; readonly api: string; readonly part: number }
  | { readonly code: 'nobody-else'; readonly api: string }
  | { readonly code: 'nobody' | 'everybody' };

/** A clause as a file is to write it: what it says, and the texts that say so. */
export interface InitialClause {
  readonly title: InitialTitle;
  readonly promise: Clause['promise'];
  /** Origins, serialised; `*` for everybody. */
  readonly origins: readonly string[];
  readonly call: readonly (string | Pick<Extract<CallPattern, { kind: 'api' }>, 'workspace' | 'api' | 'operation'>)[];
  readonly headers: readonly string[];
  readonly credentials: Clause['credentials'];
}

/**
 * Describes the state at hand in clauses that it keeps: for each API who can call it, and that nobody else can. Where a policy lets in everybody, or
 * values that the repository does not hold, the clause says that everybody may.
 */
export function initialContracts({ judges }: CheckedState): readonly InitialClause[] {
  const clauses: InitialClause[] = [];
  const open: InitialClause['call'][number][] = [];
  const closed: InitialClause['call'][number][] = [];
  const all = [...judges.values()];
  for (const [key, apis] of apisOf(all)) {
    const describer = new ApiDescriber(key, apis, all);
    // An API without operations can be promised to nobody, and kept from nobody.
    if (!describer.hasOperations) continue;
    clauses.push(...describer.allows());
    const only = describer.only();
    if (only === null) open.push(describer.whole);
    else if (only.origins.length === 0) closed.push(describer.whole);
    else clauses.push(only);
  }
  const everybody = { origins: ['*'], headers: [], credentials: 'omit' } as const;
  if (closed.length > 0) clauses.push({ ...everybody, title: { code: 'nobody' }, promise: 'deny', call: closed });
  if (open.length > 0) clauses.push({ ...everybody, title: { code: 'everybody' }, promise: 'only', call: open });
  return clauses;
}

interface PlacedApi {
  readonly judge: RequestJudge;
  readonly api: Api;
  readonly chains: readonly CorsChain[];
}

/** The APIs of all environments, those of one name together. */
function apisOf(all: readonly (readonly RequestJudge[])[]): ReadonlyMap<string, readonly PlacedApi[]> {
  const found = new Map<string, PlacedApi[]>();
  for (const judge of all.flat()) {
    const chains = new Map<Api, CorsChain[]>(judge.state.service.apis.map((api) => [api, []]));
    for (const group of judge.state.groups) if (group.api !== null) chains.get(group.api)?.push(group.chain);
    for (const [api, own] of chains) {
      const key = resourceKey(api.workspace, api.id);
      const known = found.get(key);
      if (known === undefined) found.set(key, [{ judge, api, chains: own }]);
      else known.push({ judge, api, chains: own });
    }
  }
  return found;
}

/** What can be promised of one API. */
class ApiDescriber {
  readonly #call: Extract<CallPattern, { kind: 'api' }>;
  readonly #policies: readonly CorsPolicy[];
  readonly #origins: readonly string[];
  readonly #called: readonly Called[];

  constructor(
    readonly key: string,
    readonly apis: readonly PlacedApi[],
    readonly all: readonly (readonly RequestJudge[])[],
  ) {
    const [first] = apis;
    this.#call = { kind: 'api', text: key, workspace: first?.api.workspace ?? null, api: first?.api.id ?? key, operation: null };
    const policies = new Set<CorsPolicy>();
    const named = new Set<string>();
    for (const chain of apis.flatMap(({ chains }) => chains)) {
      for (const step of chain.steps) if (step.kind === 'cors') policies.add(step.policy);
      for (const origin of originsNamed(chain)) named.add(origin);
    }
    this.#policies = [...policies];
    this.#origins = [...named].filter((origin) => origin !== '*' && origin !== 'null' && !isLabel(origin)).sort();
    this.#called = first === undefined ? [] : [...first.judge.operations.called([this.#call], false)];
  }

  get hasOperations(): boolean {
    return this.#called.length > 0 || this.apis.some(({ judge }) => !isEmpty(judge.operations.called([this.#call], true)));
  }

  /** Every operation of it. */
  get whole(): InitialClause['call'][number] {
    return this.#callAs(null);
  }

  /** Who can call it: those that can do alike together. */
  allows(): readonly InitialClause[] {
    const alike = new Map<string, { readonly clause: InitialClause; readonly origins: string[] }>();
    for (const origin of this.#origins) {
      const clause = this.#allowFor(origin);
      if (clause === null) continue;
      const key = JSON.stringify([clause.call, clause.headers, clause.credentials]);
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { clause, origins: [origin] });
      else known.origins.push(origin);
    }
    return [...alike.values()].map(({ clause, origins }, index) => ({
      ...clause,
      title: { code: 'callable', api: this.key, part: index + 1 },
      origins,
    }));
  }

  /** That nobody but these can call it; null: that is not so, or not known. */
  only(): InitialClause | null {
    const base: InitialClause = {
      title: { code: 'nobody-else', api: this.key },
      promise: 'only',
      origins: this.#origins,
      call: [this.whole],
      headers: [],
      credentials: 'omit',
    };
    if (!this.#isKept(base)) return null;
    // An origin that a policy names and that cannot call all the same is no app.
    const origins = this.#origins.filter((origin) => !this.#isKept({ ...base, promise: 'deny', origins: [origin] }));
    return { ...base, origins };
  }

  #allowFor(origin: string): InitialClause | null {
    const { headers, credentials } = this.#namedFor(origin);
    const whole = { title: { code: 'callable', api: this.key, part: 1 }, promise: 'allow', origins: [origin], call: [this.whole] } as const;
    // What the policies name first; then less of it, where not all of them grant it.
    const tries: readonly Pick<InitialClause, 'headers' | 'credentials'>[] = [
      { headers, credentials },
      { headers, credentials: 'omit' },
      { headers: [], credentials },
      { headers: [], credentials: 'omit' },
    ];
    for (const one of tries) if (this.#isKept({ ...whole, ...one })) return { ...whole, ...one };
    for (const one of tries) {
      const some = this.#called.filter(({ operation }) => operation !== null && this.#isKept({ ...whole, ...one, call: [this.#callAs(operation)] }));
      if (some.length > 0) return { ...whole, ...one, call: some.map(({ operation }) => this.#written(operation)) };
    }
    return null;
  }

  /** Headers and credentials that the elements that name the origin name for it. */
  #namedFor(origin: string): Pick<InitialClause, 'headers' | 'credentials'> {
    const own = this.#policies.filter((policy) => policy.origins.some((entry) => entry.kind === 'origin' && entry.origin === origin));
    const names = own.flatMap(({ headers }) => namesIn(headers));
    const isIncluded = own.length > 0 && own.every(({ allowCredentials: flag }) => flag.kind === 'literal' && flag.value);
    return { headers: [...new Set(names)].sort(), credentials: isIncluded ? 'include' : 'omit' };
  }

  #callAs(operation: Operation | null): Extract<InitialClause['call'][number], object> {
    return { workspace: this.#call.workspace, api: this.#call.api, operation: operation?.id ?? null };
  }

  /** `GET /orders/{id}`, where that means this operation and no other. */
  #written(operation: Operation | null): InitialClause['call'][number] {
    const [first] = this.apis;
    if (operation === null || operation.method === null || operation.urlTemplate === null || first === undefined) return this.#callAs(operation);
    const { service } = first.judge.state;
    const text = `${operation.method} ${(pathOf(service, first.api, operation).split('?')[0] ?? '').trim()}`;
    const pattern = readCallPattern(text);
    const meant = pattern === null ? [] : this.all.flat().flatMap(({ operations }) => [...operations.called([pattern], false)]);
    const isExact = meant.length > 0 && meant.every((one) => one.operation?.id === operation.id && one.api.id === this.#call.api);
    return isExact ? text : this.#callAs(operation);
  }

  #isKept(clause: InitialClause): boolean {
    const read: Clause = {
      name: '',
      line: 1,
      promise: clause.promise,
      origins: clause.origins.map((origin) => (origin === '*' ? { kind: 'any' } : { kind: 'origin', origin })),
      call: clause.call.flatMap((one) => (typeof one === 'string' ? (readCallPattern(one) ?? []) : { kind: 'api', text: this.key, ...one })),
      headers: clause.headers,
      credentials: clause.credentials,
      key: null,
      environments: null,
    };
    const checked = this.all.map((judges) => checkClause(read, judges));
    return checked.every(({ result }) => result === 'kept') && checked.some(({ operations }) => operations > 0);
  }
}

function namesIn(list: NameList): readonly string[] {
  return list.kind === 'absent'
    ? []
    : list.entries.map(({ name }) => name).filter((name) => name !== '*' && isHttpToken(name) && !isForbiddenName(name));
}

function isEmpty(some: Iterable<unknown>): boolean {
  return [...some].length === 0;
}

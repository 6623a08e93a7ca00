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
import { worse, type Clause, type Kept } from './contract.js';
import type { RequestJudge } from './request-judge.js';

/** The name of a clause, as data. `apis`: distinct display names of its APIs. */
export type InitialTitle =
  { readonly code: 'callable' | 'nobody-else'; readonly apis: readonly string[] } | { readonly code: 'nobody' | 'everybody' | 'not-known' };

/** The operations of a clause: a pattern, or an API by id, with its display name if that differs. */
export type InitialCall =
  string | (Pick<Extract<CallPattern, { kind: 'api' }>, 'workspace' | 'api' | 'operation'> & { readonly displayName: string | null });

/** A clause to be written to a file: its content, and the texts for it. `not-known` promises nothing: it is undecided who else can call these. */
export interface InitialClause {
  readonly title: InitialTitle;
  readonly promise: Clause['promise'];
  /** Origins, serialised; `*` for everybody. */
  readonly origins: readonly string[];
  readonly call: readonly InitialCall[];
  readonly headers: readonly string[];
  readonly credentials: Clause['credentials'];
}

/**
 * Describes the current state in clauses that hold in it: for each API who can call it, and that no one else can. APIs with equal clauses share them. If a
 * policy allows every origin, the clause says so; if that depends on something outside the repository, nothing is promised.
 */
export function initialContracts({ judges }: CheckedState): readonly InitialClause[] {
  const clauses: InitialClause[] = [];
  const open: InitialCall[] = [];
  const closed: InitialCall[] = [];
  const unknown: InitialCall[] = [];
  const all = [...judges.values()];
  for (const [key, apis] of apisOf(all)) {
    const describer = new ApiDescriber(key, apis, all);
    // An API without operations gets no clause.
    if (!describer.hasOperations) continue;
    clauses.push(...describer.allows());
    const only = describer.only();
    if (only === 'undecided') unknown.push(describer.whole);
    else if (only === null) open.push(describer.whole);
    else if (only.origins.length === 0) closed.push(describer.whole);
    else clauses.push(only);
  }
  const everybody = { origins: ['*'], headers: [], credentials: 'omit' } as const;
  return [
    ...joined(clauses),
    ...(closed.length > 0 ? [{ ...everybody, title: { code: 'nobody' }, promise: 'deny', call: closed } as const] : []),
    ...(open.length > 0 ? [{ ...everybody, title: { code: 'everybody' }, promise: 'only', call: open } as const] : []),
    ...(unknown.length > 0 ? [{ ...everybody, title: { code: 'not-known' }, promise: 'only', call: unknown } as const] : []),
  ];
}

/** Joins equal clauses of several APIs: the joined clause holds if each does. */
function joined(clauses: readonly InitialClause[]): readonly InitialClause[] {
  const alike = new Map<string, InitialClause[]>();
  for (const clause of clauses) {
    const key = JSON.stringify([clause.promise, clause.origins, clause.headers, clause.credentials]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [clause]);
    else known.push(clause);
  }
  const groups = [...alike.values()].sort((one, other) => rank(one) - rank(other));
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const apis = new Set(group.flatMap(({ title }) => ('apis' in title ? title.apis : [])));
    const code = first.promise === 'allow' ? 'callable' : 'nobody-else';
    return [{ ...first, title: { code, apis: [...apis] }, call: group.flatMap(({ call }) => call) }];
  });
}

/** `allow` clauses come before `only` and `deny`. */
function rank([first]: readonly InitialClause[]): number {
  return first?.promise === 'allow' ? 0 : 1;
}

interface PlacedApi {
  readonly judge: RequestJudge;
  readonly api: Api;
  readonly chains: readonly CorsChain[];
}

/** The APIs of all environments, grouped by name. */
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

/** Finds the clauses for one API. */
class ApiDescriber {
  readonly #call: Extract<CallPattern, { kind: 'api' }>;
  /** Its display name. */
  readonly #name: string;
  /** The elements that name an origin. Indexed once, for there may be tens of thousands of origins. */
  readonly #naming = new Map<string, Set<CorsPolicy>>();
  readonly #origins: readonly string[];
  readonly #called: readonly Called[];
  #asked: readonly string[] | null = null;

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
    for (const { judge, api } of apis) for (const origin of judge.namedByChecks(api)) named.add(origin);
    this.#name = first?.api.displayName ?? this.#call.api;
    for (const policy of policies) for (const entry of policy.origins) if (entry.kind === 'origin') this.#add(entry.origin, policy);
    this.#origins = [...named].filter((origin) => origin !== '*' && origin !== 'null' && !isLabel(origin)).sort();
    this.#called = first === undefined ? [] : [...first.judge.operations.called([this.#call], false)];
  }

  #add(origin: string, policy: CorsPolicy): void {
    const known = this.#naming.get(origin);
    if (known === undefined) this.#naming.set(origin, new Set([policy]));
    else known.add(policy);
  }

  get hasOperations(): boolean {
    return this.#called.length > 0 || this.apis.some(({ judge }) => !isEmpty(judge.operations.called([this.#call], true)));
  }

  /** All its operations. */
  get whole(): InitialCall {
    return this.#callAs(null);
  }

  /** Who can call it; origins with equal access share a clause. */
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
    return [...alike.values()].map(({ clause, origins }) => ({ ...clause, origins }));
  }

  /** The clause that no other origin can call it; null if others can. */
  only(): InitialClause | 'undecided' | null {
    const base: InitialClause = {
      title: { code: 'nobody-else', apis: [this.#name] },
      promise: 'only',
      origins: this.#origins,
      call: [this.whole],
      headers: [],
      credentials: 'omit',
    };
    // If it is unknown whether others can call it, neither clause is written.
    const result = this.#resultOf(base, true);
    if (result !== 'kept') return result === 'undecided' ? result : null;
    // An origin that a policy names but that cannot call the API is not an app.
    const origins = this.#origins.filter((origin) => !this.#isKept({ ...base, promise: 'deny', origins: [origin] }));
    return { ...base, origins };
  }

  #allowFor(origin: string): InitialClause | null {
    const { headers, credentials } = this.#namedFor(origin);
    const asked = this.#askedFor;
    const whole = { title: { code: 'callable', apis: [this.#name] }, promise: 'allow', origins: [origin], call: [this.whole] } as const;
    // First all headers that the policies name; then fewer, if not all policies grant them.
    const sets = asked.length === 0 ? [headers, []] : [[...new Set([...headers, ...asked])].sort(), headers, asked, []];
    const tries = sets.flatMap((some): readonly Pick<InitialClause, 'headers' | 'credentials'>[] => [
      { headers: some, credentials },
      { headers: some, credentials: 'omit' },
    ]);
    for (const one of tries) if (this.#isKept({ ...whole, ...one })) return { ...whole, ...one };
    for (const one of tries) {
      const some = this.#called.filter(({ operation }) => operation !== null && this.#isKept({ ...whole, ...one, call: [this.#callAs(operation)] }));
      if (some.length > 0) return { ...whole, ...one, call: some.map(({ operation }) => this.#written(operation)) };
    }
    return null;
  }

  /** Headers that other policies require, such as that of a token. */
  get #askedFor(): readonly string[] {
    this.#asked ??= [...new Set(this.#called.flatMap(({ api, operation }) => this.#askedAt(api, operation)))].sort();
    return this.#asked;
  }

  #askedAt(api: Api, operation: Operation | null): readonly string[] {
    return this.apis[0]?.judge.place(api, operation, { product: null, key: null }).asks ?? [];
  }

  /** Headers and credentials that the elements naming the origin grant it. */
  #namedFor(origin: string): Pick<InitialClause, 'headers' | 'credentials'> {
    const own = [...(this.#naming.get(origin) ?? [])];
    const names = own.flatMap(({ headers }) => namesIn(headers));
    const isIncluded = own.length > 0 && own.every(({ allowCredentials: flag }) => flag.kind === 'literal' && flag.value);
    return { headers: [...new Set(names)].sort(), credentials: isIncluded ? 'include' : 'omit' };
  }

  #callAs(operation: Operation | null): Extract<InitialCall, object> {
    const { workspace, api } = this.#call;
    return { workspace, api, operation: operation?.id ?? null, displayName: lettersOf(api).startsWith(lettersOf(this.#name)) ? null : this.#name };
  }

  /** `GET /orders/{id}`, if it means only this operation. */
  #written(operation: Operation | null): InitialCall {
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
    return this.#resultOf(clause) === 'kept';
  }

  /** null: it matches no operation. */
  #resultOf(clause: InitialClause, mindsBroken = false): Kept | null {
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
    const checked = this.all.map((judges) => checkClause(read, judges, mindsBroken));
    const worst = checked.reduce<Kept>((known, { result }) => worse(known, result), 'kept');
    return worst === 'kept' && checked.every(({ operations }) => operations === 0) ? null : worst;
  }
}

function namesIn(list: NameList): readonly string[] {
  return list.kind === 'absent'
    ? []
    : list.entries.map(({ name }) => name).filter((name) => name !== '*' && isHttpToken(name) && !isForbiddenName(name));
}

/** A name without case, spaces and marks: `Echo API` and `echo-api` are equal. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function isEmpty(some: Iterable<unknown>): boolean {
  return [...some].length === 0;
}

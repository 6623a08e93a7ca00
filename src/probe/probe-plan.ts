import type { Api, Operation } from '../apim/service.js';
import { isForbiddenName, isHttpToken, isSafelistedMethod } from '../browser/fetch-request.js';
import type { CorsChain, CorsElementStep } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { allowsAny, listsOrigin } from '../cors/origin-match.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { allSteps } from '../cors/cors-chain.js';
import { signatures, type KnownBackend } from './held-against.js';
import { predict, type Prediction } from './prediction.js';
import type { ProbeRequest } from './probe-request.js';
import { urlOfOperation } from './url-of-operation.js';

/** A request to send, and its possible answers. */
export interface PlannedRequest {
  readonly request: ProbeRequest;
  readonly prediction: Prediction;
  /** The known headers of the backend; null: unknown. */
  readonly backend: KnownBackend;
}

/** Options of a plan. */
export interface ProbePlanOptions {
  /** APIs to probe; null: all. */
  readonly apis: ReadonlySet<string> | null;
  /** Origins in addition to those named in policies. */
  readonly origins: readonly string[];
  /** Also send actual requests with GET or HEAD. */
  readonly requests: boolean;
  /** Names of the headers with keys, in lower case. */
  readonly keys: ReadonlySet<string>;
  /** At most this many requests. */
  readonly most: number;
}

/** Requests in sending order. */
export interface ProbePlan {
  readonly requests: readonly PlannedRequest[];
  /** Number of further possible requests. */
  readonly leftOut: number;
}

/** An unnamed origin: `.example` is reserved (RFC 2606). */
export const nobody = 'https://nobody.apim-cors.example';
const unlistedPath = '/apim-cors-probe-no-such-api';
const anyHeader = 'x-apim-cors-probe';
const mostHeaders = 20;
/** Most origins per chain for which other methods and headers are tried; others are listed alike. */
const mostTried = 8;
/** Most requests examined for their information, besides those that are always sent. */
const mostVariations = 2000;

/** One distinct chain, and the requests that meet it. */
interface Met {
  readonly policies: readonly CorsPolicy[];
  readonly named: readonly string[];
  /** One of its operations takes GET or HEAD. */
  readonly isReadable: boolean;
  /** Finding a URL reads every API, so it is done only for the needed chains. */
  readonly at: () => MetAt;
}

/** Where a chain can be met. */
interface MetAt {
  /** Operations that meet it, each with its URL; the first for each method. */
  readonly ways: readonly { readonly method: string; readonly target: string }[];
  /** GET or HEAD, if an operation has it. */
  readonly readable: { readonly method: 'GET' | 'HEAD'; readonly target: string } | null;
  /** A method in the policies that no operation of the API has; null: none. */
  readonly unmatched: string | null;
}

/**
 * One preflight for each distinct chain and origin: every named one, an unnamed one, and `null`; with `requests` also GET or HEAD. Then preflights with other
 * methods and headers that distinguish further readings. The most informative come first.
 */
export function planProbe(state: ServiceState, options: ProbePlanOptions): ProbePlan {
  const { most, keys, requests: isWhole } = options;
  const chains = chainsMet(state, options.apis);
  const everyone = [...new Set([...chains.flatMap(({ named }) => named), ...options.origins, nobody, 'null'])];
  const planned = (request: ProbeRequest): PlannedRequest => ({ request, prediction: predict(state, request, keys), backend: null });
  const first = distinct(basics(chains, everyone, options), most).map(planned);
  const more = first.length < most ? distinct(variations(state, chains, options), mostVariations).map(planned) : [];
  const told = new Set(first.flatMap(({ prediction }) => [...tellsApart(prediction, null)]));
  const telling = fewest(more, told);
  const all = [...first, ...telling];
  const foremost = fewest(all, new Set());
  const inOrder = [...foremost, ...all.filter((one) => !foremost.includes(one))];
  const wanted = chains.reduce((sum, { isReadable }) => sum + everyone.length * (isWhole && isReadable ? 2 : 1), 0);
  return { requests: inOrder.slice(0, most), leftOut: Math.max(0, wanted + telling.length - most) };
}

function chainsMet(state: ServiceState, apis: ReadonlySet<string> | null): readonly Met[] {
  const chains = new Map<string, AskedGroup[]>();
  for (const group of state.groups) {
    const { api, product } = group;
    if (api === null || product !== null || (apis !== null && !apis.has(api.id))) continue;
    const open = state.productsOf(api).filter(({ policy, subscriptionRequired }) => policy !== null && subscriptionRequired !== true);
    const key = [group.key, state.isHeaderVersioned(api), ...open.map(({ id }) => id)].join('\n');
    const known = chains.get(key);
    if (known === undefined) chains.set(key, [{ group, api }]);
    else known.push({ group, api });
  }
  return [...chains.values()].map((groups) => metBy(state, groups));
}

interface AskedGroup {
  readonly group: ChainGroup;
  readonly api: Api;
}

function metBy(state: ServiceState, groups: readonly AskedGroup[]): Met {
  const policies = policiesOf(groups[0]?.group.chain ?? null);
  let found: MetAt | null = null;
  return {
    policies,
    named: [...new Set(policies.flatMap(({ origins }) => origins.flatMap((entry) => (entry.kind === 'origin' ? [entry.origin] : []))))],
    isReadable: groups.some((one) => operationsOf(one).some(({ method }) => method === 'GET' || method === 'HEAD')),
    at: () => (found ??= metAt(state, groups, policies)),
  };
}

function operationsOf({ group, api }: AskedGroup): readonly Operation[] {
  if (group.operation !== null) return [group.operation];
  const ids = new Set(group.target.operations);
  return api.operations.filter(({ id }) => ids.has(id));
}

/** The first API at whose URLs the chain is met. */
function metAt(state: ServiceState, groups: readonly AskedGroup[], policies: readonly CorsPolicy[]): MetAt {
  for (const one of groups) {
    const ways = waysTo(state, one).sort((a, b) => rank(a.method, policies) - rank(b.method, policies));
    if (ways.length === 0) continue;
    const { api } = one;
    const get = ways.find(({ method }) => method === 'GET') ?? ways.find(({ method }) => method === 'HEAD');
    const isVersioned = state.isHeaderVersioned(api);
    return {
      ways,
      readable: get === undefined || isVersioned ? null : { method: get.method === 'GET' ? 'GET' : 'HEAD', target: get.target },
      unmatched: ['PUT', 'PATCH', 'DELETE', 'POST', 'GET'].find((method) => unmatchedBy(api, method) && lists(policies, method)) ?? null,
    };
  }
  return { ways: [], readable: null, unmatched: null };
}

function waysTo(state: ServiceState, one: AskedGroup): { readonly method: string; readonly target: string }[] {
  const { api } = one;
  const ways = new Map<string, string>();
  const operations = operationsOf(one);
  for (const operation of operations.length === 0 && !api.operationsKnown ? [null] : operations) {
    const method = operation === null || operation.method === '*' ? 'GET' : (operation.method ?? 'GET');
    if (ways.has(method) || method === 'OPTIONS' || !isHttpToken(method)) continue;
    const target = urlOfOperation(state.service, api, operation);
    if (target !== null) ways.set(method, target);
  }
  return [...ways].map(([method, target]) => ({ method, target }));
}

function policiesOf(chain: CorsChain | null): readonly CorsPolicy[] {
  if (chain === null) return [];
  const steps = allSteps(chain).filter((step): step is CorsElementStep => step.kind === 'cors');
  return [...new Set(steps.map(({ policy }) => policy))];
}

/** A listed method that needs a preflight is the most informative. */
function rank(method: string, policies: readonly CorsPolicy[]): number {
  return (lists(policies, method) ? 0 : 2) + (isSafelistedMethod(method) ? 1 : 0);
}

function lists(policies: readonly CorsPolicy[], method: string): boolean {
  return policies.some(({ methods }) => methods.kind === 'list' && (methods.any || methods.entries.some(({ name }) => name === method)));
}

function unmatchedBy(api: Api, method: string): boolean {
  return api.operationsKnown && api.operations.every((one) => one.method !== null && one.method !== '*' && one.method !== method);
}

/** Origins that the chain itself treats specially first, then those of other chains. */
function* basics(chains: readonly Met[], everyone: readonly string[], { origins, requests }: ProbePlanOptions): Iterable<ProbeRequest> {
  for (const met of chains) for (const origin of [...met.named, ...origins, nobody, 'null']) yield* basic(met, origin, requests);
  for (const met of chains) for (const origin of everyone) yield* basic(met, origin, requests);
}

function basic({ policies, at }: Met, origin: string, requests: boolean): readonly ProbeRequest[] {
  const { ways, readable } = at();
  const [way] = ways;
  const asked = way === undefined ? [] : [preflight(way.target, origin, way.method, headersFor(policies, origin))];
  if (!requests || readable === null) return asked;
  return [...asked, { ...readable, origin, requestMethod: null, requestHeaders: [] }];
}

function preflight(target: string, origin: string, method: string, headers: readonly string[]): ProbeRequest {
  return { method: 'OPTIONS', target, origin, requestMethod: method, requestHeaders: [...new Set(headers)].sort() };
}

/** Every header in the first policy that lists the origin: the gateway must grant them all. */
function headersFor(policies: readonly CorsPolicy[], origin: string): readonly string[] {
  const policy = policies.find((one) => listsOrigin(one, origin) || allowsAny(one)) ?? policies[0];
  return policy === undefined ? [] : headersOf(policy);
}

function headersOf({ headers }: CorsPolicy): readonly string[] {
  if (headers.kind === 'absent') return [];
  const names = headers.entries.map(({ name }) => name).filter((name) => name !== '*' && isHttpToken(name) && !isForbiddenName(name));
  return headers.any ? [anyHeader, ...names].slice(0, mostHeaders) : names.slice(0, mostHeaders);
}

/** Preflights for other methods and headers, for unmatched operations, and for a path without an API. */
function* variationsOf({ named, policies, at }: Met, { origins }: ProbePlanOptions): Iterable<ProbeRequest> {
  const { ways, unmatched } = at();
  const [way] = ways;
  for (const origin of [...named.slice(0, mostTried), ...origins, nobody, 'null']) {
    const sets = [[], ...policies.slice(0, mostTried).map(headersOf)];
    for (const { target, method } of ways.slice(0, mostTried)) {
      for (const headers of sets) yield preflight(target, origin, method, headers);
    }
    if (unmatched !== null && way !== undefined) yield preflight(way.target, origin, unmatched, []);
  }
}

function* variations(state: ServiceState, chains: readonly Met[], options: ProbePlanOptions): Iterable<ProbeRequest> {
  for (const met of chains) yield* variationsOf(met, options);
  const global = state.corsElements().find(({ scope, section }) => scope.kind === 'global' && section === 'inbound');
  if (global === undefined || options.apis !== null) return;
  const named = global.policy.origins.find((entry) => entry.kind === 'origin');
  yield preflight(unlistedPath, named?.kind === 'origin' ? named.origin : nobody, 'GET', []);
}

/** The first distinct requests, up to the bound. */
function distinct(requests: Iterable<ProbeRequest>, most: number): readonly ProbeRequest[] {
  const known = new Map<string, ProbeRequest>();
  for (const request of requests) {
    if (known.size >= most) break;
    const key = JSON.stringify(request);
    if (!known.has(key)) known.set(key, request);
  }
  return [...known.values()];
}

/** The open points of which some answer would exclude a reading; also the name plus `always` if every answer does, whatever the other points are. */
function tellsApart({ expected }: Prediction, backend: KnownBackend): ReadonlySet<string> {
  const signed = expected.flatMap((one) => signatures(one, backend));
  const points = new Map<string, Set<string>>();
  for (const { question, value } of signed.flatMap(({ readings }) => readings)) points.set(question, (points.get(question) ?? new Set()).add(value));
  const told: string[] = [];
  for (const [question, values] of points) {
    const answers = [...values].map(
      (value) =>
        new Set(signed.flatMap(({ readings, key }) => (readings.every((one) => one.question !== question || one.value === value) ? [key] : []))),
    );
    const [first = new Set<string>(), ...others] = answers;
    if (others.some((other) => other.size !== first.size || [...other].some((key) => !first.has(key)))) told.push(question);
    if (new Set(answers.flatMap((some) => [...some])).size === answers.reduce((sum, { size }) => sum + size, 0)) told.push(`${question} always`);
  }
  return new Set(told);
}

/** The smallest number of requests that distinguish everything possible, the most informative first, without what is distinguished already. */
function fewest(requests: readonly PlannedRequest[], told: ReadonlySet<string>): readonly PlannedRequest[] {
  const known = new Set(told);
  const left = requests.map((one) => ({ one, tells: tellsApart(one.prediction, one.backend) })).filter(({ tells }) => tells.size > 0);
  const chosen: PlannedRequest[] = [];
  for (;;) {
    const gains = left.map(({ tells }) => [...tells].filter((point) => !known.has(point)).length);
    const best = gains.reduce((at, gain, index) => (gain > (gains[at] ?? 0) ? index : at), 0);
    const found = left[best];
    if (found === undefined || (gains[best] ?? 0) === 0) return chosen;
    chosen.push(found.one);
    for (const point of found.tells) known.add(point);
  }
}

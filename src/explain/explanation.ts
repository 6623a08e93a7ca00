import { inheritsBase, isTransparent, layersOf, type Layer } from '../apim/layers.js';
import { versionSetOf, type Product } from '../apim/service.js';
import type { Tree } from '../layouts/tree.js';
import type { Settings } from '../config/settings.js';
import type { Certainty } from '../cors/certainty.js';
import { weakest } from '../cors/certainty.js';
import type { AskedOfGateway, CorsHeaders, GatewayAnswer, HeaderValue, NotKnown } from '../cors/answer.js';
import { agreed, outcomesOf } from '../cors/outcomes.js';
import { explore, type Assumptions, type Reading, type Walk, type World } from '../cors/questions.js';
import { uniteTraces, type TraceEntry } from '../cors/trace.js';
import {
  judged,
  sentRequest,
  type Blocked,
  type BrowserRequest,
  type BrowserResponse,
  type PageRequest,
  type SentRequest,
} from '../browser/judge.js';
import { consoleMessage, type ConsoleMessage } from '../browser/console-message.js';
import { checkMethod, ServiceFinder, type ExplainRequest, type ExplainTarget } from './request-target.js';
import { preflightAnswer, requestAnswer } from '../effective/request-route.js';
import { smallestRepair } from './request-repair.js';
import type { Location, Suggestion } from '../review/review.js';

export type { Destination, ExplainRequest } from './request-target.js';

/** One HTTP exchange between browser and gateway. */
export interface Exchange {
  /** Would the browser send it? */
  readonly sent: boolean;
  /** `backend`: whatever the backend answers; null: not sent. */
  readonly status: number | 'backend' | 'unknown' | null;
  /** Of CORS; names in lower case. */
  readonly headers: CorsHeaders;
  readonly decidedBy: Location | null;
}

/** One browser request, from page to verdict. */
export interface Explanation {
  readonly request: PageRequest;
  readonly sent: SentRequest;
  readonly target: { readonly workspace: string | null; readonly product: string | null; readonly api: string; readonly operation: string | null };
  readonly url: string;
  readonly preflight: Exchange;
  readonly actual: Exchange & { readonly backendCalled: boolean | 'unknown' };
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  /** null when allowed; when unknown, what the browser says if it blocks. */
  readonly reason: ConsoleMessage | null;
  readonly certainty: Certainty;
  /** Only when the verdict is unknown: what it hangs on. */
  readonly outcomes: readonly ExplainedOutcome[];
  readonly trace: readonly TraceEntry[];
  /** What the reader must know beside, a sentence each. */
  readonly notes: readonly string[];
  /** The smallest change of policies after which it is allowed, tried and evaluated; null: it is allowed, or none was found. */
  readonly suggestion: Suggestion | null;
}

/** What the verdict is under some readings. */
export interface ExplainedOutcome {
  /** `readings`: all of them hold. Else: why nothing settles it. */
  readonly when: { readonly code: 'readings'; readonly readings: readonly Reading[] } | { readonly code: 'too-much' } | NotKnown;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
}

/** Follows requests through browser and gateway; what one needed is there for the next. */
export class Explainer {
  readonly #tree: Tree;
  readonly #assume: Assumptions;
  readonly #finder: ServiceFinder;

  /** `environment`: evaluate with that environment's overrides. */
  constructor(tree: Tree, settings: Settings, environment: string | null) {
    this.#tree = tree;
    this.#assume = settings.assume;
    this.#finder = new ServiceFinder(tree, settings, environment);
  }

  /** `repair`: look for a change that would allow it. Throws `ConfigError` and `InputError` as `ServiceFinder.find` does. */
  async explain(asked: ExplainRequest, { repair = true }: { readonly repair?: boolean } = {}): Promise<Explanation> {
    const target = await this.#finder.find(asked);
    checkMethod(target, sentRequest(asked.request).method);
    const explanation = explainTarget(target, asked, this.#assume);
    if (explanation.verdict === 'allowed' || !repair) return explanation;
    return { ...explanation, suggestion: await this.#repairFor(asked, target, explanation) };
  }

  /** A change of the API's own policies, if one does it; else of those it shares with others, for which all of them have to be looked at. */
  async #repairFor(asked: ExplainRequest, target: ExplainTarget, { request, sent }: Explanation): Promise<Suggestion | null> {
    const attempt = (from: ExplainTarget): Promise<Suggestion | null> =>
      smallestRepair(from, { request, sent }, this.#tree, from.complete, (route) => {
        return explainTarget({ ...from, route }, asked, this.#assume).verdict === 'allowed';
      });
    const own = await attempt(target);
    if (own !== null || target.complete) return own;
    return attempt(await this.#finder.find(asked, true));
  }
}

/** One request, explained by itself. */
export function explain(
  tree: Tree,
  asked: ExplainRequest,
  settings: Settings,
  environment: string | null,
  options: { readonly repair?: boolean } = {},
): Promise<Explanation> {
  return new Explainer(tree, settings, environment).explain(asked, options);
}

/** A key and a version that stand in headers are headers that the preflight asks for. */
function completed(request: PageRequest, target: ExplainTarget): PageRequest {
  const { api, state } = target.route;
  const headers = [...request.headers];
  const add = (name: string, value: string): void => {
    if (!headers.some((header) => header.name.toLowerCase() === name.toLowerCase())) headers.push({ name: name.toLowerCase(), value });
  };
  if (target.route.key === 'header') add(api.subscriptionKeyNames.header, 'key');
  const set = versionSetOf(state.service, api);
  if (set !== undefined && state.isHeaderVersioned(api)) add(set.headerName ?? 'Api-Version', api.version ?? '');
  return { origin: request.origin, method: request.method, headers, credentials: request.credentials };
}

/** One world's course of events. */
interface Course {
  readonly preflight: GatewayAnswer | null;
  /** null: not sent. */
  readonly actual: GatewayAnswer | null;
  readonly blocked: Blocked | null;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly certainty: Certainty;
  readonly trace: readonly TraceEntry[];
  /** What keeps the verdict from being known in any world: something that cannot be read. */
  readonly opaque: NotKnown | null;
  /** Chromium lets it pass, and the Fetch standard does not. */
  readonly leavesStandard: boolean;
}

function explainTarget(target: ExplainTarget, asked: ExplainRequest, assume: Assumptions): Explanation {
  const request = completed(asked.request, target);
  const sent = sentRequest(request);
  const { complete, worlds } = explore((walk) => course(target, request, sent, walk), assume);
  const [first] = worlds;
  if (first === undefined) throw new Error('an exploration has at least one world');
  const courses = worlds.map((world) => world.result);
  const verdict = complete ? (agreed(courses.map((one) => one.verdict)) ?? 'unknown') : 'unknown';
  const told = courses.find((one) => one.verdict === 'blocked') ?? first.result;
  const { api, operation, product } = target.route;
  return {
    request: { ...request, method: sent.method },
    sent,
    target: { workspace: api.workspace, product: product?.id ?? null, api: api.id, operation: operation?.id ?? null },
    url: target.url,
    preflight: exchange(courses.map((one) => one.preflight)),
    actual: {
      ...exchange(courses.map((one) => one.actual)),
      backendCalled: agreed(courses.map((one) => one.actual?.backendCalled ?? false)) ?? 'unknown',
    },
    verdict,
    reason:
      verdict === 'allowed' || told.blocked === null
        ? null
        : consoleMessage(told.blocked, { origin: request.origin, url: target.url, initiator: asked.initiator ?? 'fetch' }),
    certainty: verdict === 'unknown' ? 'unknown' : weakest(...courses.map((one) => one.certainty)),
    outcomes: verdict === 'unknown' ? explainedOutcomes(worlds, complete) : [],
    trace: [...cutsOf(target), ...uniteTraces(courses.map((one) => one.trace))],
    notes: [...target.notes, ...notesOf(target, request, sent, courses)],
    suggestion: null,
  };
}

function course(target: ExplainTarget, request: PageRequest, sent: SentRequest, walk: Walk): Course {
  const asked: AskedOfGateway = {
    origin: request.origin,
    method: sent.method,
    headers: sent.unsafeHeaders,
    credentials: request.credentials === 'include',
  };
  let preflight: GatewayAnswer | null = null;
  if (sent.preflightBecause.length > 0) {
    preflight = preflightAnswer(target.route, asked, walk);
    const half = ended(target, request, preflight, null);
    if (half.verdict !== 'allowed') return half;
  }
  const carried = new Set(request.headers.map((header) => header.name.toLowerCase()).filter((name) => !sent.droppedHeaders.includes(name)));
  return ended(target, request, preflight, requestAnswer(target.route, asked, carried, walk));
}

/** What the browser makes of the answers; `actual` null: the preflight alone is looked at. */
function ended(target: ExplainTarget, request: PageRequest, preflight: GatewayAnswer | null, actual: GatewayAnswer | null): Course {
  const answers = [preflight, actual].flatMap((one) => (one === null ? [] : [one]));
  const opaque = answers.find((one) => one.opaque !== null)?.opaque ?? null;
  const common = {
    preflight,
    actual,
    trace: answers.flatMap((one) => one.trace),
    certainty: weakest(...answers.map((one) => one.certainty)),
    opaque,
  };
  if (opaque !== null) return { ...common, verdict: 'unknown', blocked: null, leavesStandard: false };
  // Where a header has several values that no page tells apart, the browser must not mind which it is.
  const judgements = (['first', 'last'] as const).map((which) => {
    const passing = { status: 200, headers: [['access-control-allow-origin', request.origin]] } as const;
    const answer =
      actual === null ? { ...passing, headers: [...passing.headers, ['access-control-allow-credentials', 'true']] as const } : raw(actual, which);
    return judged(browserRequest(target, request), preflight === null ? null : raw(preflight, which), answer);
  });
  const [first, last] = judgements;
  if (first === undefined || last === undefined || first.judgement.allowed !== last.judgement.allowed) {
    return { ...common, verdict: 'unknown', blocked: null, opaque: { code: 'several-values' }, leavesStandard: false };
  }
  const leavesStandard = judgements.some(({ judgement }) => judgement.allowed && judgement.standard?.allowed === false);
  return {
    ...common,
    verdict: first.judgement.allowed ? 'allowed' : 'blocked',
    blocked: first.blocked,
    certainty: leavesStandard ? weakest(common.certainty, 'reported') : common.certainty,
    leavesStandard,
  };
}

/** The answer as it stands on the wire, with the first or the last of the values a header may have. */
function raw({ status, headers }: GatewayAnswer, which: 'first' | 'last'): BrowserResponse {
  const value = (header: HeaderValue): string =>
    typeof header === 'string' ? header : (header.oneOf[which === 'first' ? 0 : header.oneOf.length - 1] ?? '');
  return {
    status: typeof status === 'number' ? status : 200,
    headers: Object.entries(headers).map(([name, header]) => [name, value(header)] as const),
  };
}

function browserRequest({ url }: ExplainTarget, { origin, method, headers, credentials }: PageRequest): BrowserRequest {
  // Without a gateway's name the URL is some other site's than the page's.
  const sentTo = url.replace('https://<gateway>', 'https://gateway.invalid');
  return { origin, url: sentTo, method, headers: headers.map(({ name, value }) => [name, value ?? usualValue(name)] as const), credentials };
}

/** What a header is taken to hold whose value was not given. */
function usualValue(name: string): string {
  switch (name.toLowerCase()) {
    case 'accept':
      return '*/*';
    case 'accept-language':
    case 'content-language':
      return 'en';
    case 'content-type':
      return 'application/json';
    default:
      return '1';
  }
}

function exchange(answers: readonly (GatewayAnswer | null)[]): Exchange {
  const sent = answers.filter((answer) => answer !== null);
  const [first] = sent;
  if (first === undefined) return { sent: false, status: null, headers: {}, decidedBy: null };
  const names = Object.keys(first.headers).filter((name) => sent.every((answer) => answer.headers[name] !== undefined));
  const headers = names.map((name) => [name, joined(sent.map((answer) => answer.headers[name] ?? ''))] as const);
  const places = sent.map((answer) => answer.decidedBy);
  const place = agreed(places.map((one) => (one === null ? '' : `${one.path}:${one.line}`))) === undefined ? null : (places[0] ?? null);
  return { sent: true, status: agreed(sent.map((answer) => answer.status)) ?? 'unknown', headers: Object.fromEntries(headers), decidedBy: place };
}

function joined(values: readonly HeaderValue[]): HeaderValue {
  const all = [...new Set(values.flatMap((value) => (typeof value === 'string' ? [value] : value.oneOf)))];
  return all.length === 1 ? (all[0] ?? '') : { oneOf: all };
}

/** At most this many combinations are told. */
const mostOutcomes = 6;

/** What the verdict hangs on. */
function explainedOutcomes(worlds: readonly World<Course>[], complete: boolean): readonly ExplainedOutcome[] {
  if (!complete) return [{ when: { code: 'too-much' }, verdict: 'unknown' }];
  const [only] = worlds;
  if (worlds.length === 1 && only?.result.opaque !== null && only !== undefined) return [{ when: only.result.opaque, verdict: 'unknown' }];
  return outcomesOf(worlds, (one) => one.verdict, mostOutcomes).map(({ when, result }) => ({
    when: { code: 'readings', readings: when },
    verdict: result.verdict,
  }));
}

/** Where the chain ends early: a policy without `<base />` keeps everything broader out. */
function cutsOf(target: ExplainTarget): readonly TraceEntry[] {
  const { state, api, operation, product } = target.route;
  const layers: readonly Layer[] = layersOf(state.service, api, operation, product);
  for (const [index, { file, scope }] of layers.entries()) {
    if (file === null) continue;
    if (!file.ok)
      return [
        {
          path: file.broken.path,
          line: file.broken.line,
          scope: scope.kind,
          phase: null,
          event: { code: 'malformed', message: file.broken.message },
        },
      ];
    const inbound = file.document.sections.get('inbound');
    const broader = layers.slice(index + 1).some((layer) => layer.file !== null);
    if (inbound !== undefined && !inheritsBase(file.document) && broader) {
      return [
        {
          path: file.document.path,
          line: inbound.place.line,
          scope: scope.kind,
          phase: null,
          event: { code: 'no-base' },
        },
      ];
    }
  }
  return [];
}

function openProductKnown({ route: { state, api } }: ExplainTarget): Product | null {
  return state.productsOf(api).find((product) => product.subscriptionRequired === false) ?? null;
}

function notesOf(target: ExplainTarget, request: PageRequest, sent: SentRequest, courses: readonly Course[]): readonly string[] {
  const { api, product, key } = target.route;
  const notes: string[] = [];
  const answers = courses.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  if (sent.droppedHeaders.length > 0) notes.push(`The browser leaves out what script may not set: ${sent.droppedHeaders.join(', ')}.`);
  if (key === 'none' && answers.some((answer) => answer.status === 401)) {
    notes.push(
      'The request carries no subscription key, and the API asks for one: the gateway answers 401 (--key header or --key query adds a key).',
    );
  }
  if (key === null && api.subscriptionRequired === true && openProductKnown(target) === null) {
    notes.push('The API asks for a subscription key, which the request is taken to carry; say how it is sent with --key header, query or none.');
  }
  if (key === 'none' && api.subscriptionRequired === null) {
    notes.push('Whether the API asks for a subscription key is not in the repository: the request is taken to need none.');
  }
  if (product !== null && key === 'header' && !isTransparent(product.policy)) {
    notes.push(`The preflight carries no key, so the policy of product '${product.id}' has no part in answering it.`);
  }
  if (answers.some((answer) => answer.status === 'backend' && answer.headers['access-control-allow-origin'] === undefined)) {
    notes.push('Headers of CORS that the backend sends itself pass through, where no <cors> has a part: they are in no policy.');
  }
  if (courses.some((one) => one.leavesStandard)) {
    notes.push('It works in today’s browsers, and the Fetch standard says no: `*` does not cover Authorization. List it by name.');
  }
  if (request.method !== sent.method) notes.push(`The browser sends ${sent.method} for ${request.method}.`);
  return notes;
}

import { inheritsBase, isTransparent, layersOf, type Layer } from '../apim/chain.js';
import type { Product } from '../apim/service.js';
import { optionsOperationAt } from '../apim/resolve-url.js';
import type { Tree } from '../apim/tree.js';
import type { Settings } from '../config/settings.js';
import type { Certainty } from '../cors/certainty.js';
import { weakest } from '../cors/certainty.js';
import type { CorsChain } from '../cors/chain.js';
import { explore, type Ask, type Assumptions, type Reading, type World } from '../cors/questions.js';
import {
  consoleMessage,
  sentRequest,
  type Blocked,
  type ConsoleMessage,
  type HeaderValue,
  type PageRequest,
  type SentRequest,
} from '../cors/request.js';
import { answerActual, answerPreflight, open, type Answer, type TraceEntry } from './explain-answer.js';
import { checkMethod, findTarget, type ExplainRequest, type ExplainTarget } from './explain-target.js';
import type { Location } from './review.js';

export type { TraceEntry } from './explain-answer.js';
export type { Destination, ExplainRequest } from './explain-target.js';

/** One HTTP exchange between browser and gateway. */
export interface Exchange {
  /** Would the browser send it? */
  readonly sent: boolean;
  /** `backend`: whatever the backend answers; null: not sent. */
  readonly status: number | 'backend' | 'unknown' | null;
  /** Of CORS; names in lower case. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
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
  readonly outcomes: readonly { readonly when: string; readonly verdict: 'allowed' | 'blocked' | 'unknown' }[];
  readonly trace: readonly TraceEntry[];
  /** What the reader must know beside, a sentence each. */
  readonly notes: readonly string[];
}

/** Follows one request through browser and gateway. Throws `ConfigError` and `InputError` as `findTarget` does. */
export async function explain(tree: Tree, asked: ExplainRequest, settings: Settings, environment: string | null): Promise<Explanation> {
  const target = await findTarget(tree, asked, settings, environment);
  const method = sentRequest(asked.request).method;
  checkMethod(target, method);
  return explainTarget(target, withKeyHeader(asked.request, target), settings.assume);
}

/** A key in a header is one more header that the preflight asks for. */
function withKeyHeader(request: PageRequest, target: ExplainTarget): PageRequest {
  if (target.key !== 'header') return request;
  const name = target.api.subscriptionKeyNames.header.toLowerCase();
  if (request.headers.some((header) => header.name.toLowerCase() === name)) return request;
  return { ...request, headers: [...request.headers, { name, value: 'key' }] };
}

/** One world's course of events. */
interface Course {
  readonly preflight: Answer | null;
  /** null: not sent. */
  readonly actual: Answer | null;
  readonly blocked: Blocked | null;
  readonly status: number | null;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly certainty: Certainty;
  readonly trace: readonly TraceEntry[];
}

function explainTarget(target: ExplainTarget, request: PageRequest, assume: Assumptions): Explanation {
  const sent = sentRequest(request);
  const { complete, worlds } = explore((ask) => course(target, request, sent, assume, ask), assume);
  const [first] = worlds;
  if (first === undefined) throw new Error('an exploration has at least one world');
  const courses = worlds.map((world) => world.result);
  const verdict = complete ? (agreed(courses.map((one) => one.verdict)) ?? 'unknown') : 'unknown';
  const told = courses.find((one) => one.verdict === 'blocked') ?? first.result;
  return {
    request: { ...request, method: sent.method },
    sent,
    target: { workspace: target.api.workspace, product: target.product?.id ?? null, api: target.api.id, operation: target.operation?.id ?? null },
    url: target.url,
    preflight: exchange(courses.map((one) => one.preflight)),
    actual: {
      ...exchange(courses.map((one) => one.actual)),
      backendCalled: agreed(courses.map((one) => one.actual?.backendCalled ?? false)) ?? 'unknown',
    },
    verdict,
    reason: verdict === 'allowed' || told.blocked === null ? null : consoleMessage(told.blocked, request.origin, target.url, told.status),
    certainty: verdict === 'unknown' ? 'unknown' : weakest(...courses.map((one) => one.certainty)),
    outcomes: verdict === 'unknown' ? outcomesOf(worlds, complete) : [],
    trace: [...cutsOf(target), ...unite(courses.map((one) => one.trace))],
    notes: [...target.notes, ...notesOf(target, request, sent)],
  };
}

function course(target: ExplainTarget, request: PageRequest, sent: SentRequest, assume: Assumptions, ask: Ask): Course {
  const keyless = openProduct(target, ask);
  let preflight: Answer | null = null;
  if (sent.preflightBecause.length > 0) {
    // Browsers put no key into a preflight: only one in the URL tells the gateway the product.
    const product = target.key === 'query' || (target.key === 'none' && target.product !== null) ? target.product : keyless;
    preflight = preflightAnswer(target, product, request, sent, assume, ask);
    if (preflight.verdict !== 'passed') return ended(preflight, null, preflight);
  }
  const product = target.product ?? (target.key === 'none' ? keyless : null);
  const chain = target.state.chain(layersOf(target.state.service, target.api, target.operation, product));
  const actual = answerActual(chain, request, sent, assume, ask);
  return ended(preflight, actual, actual);
}

function ended(preflight: Answer | null, actual: Answer | null, last: Answer): Course {
  return {
    preflight,
    actual,
    blocked: last.blocked,
    status: typeof last.status === 'number' ? last.status : null,
    verdict: last.verdict === 'passed' ? 'allowed' : last.verdict,
    certainty: weakest(...[preflight, actual].flatMap((one) => (one === null ? [] : [one.certainty]))),
    trace: [...(preflight?.trace ?? []), ...(actual?.trace ?? [])],
  };
}

function preflightAnswer(
  target: ExplainTarget,
  product: Product | null,
  request: PageRequest,
  sent: SentRequest,
  assume: Assumptions,
  ask: Ask,
): Answer {
  const { state, api, operation } = target;
  const answer = (chain: CorsChain): Answer => answerPreflight(chain, request, sent, assume, ask);
  const scheme = api.versionSet === null ? null : state.service.versionSets.get(api.versionSet)?.scheme;
  if (scheme === 'Header' && (api.version ?? '') !== '') {
    // The preflight carries no version header (Microsoft Learn, cors policy, common configuration issues).
    const global = layersOf(state.service, null, null, null);
    const answers = ask(
      open(
        'global-answers-versionless-preflight',
        'the global policy answers a preflight that names no version',
        'a preflight that names no version gets 404',
      ),
    ).value;
    return answer(answers === 'yes' ? state.chain(global) : { steps: [] });
  }
  const options = optionsOperationAt(api, operation);
  if (options !== null) {
    const decides = ask(
      open(
        `options-operation:${options.id}`,
        `the <cors> in scope of the operation '${options.id}' answers the preflight`,
        `the operation '${options.id}', which takes OPTIONS itself, answers the preflight without CORS headers`,
      ),
    ).value;
    return answer(decides === 'yes' ? state.chain(layersOf(state.service, api, options, product)) : { steps: [] });
  }
  return answer(state.chain(layersOf(state.service, api, operation, product)));
}

/** A request without a key is one of the open product that includes the API (Microsoft Learn, "Subscriptions in Azure API Management"). */
function openProduct(target: ExplainTarget, ask: Ask): Product | null {
  if (target.product !== null && target.product.subscriptionRequired === false) return target.product;
  const products = target.state.productsOf(target.api).filter((product) => !isTransparent(product.policy));
  for (const product of products) if (product.subscriptionRequired === false) return product;
  for (const product of products) {
    if (product.subscriptionRequired !== null) continue;
    if (
      ask(open(`open-product:${product.id}`, `product '${product.id}' needs no subscription`, `product '${product.id}' needs a subscription`))
        .value === 'yes'
    )
      return product;
  }
  return null;
}

function exchange(answers: readonly (Answer | null)[]): Exchange {
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

function agreed<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

/** At most this many combinations are told. */
const mostOutcomes = 6;

/** What the verdict hangs on: a single answer where one settles it, else the combinations. */
function outcomesOf(worlds: readonly World<Course>[], complete: boolean): Explanation['outcomes'] {
  if (!complete) return [{ when: 'more is open here than can be worked through', verdict: 'unknown' }];
  if (worlds.length === 1)
    return [{ when: worlds[0]?.result.preflight?.why ?? worlds[0]?.result.actual?.why ?? 'a policy cannot be read', verdict: 'unknown' }];
  const asked = [...new Set(worlds.flatMap((world) => world.readings.map((reading) => reading.question)))];
  for (const question of asked) {
    const byReading = new Map<string, { readonly reading: Reading; readonly verdicts: Set<Course['verdict']> }>();
    if (!worlds.every((world) => world.readings.some((reading) => reading.question === question))) continue;
    for (const world of worlds) {
      const reading = world.readings.find((one) => one.question === question);
      if (reading === undefined) continue;
      const known = byReading.get(reading.value) ?? { reading, verdicts: new Set<Course['verdict']>() };
      known.verdicts.add(world.result.verdict);
      byReading.set(reading.value, known);
    }
    if ([...byReading.values()].every(({ verdicts }) => verdicts.size === 1)) {
      return [...byReading.values()].map(({ reading, verdicts }) => ({ when: reading.says, verdict: [...verdicts][0] ?? 'unknown' }));
    }
  }
  return worlds
    .slice(0, mostOutcomes)
    .map(({ readings, result }) => ({ when: readings.map((reading) => reading.says).join(' and '), verdict: result.verdict }));
}

/** Entries of all worlds, each once, in the order met. */
function unite(traces: readonly (readonly TraceEntry[])[]): readonly TraceEntry[] {
  const seen = new Map<string, TraceEntry>();
  for (const entry of traces.flat()) seen.set(`${entry.path}:${entry.line}:${entry.text}`, entry);
  return [...seen.values()];
}

/** Where the chain ends early: a policy without `<base />` keeps everything broader out. */
function cutsOf(target: ExplainTarget): readonly TraceEntry[] {
  const layers: readonly Layer[] = layersOf(target.state.service, target.api, target.operation, target.product);
  for (const [index, { file, scope }] of layers.entries()) {
    if (file === null) continue;
    if (!file.ok) return [{ path: file.broken.path, line: file.broken.line, scope: scope.kind, text: `cannot be read: ${file.broken.message}` }];
    const inbound = file.document.sections.get('inbound');
    const broader = layers.slice(index + 1).some((layer) => layer.file !== null);
    if (inbound !== undefined && !inheritsBase(file.document) && broader) {
      return [
        {
          path: file.document.path,
          line: inbound.place.line,
          scope: scope.kind,
          text: 'has no <base /> in <inbound>: nothing that broader scopes say applies',
        },
      ];
    }
  }
  return [];
}

function notesOf(target: ExplainTarget, request: PageRequest, sent: SentRequest): readonly string[] {
  const notes: string[] = [];
  if (sent.droppedHeaders.length > 0) notes.push(`The browser leaves out what script may not set: ${sent.droppedHeaders.join(', ')}.`);
  if (target.key === 'none' && target.api.subscriptionRequired === true) {
    notes.push(
      `The API needs a subscription key: without one the gateway answers 401, with the same CORS headers (--key header or --key query adds one).`,
    );
  }
  if (target.product !== null && target.key === 'header' && !isTransparent(target.product.policy)) {
    notes.push(`The preflight carries no key, so the policy of product '${target.product.id}' has no part in answering it.`);
  }
  if (request.method !== sent.method) notes.push(`The browser sends ${sent.method} for ${request.method}.`);
  return notes;
}

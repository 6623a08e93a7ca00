import type { Layer } from '../apim/layers.js';
import type { ElementSnapshot, HeaderWriter } from '../apim/policy.js';
import { Exhausted, asHeaderText, type CSharpValue } from '../cors/expression/value.js';
import type { CorsChain, WrittenTo } from '../cors/cors-chain.js';
import { inexactAmong } from '../cors/expression/inexact.js';
import { namedIn, strangers } from '../cors/expression/look-alikes.js';
import { handWritten, handWrittenKey } from '../cors/hand-written.js';
import { anyOther } from '../cors/written-access.js';
import { toldOf, type CheckedRequest } from './checked-request.js';
import type { FlowService } from './flow-service.js';
import { OriginFlow } from './origin-flow.js';
import { allowOrigin, siteKey, stepsOf } from './origin-site.js';
import { relevantSteps, type Relevance } from './relevant-steps.js';
import { layersKey } from './sections.js';
import { StepBudget, type MetWriter } from './way.js';

/**
 * CORS headers written by hand into the backend's answer, evaluated for one request: expressions and conditions are followed along the request's paths. What
 * differs between paths stays as written.
 */

/** Most paths of one request that are followed. */
const mostWays = 64;
const stepsOfChain = 5_000_000;
/** Budget of steps for all requests to one service. */
const stepsOfService = 20_000_000;
/** Most requests cached for one chain. */
const mostRemembered = 5000;
/** Most named origins that are evaluated one by one. */
const mostNamed = 100;

const nothingTold: ReadonlyMap<string, string> = new Map();

/** Whether their values, or whether they are written, depends on the request. */
export function hangOnRequest(written: readonly HeaderWriter[]): boolean {
  return written.some((writer) => handWritten(writer).values === null);
}

/** The members of `written` (the writers in these policies) that apply to the answer of one request. */
export function writtenAsMet(
  state: FlowService,
  layers: readonly Layer[],
  written: readonly HeaderWriter[],
  request: CheckedRequest,
): readonly HeaderWriter[] {
  if (!hangOnRequest(written)) return written;
  const outcomes = flowFor(state, layers).outcomesOf(request);
  return outcomes === null ? written : written.flatMap((writer) => asMet(writer, outcomes));
}

/**
 * A chain with its writers evaluated for each origin, if it reflects every origin; otherwise unchanged: if only some origins are accepted, no single origin
 * represents the unnamed ones.
 */
export function withWritten(state: FlowService, layers: readonly Layer[], chain: CorsChain): CorsChain {
  const isOpen = chain.written.some((writer) => {
    const { values, reflects } = handWritten(writer);
    return values === null && !reflects;
  });
  const writtenTo = isOpen && chain.written.some(({ header }) => header === allowOrigin) ? flowFor(state, layers).givesBack(chain.written) : null;
  return writtenTo === null ? chain : { ...chain, writtenTo };
}

/** The effect of a writer on the paths on which the backend answers. */
interface Outcome {
  /** It does not run on some of them. */
  isLeftOut: boolean;
  /** Its values, if equal wherever it runs; null: they differ, or are unknown. */
  values: readonly string[] | null;
  /** It runs more than once, or no path leads to it. */
  isUnclear: boolean;
}

/** By place; a writer that never runs is missing. `known`: writers that would be visited if they ran. */
interface Outcomes {
  readonly known: ReadonlySet<string>;
  readonly met: ReadonlyMap<string, Outcome>;
}

/** Elements with alternative branches. */
const ways: ReadonlySet<string> = new Set(['choose', 'when', 'otherwise']);

function asMet(writer: HeaderWriter, { known, met }: Outcomes): readonly HeaderWriter[] {
  const key = placeKey(writer);
  // Inside policies other than `<choose>` it is not followed whether a writer runs.
  if (!known.has(key) || (writer.inside !== null && !ways.has(writer.inside))) return [writer];
  const outcome = met.get(key);
  if (outcome === undefined) return [];
  const { isLeftOut, values, isUnclear } = outcome;
  if (isUnclear) return [writer];
  const element = values === null ? writer.element : { ...writer.element, children: withTexts(writer.element.children, values) };
  const when = isLeftOut ? {} : { inside: null, around: null, conditions: [] };
  return [{ ...writer, ...when, element, original: writer.original ?? writer }];
}

function placeKey({ original, element }: HeaderWriter): string {
  return siteKey((original?.element ?? element).place);
}

function withTexts(children: readonly ElementSnapshot[], texts: readonly string[]): readonly ElementSnapshot[] {
  let index = 0;
  return children.map((child) => (child.name === 'value' ? { ...child, text: texts[index++] ?? child.text } : child));
}

interface FlowsOfService {
  readonly relevance: Relevance;
  /** Places of writers in fragments. */
  readonly inFragments: ReadonlySet<string>;
  readonly budget: StepBudget;
  readonly chains: Map<string, WrittenFlow>;
}

const flows = new WeakMap<FlowService, FlowsOfService>();

function flowsIn(state: FlowService): FlowsOfService {
  let known = flows.get(state);
  if (known === undefined) {
    const documents = state.documents().flatMap(({ file }) => (file.ok && file.document.flow !== null ? [file.document] : []));
    const relevance = relevantSteps(documents.flatMap(({ flow }) => [...(flow?.values() ?? [])]));
    const inFragments = new Set(documents.filter(({ root }) => root === 'fragment').flatMap(({ flow }) => writersIn(flow)));
    flows.set(state, (known = { relevance, inFragments, budget: new StepBudget(stepsOfService), chains: new Map() }));
  }
  return known;
}

function writersIn(flow: Parameters<typeof stepsOf>[0]): readonly string[] {
  return [...stepsOf(flow)].flatMap((step) => (step.kind === 'writer' ? [siteKey(step.writer.element.place)] : []));
}

function flowFor(state: FlowService, layers: readonly Layer[]): WrittenFlow {
  const ofService = flowsIn(state);
  const key = layersKey(layers);
  let flow = ofService.chains.get(key);
  if (flow === undefined) ofService.chains.set(key, (flow = new WrittenFlow(state, layers, ofService)));
  return flow;
}

/** The headers written into the answers to requests through some policies. */
class WrittenFlow {
  readonly #flow: OriginFlow;
  readonly #places: ReadonlySet<string>;
  readonly #known = new Map<string, Outcomes | null>();

  constructor(state: FlowService, layers: readonly Layer[], service: FlowsOfService) {
    this.#flow = new OriginFlow(state, layers, service.relevance, new StepBudget(stepsOfChain, service.budget));
    this.#places = new Set([...service.inFragments, ...layers.flatMap(({ file }) => (file?.ok === true ? writersIn(file.document.flow) : []))]);
  }

  /** null: not every origin is reflected, as far as known. */
  givesBack(written: readonly HeaderWriter[]): WrittenTo | null {
    const writersFor = (origin: string): readonly HeaderWriter[] => {
      const outcomes = this.#outcomesOf(origin, nothingTold);
      return outcomes === null ? written : written.flatMap((writer) => asMet(writer, outcomes));
    };
    const [first, ...others] = [anyOther, ...strangers].map((origin) => saidTo(writersFor(origin), origin));
    if (first === undefined || first === null || others.some((one) => one !== first)) return null;
    const { texts, expressions } = this.#flow;
    const named = namedIn(texts)
      .slice(0, mostNamed)
      .map((origin) => ({ origin, said: saidTo(writersFor(origin), origin) }))
      .filter(({ said }) => said !== first);
    const inexact = inexactAmong(expressions.keys());
    const key = JSON.stringify([first, named, inexact]);
    return { key, named: named.map(({ origin }) => origin), isEachAlone: inexact !== '', writersFor };
  }

  /** null: it exceeds the budget, or no path leads to a backend answer. */
  outcomesOf({ origin, ...request }: CheckedRequest): Outcomes | null {
    return this.#outcomesOf(origin, toldOf(request));
  }

  #outcomesOf(origin: string, told: ReadonlyMap<string, string>): Outcomes | null {
    const key = JSON.stringify([origin, ...told.values()]);
    let outcomes = this.#known.get(key);
    if (outcomes === undefined) {
      if (this.#known.size >= mostRemembered) this.#known.clear();
      this.#known.set(key, (outcomes = this.#ask(origin, told)));
    }
    return outcomes;
  }

  #ask(origin: string, told: ReadonlyMap<string, string>): Outcomes | null {
    const flow = this.#flow;
    flow.request = told;
    const all: (readonly MetWriter[])[] = [];
    const scripts: (readonly boolean[])[] = [[]];
    try {
      for (let script = scripts.pop(), ways = 0; script !== undefined; script = scripts.pop()) {
        if ((ways += 1) > mostWays) return null;
        const { trail, met } = flow.writtenOn(origin, true, script);
        if (met !== null) all.push(met);
        for (let at = trail.length - 1; at >= script.length; at -= 1) scripts.push([...trail.slice(0, at).map(({ value }) => value), true]);
      }
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      return null;
    }
    return all.length === 0 ? null : { known: this.#places, met: joined(all) };
  }
}

/** Equal for headers that differ only by the reflected origin; null: the origin is not reflected, as far as known. */
function saidTo(writers: readonly HeaderWriter[], origin: string): string | null {
  const last = writers.findLast(({ header }) => header === allowOrigin);
  const isBack = last?.inside === null && handWritten(last).literal?.join() === origin;
  return isBack ? JSON.stringify(writers.map(handWrittenKey)).replaceAll(JSON.stringify(origin).slice(1, -1), '*') : null;
}

/** The joint effect of several paths. */
function joined(ways: readonly (readonly MetWriter[])[]): ReadonlyMap<string, Outcome> {
  const found = new Map<string, Outcome & { times: number }>();
  for (const way of ways) {
    const onWay = new Set<string>();
    for (const [writer, values] of way) {
      const key = siteKey(writer.element.place);
      const texts = textsOf(values);
      const before = found.get(key);
      if (before === undefined) found.set(key, { isLeftOut: false, values: texts, isUnclear: false, times: 1 });
      else {
        before.isUnclear ||= onWay.has(key);
        if (!onWay.has(key)) before.times += 1;
        if (JSON.stringify(before.values) !== JSON.stringify(texts)) before.values = null;
      }
      onWay.add(key);
    }
  }
  for (const one of found.values()) one.isLeftOut = one.times < ways.length;
  return found;
}

/** null: one of them is unknown. */
function textsOf(values: readonly CSharpValue[]): readonly string[] | null {
  const texts = values.map(asHeaderText);
  return texts.some((text) => text === null) ? null : texts.flatMap((text) => text ?? []);
}

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
import { fileKey } from './sections.js';
import { StepBudget, type MetWriter } from './way.js';

/**
 * Headers of CORS that are written by hand into what the backend answers, as one request has them: values that are expressions, and conditions around
 * them, are worked out for the request along its ways. What is not the same on all of them stays as it is written.
 */

/** More ways of one request are not followed. */
const mostWays = 64;
const stepsOfChain = 5_000_000;
/** Steps of all requests to one service together. */
const stepsOfService = 20_000_000;
/** Requests that are remembered for one chain. */
const mostRemembered = 5000;
/** More origins that texts name are not looked at one by one. */
const mostNamed = 100;

const nothingTold: ReadonlyMap<string, string> = new Map();

/** Which of these are written hangs on the request, or what they say does. */
export function hangOnRequest(written: readonly HeaderWriter[]): boolean {
  return written.some((writer) => handWritten(writer).values === null);
}

/** What of `written`, the writers behind these policies, is written into the answer to one request. */
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
 * A chain with what it writes worked out for each origin, where it gives every origin back; else as it is: of what lets some pass alone, no one origin
 * stands for all that nobody names.
 */
export function withWritten(state: FlowService, layers: readonly Layer[], chain: CorsChain): CorsChain {
  const isOpen = chain.written.some((writer) => {
    const { values, reflects } = handWritten(writer);
    return values === null && !reflects;
  });
  const writtenTo = isOpen && chain.written.some(({ header }) => header === allowOrigin) ? flowFor(state, layers).givesBack(chain.written) : null;
  return writtenTo === null ? chain : { ...chain, writtenTo };
}

/** What becomes of a writer on the ways on which the backend answers. */
interface Outcome {
  /** On some of them it is not done. */
  isLeftOut: boolean;
  /** Its values, the same wherever it is done; null: they differ, or are not known. */
  values: readonly string[] | null;
  /** It is done more than once, or stands where no way leads. */
  isUnclear: boolean;
}

/** By place; of a writer that is done nowhere there is none. `known`: those that would be met if they were done. */
interface Outcomes {
  readonly known: ReadonlySet<string>;
  readonly met: ReadonlyMap<string, Outcome>;
}

/** What stands in one of several ways. */
const ways: ReadonlySet<string> = new Set(['choose', 'when', 'otherwise']);

function asMet(writer: HeaderWriter, { known, met }: Outcomes): readonly HeaderWriter[] {
  const key = placeKey(writer);
  // Of what stands in other policies than `<choose>` it is not followed whether it is done.
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
  /** Places of the writers in fragments. */
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
  const key = [layers[0]?.scope.workspace ?? '', ...layers.map(({ file, scope }) => `${scope.kind}${fileKey(file)}`)].join('|');
  let flow = ofService.chains.get(key);
  if (flow === undefined) ofService.chains.set(key, (flow = new WrittenFlow(state, layers, ofService)));
  return flow;
}

/** What is written into the answers to requests that meet some policies. */
class WrittenFlow {
  readonly #flow: OriginFlow;
  readonly #places: ReadonlySet<string>;
  readonly #known = new Map<string, Outcomes | null>();

  constructor(state: FlowService, layers: readonly Layer[], service: FlowsOfService) {
    this.#flow = new OriginFlow(state, layers, service.relevance, new StepBudget(stepsOfChain, service.budget));
    this.#places = new Set([...service.inFragments, ...layers.flatMap(({ file }) => (file?.ok === true ? writersIn(file.document.flow) : []))]);
  }

  /** null: not every origin comes back, as far as is known. */
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

  /** null: it takes too long to tell, or no way leads to an answer of the backend. */
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

/** Equal for what is the same but for the origin that comes back; null: that does not, as far as is known. */
function saidTo(writers: readonly HeaderWriter[], origin: string): string | null {
  const last = writers.findLast(({ header }) => header === allowOrigin);
  const isBack = last?.inside === null && handWritten(last).literal?.join() === origin;
  return isBack ? JSON.stringify(writers.map(handWrittenKey)).replaceAll(JSON.stringify(origin).slice(1, -1), '*') : null;
}

/** What several ways come to. */
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

/** null: one of them is not known. */
function textsOf(values: readonly CSharpValue[]): readonly string[] | null {
  const texts = values.map(asHeaderText);
  return texts.some((text) => text === null) ? null : texts.flatMap((text) => text ?? []);
}

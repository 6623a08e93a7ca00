import type { Layer } from '../apim/layers.js';
import type { ElementSnapshot, FlowStep, HeaderWriter, Place, PolicyDocument, SectionName, Statement } from '../apim/policy.js';
import type { RequestPart } from '../apim/request-part.js';
import { Exhausted, NotFollowable, asHeaderText, truthOf, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { PartMap } from '../cors/expression/part-known.js';
import { withoutSpace } from '../text/csharp.js';
import { FlowWalk, otherWays } from './flow-walk.js';
import { hasNamedValue, mayBeFilledIn } from '../text/open-parts.js';
import { RequestParts } from './request-parts.js';
import type { Minded } from './origin-minded.js';
import type { ServiceState } from './service-state.js';
import { StepBudget, Way, type FlowSpot } from './way.js';

/** The query as policies see it; that of `OriginalUrl` stays as sent. */
const urlQuery = 'context.Request.Url.Query';
const urlPath = 'context.Request.Url.Path';
/** Policies that may set a part of the request, directly or inside. */
const changing: ReadonlySet<string> = new Set(['set-header', 'set-query-parameter', 'rewrite-uri', 'choose', 'retry', 'limit-concurrency', 'wait']);
/** Members that neither the request nor its page determines: the time, the caller's address, the host, the gateway itself. */
const ofGateway = /\b(?:DateTime|DateTimeOffset|Guid|Random|IpAddress|Deployment|RequestId|Timestamp|Elapsed)\b|\.Host\b/;
const ofRequest = /\bRequest\.(?!IpAddress\b|(?:Original)?Url\.Host\b|Method\b)|\bVariables\b|\bSubscription\b|\bUser\b/;
/** Most paths of one request that are followed. */
const mostWays = 64;
const stepsOfRequest = 50_000;

/** A conditional end of a request. `writes`: CORS headers in its answer; `isOpen`: the answer may have others. */
export interface MetRefusal {
  readonly name: string;
  readonly place: Place;
  readonly status: number | 'unknown';
  readonly writes: readonly HeaderWriter[];
  readonly isOpen: boolean;
  /** The request is refused because of its page. */
  readonly isOfPage: boolean;
}

/** The possible outcomes of one request. `passes`: on some path nothing ends it. */
export interface RequestWays {
  readonly passes: boolean;
  readonly refusals: readonly MetRefusal[];
  /** Policies that only end requests lacking something required: a request is assumed to carry it. */
  readonly ofItsOwn: readonly Place[];
}

/** `void`: the path does not apply to a request that carries what is required. */
type Ending = 'ends' | 'void';

/** What holds around a step. */
interface Under {
  /** It runs under an unknown condition that does not read the page. */
  readonly isOwn: boolean;
  /** It runs under a condition that reads the page. */
  readonly isOfPage: boolean;
}

type Spot = FlowSpot & Under;

/**
 * Follows one request through the inbound section of a chain: each condition of `<choose>` and each check of the origin is evaluated for the origin and the
 * other known facts of the request. At an unknown condition both paths are followed. `<cors>` elements are left to the walk along the chain.
 */
export class CheckWalk extends FlowWalk<Under, Ending> {
  readonly #minded: Minded;
  readonly #whole: StepBudget;
  #refusals = new Map<Place, MetRefusal>();
  readonly #own = new Set<Place>();

  /** `whole`: budget for all requests together. */
  constructor(state: ServiceState, layers: readonly Layer[], minded: Minded, whole: StepBudget) {
    super(state, layers, whole, minded.declared);
    this.#minded = minded;
    this.#whole = whole;
  }

  /** `known`: known members of `context`. `headers`: the request's headers as in `RequestParts`; null: unknown. Throws `Exhausted`. */
  waysOf(origin: string, known: ReadonlyMap<string, CSharpValue>, headers: ReadonlyMap<string, string | null> | null): RequestWays {
    const budget = new StepBudget(stepsOfRequest, this.#whole);
    this.#refusals = new Map();
    this.#own.clear();
    const scripts: (readonly boolean[])[] = [[]];
    let ways = 0;
    let passes = false;
    let isEnded = false;
    for (let script = scripts.pop(); script !== undefined; script = scripts.pop()) {
      if ((ways += 1) > mostWays) throw new Exhausted();
      this.way = new Way(origin, script, budget, this.declared, true);
      this.way.known = known;
      this.way.parts = headers === null ? null : new RequestParts(headers, known.get('context.Request.Method'));
      const ending = this.runLayer(0, { isOwn: false, isOfPage: false });
      passes ||= ending === 'goes-on';
      isEnded ||= ending === 'ends';
      const { trail } = this.way;
      scripts.push(...otherWays(trail, script));
    }
    return { passes: passes || !isEnded, refusals: [...this.#refusals.values()], ofItsOwn: [...this.#own] };
  }

  protected override loseSight(): void {
    super.loseSight();
    this.#loseParts();
  }

  /** If a document's steps are not kept, only the names of its policies are known. */
  protected override passBy({ sections }: PolicyDocument, section: SectionName | 'fragment'): void {
    const mayChange = (one: Statement): boolean => one.kind === 'others' && one.names.some((name) => changing.has(name));
    if (sections.get(section)?.statements.some(mayChange) === true) this.#loseParts();
  }

  #loseParts(): void {
    this.way.parts?.loseSight();
    this.#forgetUrl();
  }

  #forgetUrl(): void {
    const known = new Map(this.way.known);
    known.delete(urlQuery);
    known.delete(urlPath);
    this.way.known = known;
  }

  /** The parameters that were sent may be left out; others come only from the template. */
  #rewrite(how: RequestPart['how']): void {
    const query = this.way.known.get(urlQuery);
    this.#forgetUrl();
    if (how !== 'set' || !(query instanceof Map) || query instanceof PartMap) return;
    const known = new Map([...query.keys()].map((name) => [name, new Unknown('open', `rewritten ${name}`)] as const));
    this.way.known = new Map(this.way.known).set(urlQuery, known);
  }

  #changePart({ of, name, value, how }: RequestPart, { scope }: Pick<Spot, 'scope'>): void {
    if (name === null) {
      this.#rewrite(how);
      return;
    }
    const { parts } = this.way;
    const before = of === 'header' ? parts?.header(name) : queryValue(this.way.known.get(urlQuery), name);
    if (how === 'filled' && before !== undefined && before !== null && (of === 'header' || !(before instanceof Unknown))) return;
    const isSet = how === 'set' || (how === 'filled' && before === null);
    const set = isSet ? this.valueOf(value, { scope }) : how === 'deleted' ? null : new Unknown('open', `set ${name}`);
    if (of === 'header') parts?.set(name, set);
    else this.way.known = withQuery(this.way.known, name, set);
  }

  protected override step(step: FlowStep, spot: Spot): Ending | 'goes-on' {
    switch (step.kind) {
      case 'choose':
        return this.#choose(step, spot);
      case 'answer': {
        const { name, place, status, isOpen, steps } = step;
        const writers = steps.flatMap((one) => (one.kind === 'writer' ? [one.writer] : []));
        // They belong to an answer, and are written whenever it is given.
        const writes = writers.map((writer): HeaderWriter => {
          const element = this.#asMet(writer, spot);
          return { ...writer, element, inside: null, around: null, conditions: [], original: writer };
        });
        const isFilledIn = writes.some(({ element }) => element.children.some(({ text }) => hasNamedValue(text)));
        return this.#refuse({ name, place, status: status ?? 'unknown', writes, isOpen: (isOpen && writers.length > 0) || isFilledIn }, spot);
      }
      case 'origin-check': {
        if (!this.isRefused(step, spot)) return 'goes-on';
        const status = /^[1-5]\d\d$/.test(step.status) ? Number(step.status) : 'unknown';
        return this.#refuse({ name: 'check-header', place: step.place, status, writes: [], isOpen: false }, { ...spot, isOfPage: true });
      }
      case 'request-part':
        this.#changePart(step, spot);
        return 'goes-on';
      case 'open-header':
        this.way.parts?.loseSight();
        return 'goes-on';
      case 'base':
      case 'fragment':
      case 'variable':
      case 'request-origin':
      case 'effect':
      case 'forward':
      case 'request-method':
      case 'writer':
      case 'cors':
        return super.step(step, spot);
    }
  }

  /** A writer with the values that are known on this path. */
  #asMet({ element }: HeaderWriter, { scope }: Spot): ElementSnapshot {
    const children = element.children.map((child) => {
      const value = child.name === 'value' ? this.valueOf(child.text, { scope }) : null;
      const text = value === null ? null : asHeaderText(value);
      return text === null ? child : { ...child, text };
    });
    return { ...element, children };
  }

  #refuse(refusal: Omit<MetRefusal, 'isOfPage'>, { isOwn, isOfPage }: Spot): Ending | 'goes-on' {
    if (isOwn && !isOfPage) {
      this.#own.add(refusal.place);
      return 'void';
    }
    const before = this.#refusals.get(refusal.place);
    // Its answer differs between paths.
    const isOpen = refusal.isOpen || (before !== undefined && (before.isOpen || saidBy(before) !== saidBy(refusal)));
    this.#refusals.set(refusal.place, { ...refusal, isOpen, isOfPage });
    return 'ends';
  }

  #choose(step: Extract<FlowStep, { kind: 'choose' }>, spot: Spot): Ending | 'goes-on' {
    let { isOwn, isOfPage } = spot;
    for (const { condition, steps } of step.branches) {
      const decided = this.way.trail.length;
      const truth = this.#truthOf(condition, spot);
      // The expression fails, or has no value: an error, which <on-error> answers (Microsoft Learn, "Error handling in API Management policies").
      if (truth === null) {
        const { place } = step;
        return place === undefined
          ? 'goes-on'
          : this.#refuse({ name: 'choose', place, status: 500, writes: [], isOpen: false }, { ...spot, isOwn, isOfPage });
      }
      const isOpen = truth instanceof Unknown || this.way.trail.length > decided;
      const looks = this.#minded.looks(condition);
      const isOfGateway = isOpen && !looks && this.#isOfGateway(truth, decided);
      if (isOpen && !looks && !isOfGateway && !this.#minded.has(step)) {
        for (const { place } of endsIn(step)) this.#own.add(place);
        this.#forgetSetIn(step);
        return 'goes-on';
      }
      isOfPage ||= looks;
      isOwn ||= isOpen && !looks && !isOfGateway;
      if (truth instanceof Unknown ? this.way.decide(truth) : truth) return this.steps(steps, { ...spot, isOwn, isOfPage });
    }
    return 'goes-on';
  }

  /** Whether it hangs on nothing that the request or its page can choose: no request is taken to have it should be. */
  #isOfGateway(truth: boolean | Unknown, decided: number): boolean {
    const open = [...this.way.trail.slice(decided).map(({ id }) => id), ...(truth instanceof Unknown ? [truth.id] : [])];
    // The URL is given, and yet no page says how much of it is seen there.
    const isGiven = typeof this.way.known.get('context.Request.OriginalUrl.Path') === 'string';
    const fixed = isGiven ? open.map((id) => id.replaceAll(urlPath, 'Deployment')) : open;
    return fixed.every((id) => (ofGateway.test(id) || mayBeFilledIn(id)) && !ofRequest.test(id));
  }

  /** It is unknown which branch ran, so the values it sets are unknown. */
  #forgetSetIn(step: FlowStep): void {
    if (step.kind === 'variable') this.way.variables.set(step.name, new Unknown('open', `set by branch ${step.name}`));
    if (step.kind === 'request-part')
      this.#changePart({ ...step, how: 'open' }, { scope: { kind: 'global', workspace: null, id: null, operation: null } });
    if (step.kind === 'open-header') this.way.parts?.loseSight();
    if (step.kind === 'fragment' || step.kind === 'base') this.loseSight();
    if (step.kind === 'choose') for (const { steps } of step.branches) for (const inner of steps) this.#forgetSetIn(inner);
  }

  /** null: it throws, or has no value. */
  #truthOf(condition: string | null, { scope }: Spot): boolean | Unknown | null {
    try {
      const value = this.valueOf(condition, { scope });
      return value === null ? null : truthOf(value);
    } catch (error) {
      if (!(error instanceof NotFollowable)) throw error;
      return new Unknown('open', withoutSpace(condition ?? ''));
    }
  }
}

/** As `RequestParts.header`. */
function queryValue(query: CSharpValue | undefined, name: string): CSharpValue | undefined {
  if (!(query instanceof Map)) return undefined;
  return query.get(name) ?? null;
}

/** The query with this parameter; the value null: without it. */
function withQuery(known: ReadonlyMap<string, CSharpValue>, name: string, value: CSharpValue): ReadonlyMap<string, CSharpValue> {
  const before = known.get(urlQuery);
  const query = before instanceof PartMap ? before.copy() : before instanceof Map ? new Map(before) : new PartMap(urlQuery);
  if (value === null) query.delete(name);
  else query.set(name, value instanceof Unknown ? value : [value]);
  return new Map(known).set(urlQuery, query);
}

/** Equal texts: the same CORS headers. */
function saidBy({ writes }: Pick<MetRefusal, 'writes'>): string {
  return JSON.stringify(writes.map(({ element }) => element.children.map(({ text }) => text)));
}

/** The parts of a step that may end a request. */
function* endsIn(step: FlowStep): Iterable<{ readonly place: Place }> {
  if (step.kind === 'answer' || step.kind === 'origin-check') yield step;
  if (step.kind === 'choose') for (const { steps } of step.branches) for (const inner of steps) yield* endsIn(inner);
}

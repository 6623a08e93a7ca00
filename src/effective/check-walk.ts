import { deepestFragment, type Layer } from '../apim/layers.js';
import type { ElementSnapshot, FlowStep, HeaderWriter, Place, PolicyDocument, Statement } from '../apim/policy.js';
import type { RequestPart } from '../apim/request-part.js';
import type { ScopeRef } from '../apim/service.js';
import { Exhausted, NotFollowable, asHeaderText, CodeScope, truthOf, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { PartMap } from '../cors/expression/part-known.js';
import { withoutSpace } from '../text/csharp.js';
import { setBy } from './fate.js';
import { RequestParts } from './request-parts.js';
import type { Minded } from './origin-minded.js';
import type { ServiceState } from './service-state.js';
import { StepValues } from './step-values.js';
import { StepBudget, Way } from './way.js';

/** The query as policies see it; that of `OriginalUrl` stays as sent. */
const urlQuery = 'context.Request.Url.Query';
const urlPath = 'context.Request.Url.Path';
/** Policies that may set a part of the request, directly or inside. */
const changing: ReadonlySet<string> = new Set(['set-header', 'set-query-parameter', 'rewrite-uri', 'choose', 'retry', 'limit-concurrency', 'wait']);
/** Members that neither the request nor its page determines: the time, the caller's address, the host, the gateway itself. */
const ofGateway = /\b(?:DateTime|DateTimeOffset|Guid|Random|IpAddress|Deployment|RequestId|Timestamp|Elapsed)\b|\.Host\b|\{\{/;
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
type Ending = 'goes-on' | 'ends' | 'void';

interface Spot {
  readonly scope: ScopeRef;
  /** Index of the current layer. */
  readonly layer: number;
  /** Number of fragments around it. */
  readonly depth: number;
  /** It runs under an unknown condition that does not read the page. */
  readonly isOwn: boolean;
  /** It runs under a condition that reads the page. */
  readonly isOfPage: boolean;
}

/**
 * Follows one request through the inbound section of a chain: each condition of `<choose>` and each check of the origin is evaluated for the origin and the
 * other known facts of the request. At an unknown condition both paths are followed. `<cors>` elements are left to the walk along the chain.
 */
export class CheckWalk {
  readonly #state: ServiceState;
  readonly #layers: readonly Layer[];
  readonly #minded: Minded;
  readonly #whole: StepBudget;
  readonly #values: StepValues;
  #way: Way;
  #refusals = new Map<Place, MetRefusal>();
  readonly #own = new Set<Place>();

  /** `whole`: budget for all requests together. */
  constructor(state: ServiceState, layers: readonly Layer[], minded: Minded, whole: StepBudget) {
    this.#state = state;
    this.#layers = layers;
    this.#minded = minded;
    this.#whole = whole;
    this.#values = new StepValues(state);
    this.#way = new Way('', [], whole, minded.declared);
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
      this.#way = new Way(origin, script, budget, this.#minded.declared, true);
      this.#way.known = known;
      this.#way.parts = headers === null ? null : new RequestParts(headers, known.get('context.Request.Method'));
      const ending = this.#runLayer(0, { isOwn: false, isOfPage: false });
      passes ||= ending === 'goes-on';
      isEnded ||= ending === 'ends';
      const { trail } = this.#way;
      for (let at = trail.length - 1; at >= script.length; at -= 1) scripts.push([...trail.slice(0, at).map(({ value }) => value), true]);
    }
    return { passes: passes || !isEnded, refusals: [...this.#refusals.values()], ofItsOwn: [...this.#own] };
  }

  #runLayer(index: number, under: Pick<Spot, 'isOwn' | 'isOfPage'>): Ending {
    const layer = this.#layers[index];
    if (layer === undefined) return 'goes-on';
    const { file, scope } = layer;
    if (file?.ok === false) this.#loseSight();
    const steps = file?.ok === true ? file.document.flow?.get('inbound') : undefined;
    if (file?.ok === true && file.document.flow === null) this.#passBy(file.document, 'inbound');
    return steps === undefined ? this.#runLayer(index + 1, under) : this.#steps(steps, { ...under, scope, layer: index, depth: 0 });
  }

  /** A missing document or fragment may set any variable. */
  #loseSight(): void {
    this.#way.variables = new Map();
    this.#way.mayHaveOthers = true;
    this.#loseParts();
  }

  /** If a document's steps are not kept, only the names of its policies are known. */
  #passBy({ sections }: PolicyDocument, section: 'inbound' | 'fragment'): void {
    const mayChange = (one: Statement): boolean => one.kind === 'others' && one.names.some((name) => changing.has(name));
    if (sections.get(section)?.statements.some(mayChange) === true) this.#loseParts();
  }

  #loseParts(): void {
    this.#way.parts?.loseSight();
    this.#forgetUrl();
  }

  #forgetUrl(): void {
    const known = new Map(this.#way.known);
    known.delete(urlQuery);
    known.delete(urlPath);
    this.#way.known = known;
  }

  /** The parameters that were sent may be left out; others come only from the template. */
  #rewrite(how: RequestPart['how']): void {
    const query = this.#way.known.get(urlQuery);
    this.#forgetUrl();
    if (how !== 'set' || !(query instanceof Map) || query instanceof PartMap) return;
    const known = new Map([...query.keys()].map((name) => [name, new Unknown('open', `rewritten ${name}`)] as const));
    this.#way.known = new Map(this.#way.known).set(urlQuery, known);
  }

  #changePart({ of, name, value, how }: RequestPart, { scope }: Pick<Spot, 'scope'>): void {
    if (name === null) {
      this.#rewrite(how);
      return;
    }
    const { parts } = this.#way;
    const before = of === 'header' ? parts?.header(name) : queryValue(this.#way.known.get(urlQuery), name);
    if (how === 'filled' && before !== undefined && before !== null && (of === 'header' || !(before instanceof Unknown))) return;
    const isSet = how === 'set' || (how === 'filled' && before === null);
    const set = isSet ? this.#values.of(value, scope.workspace, this.#way) : how === 'deleted' ? null : new Unknown('open', `set ${name}`);
    if (of === 'header') parts?.set(name, set);
    else this.#way.known = withQuery(this.#way.known, name, set);
  }

  #steps(steps: readonly FlowStep[], spot: Spot): Ending {
    for (const step of steps) {
      this.#way.spend(1);
      const ending = this.#step(step, spot);
      if (ending !== 'goes-on') return ending;
    }
    return 'goes-on';
  }

  #step(step: FlowStep, spot: Spot): Ending {
    switch (step.kind) {
      case 'base':
        return spot.depth > 0 ? 'goes-on' : this.#runLayer(spot.layer + 1, spot);
      case 'fragment':
        return this.#fragment(step.id, spot);
      case 'variable':
        this.#way.variables.set(step.name, step.from === undefined ? this.#values.of(step.value, spot.scope.workspace, this.#way) : setBy(step.from));
        return 'goes-on';
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
        const isFilledIn = writes.some(({ element }) => element.children.some(({ text }) => text.includes('{{')));
        return this.#refuse({ name, place, status: status ?? 'unknown', writes, isOpen: (isOpen && writers.length > 0) || isFilledIn }, spot);
      }
      case 'origin-check': {
        if (!this.#isRefused(step, spot)) return 'goes-on';
        const status = /^[1-5]\d\d$/.test(step.status) ? Number(step.status) : 'unknown';
        return this.#refuse({ name: 'check-header', place: step.place, status, writes: [], isOpen: false }, { ...spot, isOfPage: true });
      }
      case 'request-origin':
        this.#way.origin = step.value === null ? new Unknown('open', 'origin') : this.#values.of(step.value, spot.scope.workspace, this.#way);
        return 'goes-on';
      case 'request-part':
        this.#changePart(step, spot);
        return 'goes-on';
      case 'open-header':
        this.#way.parts?.loseSight();
        return 'goes-on';
      case 'effect':
      case 'forward':
      case 'request-method':
      case 'writer':
      case 'cors':
        return 'goes-on';
    }
  }

  /** A writer with the values that are known on this path. */
  #asMet({ element }: HeaderWriter, { scope }: Spot): ElementSnapshot {
    const children = element.children.map((child) => {
      const value = child.name === 'value' ? this.#values.of(child.text, scope.workspace, this.#way) : null;
      const text = value === null ? null : asHeaderText(value);
      return text === null ? child : { ...child, text };
    });
    return { ...element, children };
  }

  #refuse(refusal: Omit<MetRefusal, 'isOfPage'>, { isOwn, isOfPage }: Spot): Ending {
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

  #choose(step: Extract<FlowStep, { kind: 'choose' }>, spot: Spot): Ending {
    let { isOwn, isOfPage } = spot;
    for (const { condition, steps } of step.branches) {
      const decided = this.#way.trail.length;
      const truth = this.#truthOf(condition, spot);
      // The expression fails, or has no value: an error, which <on-error> answers (Microsoft Learn, "Error handling in API Management policies").
      if (truth === null) {
        const { place } = step;
        return place === undefined
          ? 'goes-on'
          : this.#refuse({ name: 'choose', place, status: 500, writes: [], isOpen: false }, { ...spot, isOwn, isOfPage });
      }
      const isOpen = truth instanceof Unknown || this.#way.trail.length > decided;
      const looks = this.#minded.looks(condition);
      const isOfGateway = isOpen && !looks && this.#isOfGateway(truth, decided);
      if (isOpen && !looks && !isOfGateway && !this.#minded.has(step)) {
        for (const { place } of endsIn(step)) this.#own.add(place);
        this.#forgetSetIn(step);
        return 'goes-on';
      }
      isOfPage ||= looks;
      isOwn ||= isOpen && !looks && !isOfGateway;
      if (truth instanceof Unknown ? this.#way.decide(truth) : truth) return this.#steps(steps, { ...spot, isOwn, isOfPage });
    }
    return 'goes-on';
  }

  /** Whether it hangs on nothing that the request or its page can choose: no request is taken to have it should be. */
  #isOfGateway(truth: boolean | Unknown, decided: number): boolean {
    const open = [...this.#way.trail.slice(decided).map(({ id }) => id), ...(truth instanceof Unknown ? [truth.id] : [])];
    // The URL is given, and yet no page says how much of it is seen there.
    const isGiven = typeof this.#way.known.get('context.Request.OriginalUrl.Path') === 'string';
    const fixed = isGiven ? open.map((id) => id.replaceAll(urlPath, 'Deployment')) : open;
    return fixed.every((id) => ofGateway.test(id) && !ofRequest.test(id));
  }

  /** It is unknown which branch ran, so the values it sets are unknown. */
  #forgetSetIn(step: FlowStep): void {
    if (step.kind === 'variable') this.#way.variables.set(step.name, new Unknown('open', `set by branch ${step.name}`));
    if (step.kind === 'request-part')
      this.#changePart({ ...step, how: 'open' }, { scope: { kind: 'global', workspace: null, id: null, operation: null } });
    if (step.kind === 'open-header') this.#way.parts?.loseSight();
    if (step.kind === 'fragment' || step.kind === 'base') this.#loseSight();
    if (step.kind === 'choose') for (const { steps } of step.branches) for (const inner of steps) this.#forgetSetIn(inner);
  }

  #fragment(id: string, spot: Spot): Ending {
    const { workspace } = spot.scope;
    const file = this.#state.fragment(id, workspace);
    const steps = file?.ok === true ? (file.document.flow === null ? [] : file.document.flow.get('fragment')) : undefined;
    if (steps === undefined || spot.depth >= deepestFragment) {
      this.#loseSight();
      return 'goes-on';
    }
    if (file?.ok === true && file.document.flow === null) this.#passBy(file.document, 'fragment');
    return this.#steps(steps, { ...spot, scope: { kind: 'fragment', workspace, id, operation: null }, depth: spot.depth + 1 });
  }

  #isRefused({ values, ignoresCase }: Extract<FlowStep, { kind: 'origin-check' }>, { scope: { workspace } }: Spot): boolean {
    if (values.length === 0) return false;
    const scope = new CodeScope(this.#way);
    return !values.some((value) => {
      try {
        return scope.holds(scope.equal(this.#way.origin, this.#values.of(value, workspace, this.#way), ignoresCase));
      } catch (error) {
        if (!(error instanceof NotFollowable)) throw error;
        return this.#way.decide(new Unknown('open', `allows ${value ?? ''}`));
      }
    });
  }

  /** null: it throws, or has no value. */
  #truthOf(condition: string | null, { scope }: Spot): boolean | Unknown | null {
    try {
      const value = this.#values.of(condition, scope.workspace, this.#way);
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

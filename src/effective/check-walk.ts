import { deepestFragment, type Layer } from '../apim/layers.js';
import type { ElementSnapshot, FlowStep, HeaderWriter, Place, PolicyDocument, Statement } from '../apim/policy.js';
import type { RequestPart } from '../apim/request-part.js';
import type { ScopeRef } from '../apim/service.js';
import { Exhausted, NotFollowed, plainText, Scope, truthOf, Unknown, type Value } from '../cors/expression/value.js';
import { withoutSpace } from '../text/csharp.js';
import { setBy } from './fate.js';
import { RequestParts } from './request-parts.js';
import type { Minded } from './origin-minded.js';
import type { ServiceState } from './service-state.js';
import { StepValues } from './step-values.js';
import { Budget, Way } from './way.js';

/** The query as policies have it; that of `OriginalUrl` stays what was sent. */
const urlQuery = 'context.Request.Url.Query';
/** Policies that may set a part of the request, themselves or inside. */
const changing: ReadonlySet<string> = new Set(['set-header', 'set-query-parameter', 'rewrite-uri', 'choose', 'retry', 'limit-concurrency', 'wait']);
/** What neither a request carries nor its page chooses: the time, its address, the host that it is sent to, the gateway, what a template or a pipeline puts in. */
const ofGateway =
  /\b(?:DateTime|DateTimeOffset|Guid|Random|IpAddress|Deployment|RequestId|Timestamp|Elapsed)\b|\.Host\b|\{\{|[$%#]\{|\{#|\$\(|__[A-Z]\w*__/;
const ofRequest = /\bRequest\.(?!IpAddress\b|(?:Original)?Url\.Host\b|Method\b)|\bVariables\b|\bSubscription\b|\bUser\b/;
/** More ways of one request are not followed. */
const mostWays = 64;
const stepsOfRequest = 50_000;

/** What ends a request under conditions. `writes`: headers of CORS in its answer; `isOpen`: more stands in that than is known. */
export interface MetRefusal {
  readonly name: string;
  readonly place: Place;
  readonly status: number | 'unknown';
  readonly writes: readonly HeaderWriter[];
  readonly isOpen: boolean;
  /** The request is refused for the page that it comes from. */
  readonly isOfPage: boolean;
}

/** What becomes of one request, over all ways that are left open. `passes`: there is one on which nothing ends it. */
export interface RequestWays {
  readonly passes: boolean;
  readonly refusals: readonly MetRefusal[];
  /** What ends requests that do not carry what they should, by conditions on that alone: a request is taken to carry it. */
  readonly ofItsOwn: readonly Place[];
}

/** `void`: it is no way of a request that carries what it should. */
type Ending = 'goes-on' | 'ends' | 'void';

interface Spot {
  readonly scope: ScopeRef;
  /** Index of the layer at hand. */
  readonly layer: number;
  /** How many fragments it stands in. */
  readonly depth: number;
  /** It runs under a condition that is not known, and does not look at the page. */
  readonly isOwn: boolean;
  /** It runs under a condition that looks at the page. */
  readonly isOfPage: boolean;
}

/**
 * The way of one request through the inbound section of a chain: what `<choose>` and checks of the origin make of it, each condition worked out for its
 * origin and what else is known of it. Where a condition is not known both ways are gone. `<cors>` elements are left to the walk along the chain.
 */
export class CheckWalk {
  readonly #state: ServiceState;
  readonly #layers: readonly Layer[];
  readonly #minded: Minded;
  readonly #whole: Budget;
  readonly #values: StepValues;
  #way: Way;
  #refusals = new Map<Place, MetRefusal>();
  readonly #own = new Set<Place>();

  /** `whole`: of all requests together. */
  constructor(state: ServiceState, layers: readonly Layer[], minded: Minded, whole: Budget) {
    this.#state = state;
    this.#layers = layers;
    this.#minded = minded;
    this.#whole = whole;
    this.#values = new StepValues(state);
    this.#way = new Way('', [], whole, minded.declared);
  }

  /** `known`: members of `context` that are known of the request. `headers`: what it carries, as `RequestParts` has it; null: not known. Throws `Exhausted`. */
  waysOf(origin: string, known: ReadonlyMap<string, Value>, headers: ReadonlyMap<string, string | null> | null): RequestWays {
    const budget = new Budget(stepsOfRequest, this.#whole);
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
      this.#way.parts = headers === null ? null : new RequestParts(headers);
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

  /** A document or fragment that is not here may set any variable. */
  #loseSight(): void {
    this.#way.variables = new Map();
    this.#way.mayHaveOthers = true;
    this.#loseParts();
  }

  /** Of a document whose steps are not kept, only the names of its policies are known. */
  #passBy({ sections }: PolicyDocument, section: 'inbound' | 'fragment'): void {
    const mayChange = (one: Statement): boolean => one.kind === 'others' && one.names.some((name) => changing.has(name));
    if (sections.get(section)?.statements.some(mayChange) === true) this.#loseParts();
  }

  #loseParts(): void {
    this.#way.parts?.loseSight();
    this.#forgetQuery();
  }

  #forgetQuery(): void {
    if (!this.#way.known.has(urlQuery)) return;
    const known = new Map(this.#way.known);
    known.delete(urlQuery);
    this.#way.known = known;
  }

  #changePart({ of, name, value, how }: RequestPart, { scope }: Pick<Spot, 'scope'>): void {
    if (of === 'query') this.#forgetQuery();
    else if (name !== null) {
      const known = how === 'set' ? this.#values.of(value, scope.workspace, this.#way) : null;
      this.#way.parts?.set(name, how === 'deleted' ? null : (known ?? new Unknown('open', `set ${name}`)));
    }
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
        // They stand in what answers, and are written whenever it does.
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

  /** A writer with what its values come to on this way, as far as that is known. */
  #asMet({ element }: HeaderWriter, { scope }: Spot): ElementSnapshot {
    const children = element.children.map((child) => {
      const value = child.name === 'value' ? this.#values.of(child.text, scope.workspace, this.#way) : null;
      const text = value === null ? null : plainText(value);
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
    // What it says is not the same on all ways.
    const isOpen = refusal.isOpen || (before !== undefined && (before.isOpen || saidBy(before) !== saidBy(refusal)));
    this.#refusals.set(refusal.place, { ...refusal, isOpen, isOfPage });
    return 'ends';
  }

  #choose(step: Extract<FlowStep, { kind: 'choose' }>, spot: Spot): Ending {
    let { isOwn, isOfPage } = spot;
    for (const { condition, steps } of step.branches) {
      const decided = this.#way.trail.length;
      const truth = this.#truthOf(condition, spot);
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

  /** Whether it hangs on nothing that the request or its page can choose: no request is taken to have it as it should be. */
  #isOfGateway(truth: boolean | Unknown, decided: number): boolean {
    const open = [...this.#way.trail.slice(decided).map(({ id }) => id), ...(truth instanceof Unknown ? [truth.id] : [])];
    return open.every((id) => ofGateway.test(id) && !ofRequest.test(id));
  }

  /** Which of its branches ran is not known, so what they set is not. */
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
    const scope = new Scope(this.#way);
    return !values.some((value) => {
      try {
        return scope.holds(scope.equal(this.#way.origin, this.#values.of(value, workspace, this.#way), ignoresCase));
      } catch (error) {
        if (!(error instanceof NotFollowed)) throw error;
        return this.#way.decide(new Unknown('open', `allows ${value ?? ''}`));
      }
    });
  }

  #truthOf(condition: string | null, { scope }: Spot): boolean | Unknown {
    try {
      return truthOf(this.#values.of(condition, scope.workspace, this.#way));
    } catch (error) {
      if (!(error instanceof NotFollowed)) throw error;
      return new Unknown('open', withoutSpace(condition ?? ''));
    }
  }
}

/** Equal texts: the same headers of CORS. */
function saidBy({ writes }: Pick<MetRefusal, 'writes'>): string {
  return JSON.stringify(writes.map(({ element }) => element.children.map(({ text }) => text)));
}

/** What in a step may end a request. */
function* endsIn(step: FlowStep): Iterable<{ readonly place: Place }> {
  if (step.kind === 'answer' || step.kind === 'origin-check') yield step;
  if (step.kind === 'choose') for (const { steps } of step.branches) for (const inner of steps) yield* endsIn(inner);
}

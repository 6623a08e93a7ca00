import { mayLookAtPage } from '../apim/page-words.js';
import type { Layer } from '../apim/layers.js';
import type { FlowStep, HeaderWriter, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { CSharpExpression } from '../cors/expression/read-code.js';
import { NotFollowable, CodeScope, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { handWritten } from '../cors/hand-written.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { terminateUnmatchedDefault } from '../cors/questions.js';
import { withoutSpace } from '../text/csharp.js';
import { isExpression } from '../text/open-parts.js';
import { joinedAnswers, type Answers, type Comes } from './comes.js';
import type { FlowService } from './flow-service.js';
import { FlowWalk, otherWays } from './flow-walk.js';
import { arrived, effectKey, type Fate, type FateOfWay } from './fate.js';
import { allowOrigin, siteKey, type OriginSite } from './origin-site.js';
import type { Relevance } from './relevant-steps.js';
import { mayHaveCredentials } from './wildcard.js';
import { Way, type Under, type StepBudget, type MetWriter, type Spot, type WrittenHeader, type WrittenOnWay } from './way.js';

type Computed = Extract<FlowStep, { kind: 'cors' }>['computed'];

/**
 * Follows requests with a chosen origin through the sections of one chain and runs each policy that affects the value of Access-Control-Allow-Origin. At an
 * unknown condition both paths are followed (Microsoft Learn, "Policies in Azure API Management", sections and scopes).
 */
export class OriginFlow extends FlowWalk<Under, Ending> {
  /** Places where computed values become allowed origins, by key. */
  readonly sites = new Map<string, OriginSite>();
  /** Every text that expressions compare with, or may. */
  readonly texts: Set<string>;
  /** The expressions that were run, by text; null: not supported. */
  readonly expressions: ReadonlyMap<string, CSharpExpression | null>;
  /** Unknown values on which the reflected origin depends. */
  readonly unknowns = new Set<string>();
  /** Known facts of the request besides its origin, by member of `context`. */
  request: ReadonlyMap<string, string> = new Map();
  readonly #relevance: Relevance;
  readonly #budget: StepBudget;
  readonly #expressions = new Map<Computed, Computed>();
  #written: WrittenHeader[] = [];
  #met: MetWriter[] | null = null;
  #credentials = false;
  #isBehindDefault = false;
  #answers = new Map<string, Comes>();
  /** Variables whose expression has a default for requests without an origin. */
  readonly #defaulted = new Set<string>();
  #fate: Fate = { ...arrived, effects: [] };

  /** `countsAny`: a header `*` counts as reflecting every origin. */
  constructor(
    state: FlowService,
    layers: readonly Layer[],
    relevance: Relevance,
    budget: StepBudget,
    readonly countsAny = false,
  ) {
    super(state, layers, budget, relevance.declared);
    this.#relevance = relevance;
    this.#budget = budget;
    this.texts = this.values.texts;
    this.expressions = this.values.expressions;
  }

  /** Where the origin is reflected. If requests choose the path, one suffices; if the path is unknown, all have to reflect it. Throws `Exhausted`. */
  answersTo(origin: string, script: readonly boolean[] = []): Answers {
    const { trail, answers } = this.#run(origin, script);
    let all = answers;
    for (const other of otherWays(trail, script)) {
      all = joinedAnswers(all, this.answersTo(origin, other), trail[other.length - 1]?.isFree === true);
    }
    return all;
  }

  /** Every possible path of a request from the origin, with its outcome. Throws `Exhausted`. */
  *fatesOf(origin: string, isNamed: boolean, script: readonly boolean[] = []): Iterable<FateOfWay> {
    const { trail } = this.#run(origin, script, isNamed);
    yield { trail, fate: this.#fate };
    for (const other of otherWays(trail, script)) yield* this.fatesOf(origin, isNamed, other);
  }

  /** The headers written into the backend's answer, on one path of a request. Throws `Exhausted`. */
  writtenOn(origin: string, isNamed: boolean, script: readonly boolean[]): WrittenOnWay {
    this.#begin(origin, script, isNamed);
    this.#met = [];
    const isSent = (['inbound', 'backend', 'outbound'] as const).every((section) => this.#runSection(section) === 'goes-on');
    return { trail: this.way.trail, met: isSent ? this.#met : null };
  }

  #begin(origin: string, script: readonly boolean[], isNamed: boolean): void {
    this.way = new Way(origin, script, this.#budget, this.declared, isNamed);
    this.way.texts = this.texts;
    this.way.known = this.request;
    this.#fate = { ...arrived, effects: [] };
    this.#answers = new Map();
    this.#met = null;
    this.#credentials = false;
    this.#isBehindDefault = false;
  }

  #run(origin: string, script: readonly boolean[], isNamed = false): { readonly trail: Way['trail']; readonly answers: Answers } {
    this.#begin(origin, script, isNamed);
    const inbound = this.#runSection('inbound');
    const { variables } = this.way;
    if (inbound === 'goes-on') {
      this.way.variables = new Map(variables);
      if (this.#runSection('backend') === 'goes-on' && this.#runSection('outbound') === 'goes-on') this.#send();
    }
    // An error may occur at any time; usually inbound's variables are set by then.
    this.way.variables = variables;
    const { ending, place, status } = this.#fate;
    const onError = inbound === 'ends' ? null : this.#runSection('on-error');
    if (onError === 'goes-on') this.#send();
    else if (onError !== null) this.#fate.effects.push('on-error');
    this.#fate = { ...this.#fate, ending, place, status };
    for (const { isFree, id } of this.way.trail) if (!isFree) this.unknowns.add(id);
    return { trail: this.way.trail, answers: this.#answers };
  }

  /** Sends the answer with these headers. */
  #send(): void {
    for (const { writer, spot, value, text } of this.#written) this.#use(value, spot, { place: writer.element.place, text, what: 'header' });
  }

  #use(value: CSharpValue, { document, scope }: Spot, { place, text, what }: Pick<OriginSite, 'place' | 'what'> & { readonly text: string }): void {
    const key = siteKey(place);
    const { credentials = false, isBehindDefault = true } = this.sites.get(key) ?? {};
    this.sites.set(key, {
      document,
      scope,
      place,
      what,
      section: this.section,
      credentials: credentials || this.#credentials,
      hasDefault: this.#hasDefault(text),
      isBehindDefault: isBehindDefault && this.#isBehindDefault,
    });
    const isOpenValue = value instanceof Unknown ? value.kind === 'open' : Array.isArray(value);
    // A computed `*` also means every origin; the access table shows a literal one.
    const isEverybody = value === '*' && (what === 'origin' || this.countsAny || isExpression(text.trim()));
    if (value === this.way.caller || isEverybody) this.#answers.set(key, 'yes');
    else if (isOpenValue) {
      this.unknowns.add(value instanceof Unknown ? value.id : text);
      if (!this.#answers.has(key)) this.#answers.set(key, 'maybe');
    }
  }

  /** Whether it, or a variable that it reads, has a default for requests without an origin. */
  #hasDefault(text: string): boolean {
    return /GetValueOrDefault\(\s*"origin"\s*,\s*"[^"]/i.test(text) || [...this.#defaulted].some((name) => text.includes(`"${name}"`));
  }

  #runSection(section: SectionName): Ending | 'goes-on' {
    this.section = section;
    this.way.isForwarded ||= section === 'outbound';
    this.#forgetHeaders();
    return this.runLayer(0);
  }

  /** Headers of earlier sections go to the backend, and an answer of a policy has only its own. */
  #forgetHeaders(): void {
    this.#written = [];
    if (this.#met !== null) this.#met = [];
    this.#credentials = false;
  }

  /** What is inherited stands in no branch of what inherits it. */
  protected override runLayer(layer: number): Ending | 'goes-on' {
    return super.runLayer(layer, { isBranch: false });
  }

  /** Documents whose steps are not kept set nothing that origins come back by. */
  protected override passBy(): void {}

  protected override step(step: FlowStep, spot: Spot): Ending | 'goes-on' {
    if ((step.kind === 'variable' || step.kind === 'choose') && !this.#relevance.has(step)) return 'goes-on';
    switch (step.kind) {
      case 'variable':
        if (this.#hasDefault(step.value ?? '')) this.#defaulted.add(step.name);
        break;
      case 'choose':
        for (const { condition, steps } of step.branches) {
          if (this.#holds(condition, spot)) return this.steps(steps, { ...spot, isBranch: true });
        }
        return 'goes-on';
      case 'answer':
        this.#forgetHeaders();
        this.steps(step.steps, spot);
        this.#send();
        this.#fate = { ...this.#fate, ending: this.way.isForwarded ? 'late' : 'refused', place: step.place, status: step.status };
        return 'ends';
      case 'origin-check':
        if (!this.isRefused(step, spot)) return 'goes-on';
        this.#fate = { ...this.#fate, ending: this.way.isForwarded ? 'late' : 'refused' };
        return 'fails';
      case 'effect':
        this.#meet(step, spot);
        return 'goes-on';
      case 'writer':
        this.#write(step.writer, spot);
        return 'goes-on';
      case 'cors':
        return this.#cors(step, spot);
      case 'base':
      case 'fragment':
      case 'request-origin':
      case 'forward':
      case 'open-header':
      case 'request-method':
      case 'request-part':
    }
    return super.step(step, spot);
  }

  #meet(step: Extract<FlowStep, { kind: 'effect' }>, { isBranch }: Spot): void {
    const isOfPage = this.#relevance.has(step);
    if (isBranch || isOfPage) this.#fate.effects.push(effectKey(step, this.section, this.way.variables));
    if (isOfPage) this.#fate = { ...this.#fate, isOfPage };
  }

  #write(writer: HeaderWriter, spot: Spot): void {
    const { action } = handWritten(writer);
    const values = writer.element.children.filter(({ name }) => name === 'value');
    if (this.#met !== null) {
      this.#met.push([writer, values.map(({ text }) => this.valueOf(text, spot))]);
      return;
    }
    if (writer.header === 'access-control-allow-credentials') this.#credentials ||= action !== 'delete';
    if (writer.header !== allowOrigin || (action === 'skip' && this.#written.length > 0)) return;
    if (action !== 'append') this.#written = [];
    if (action !== 'delete') this.#written.push(...values.map(({ text }) => ({ writer, spot, text, value: this.valueOf(text, spot) })));
  }

  /** A request from an unlisted origin may end here. */
  #cors({ start, computed }: Extract<FlowStep, { kind: 'cors' }>, spot: Spot): Ending | 'goes-on' {
    const elements = this.service.corsElementsOf(spot.document, spot.scope);
    const policy = elements.find(({ element }) => element.place.start === start)?.policy ?? null;
    const values = this.expressionsOf(computed, spot.scope).map(({ text, place }) => {
      const value = this.valueOf(text, spot);
      this.#credentials = policy !== null && mayHaveCredentials(policy);
      this.#use(value, spot, { place, text, what: 'origin' });
      return value;
    });
    if (policy === null || values.includes(this.way.caller)) return 'goes-on';
    if (policy.origins.some((entry) => entry.kind === 'any' || (entry.kind === 'origin' && entry.origin === this.way.caller))) return 'goes-on';
    const { terminateUnmatched } = policy;
    const settled = terminateUnmatched.kind === 'absent' ? this.service.assume.get(terminateUnmatchedDefault.id) : undefined;
    const ends = settled ?? (terminateUnmatched.kind === 'literal' ? String(terminateUnmatched.value) : terminateUnmatched.kind);
    this.#isBehindDefault ||= ends === 'absent' && !spot.isBranch;
    if (ends === 'false' || ends === 'absent') return 'goes-on';
    const isCertain = !spot.isBranch && ends === 'true' && policy.origins.every(({ kind }) => kind !== 'unresolved');
    if (!isCertain && !this.way.decide(new Unknown('open', `cors ${start}`))) return 'goes-on';
    this.#fate = { ...this.#fate, ending: 'cors' };
    return 'ends';
  }

  /** The entries that are expressions, as written or after named values are put in: no others accept a request's origin. */
  expressionsOf(computed: Computed, { workspace }: Pick<ScopeRef, 'workspace'>): Computed {
    let found = this.#expressions.get(computed);
    if (found === undefined) {
      const names = new FilledIn((name) => this.service.namedValue(name, workspace)).lookup;
      found = computed.filter(({ text }) => isExpression((resolveNames(text, names) ?? text).trim()));
      this.#expressions.set(computed, found);
    }
    return found;
  }

  /** A condition that cannot be followed may be a check if its text suggests one. */
  #holds(condition: string | null, spot: Spot): boolean {
    const value = this.valueOf(condition, spot);
    const isOther = value instanceof Unknown && value.kind === 'open' && condition !== null && !mayLookAtPage(condition);
    if (isOther) return this.way.decide(new Unknown('free', value.id));
    try {
      return new CodeScope(this.way).holds(value);
    } catch (error) {
      if (!(error instanceof NotFollowable)) throw error;
      return this.way.decide(new Unknown('open', withoutSpace(condition ?? '')));
    }
  }
}

/** How a section ends that does not continue: it answers, or it fails and `<on-error>` runs. */
type Ending = 'ends' | 'fails';

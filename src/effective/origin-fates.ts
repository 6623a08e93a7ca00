import { layersKey } from './sections.js';
import type { Layer } from '../apim/layers.js';
import type { Place } from '../apim/policy.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Operation } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { originsNamed } from '../cors/access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { inexactAmong } from '../cors/expression/inexact.js';
import { isMadeUp, lookAlikes, lookAlikesBeside, namedIn, strangers, twinsOf } from '../cors/expression/look-alikes.js';
import { Exhausted } from '../cors/expression/value.js';
import { contextsOf } from './contexts.js';
import type { FateOfWay } from './fate.js';
import { mayBeLetIn } from './may-be-let-in.js';
import { MetInBase } from './met-in-base.js';
import { OriginFlow } from './origin-flow.js';
import { mindedOf, type Minded } from './origin-minded.js';
import { originEffectKey } from './origin-walks.js';
import type { ServiceState } from './service-state.js';
import { StepBudget } from './way.js';
import { waysSaying, wayBetween, type WayBetween } from './way-between.js';

/**
 * The outcome of requests by conditions on their page: `<choose>` with an answer, behind a `<cors>` that lets the page in. The policies of both sides are run
 * with each origin that one of them names.
 */

const stepsOfChain = 200_000;
const stepsOfService = 2_000_000;
/** Headers that only browsers set: the relation of the page to the API. */
const saidByBrowsers = /\bsec-fetch-/i;
/** Most origins that are tried, and most paths of one request that are compared. */
const mostAsked = 200;
const mostTwinned = 20;
const mostWays = 64;
/** Texts built on the way may name origins, whose paths may build others; beyond these rounds they are not followed. */
const mostRounds = 4;

/**
 * Whether requests from some origins have another outcome than before. `called`: still refused, but after reaching the backend. `untold`: it depends on
 * something unknown which ones. `otherwise`: same outcome, but they meet other policies on the way.
 */
export interface ChangedFate {
  readonly way: 'refused' | 'passed' | 'called' | 'untold' | 'otherwise';
  /** Empty for `untold` and `otherwise`; '*': every unnamed origin. */
  readonly origins: readonly string[];
  /** An unnamed origin. `anybody`: anyone could register it; `beside`: another scheme or port of a host, or a name under it. */
  readonly suchAs?: 'anybody' | 'beside';
  /** Where head refuses requests; null: nowhere. */
  readonly place: Place | null;
  readonly target: Target;
  readonly chain: CorsChain;
}

interface Fates {
  readonly contexts: readonly Context[];
  readonly chainOf: (context: Context) => FatesOfChain;
}

/** Known facts of a request besides its origin, by member of `context`. */
type AskedRequest = ReadonlyMap<string, string>;

const nothingKnown: AskedRequest = new Map();
const [method, operationId] = ['context.Request.Method', 'context.Operation.'];
/** Most kinds of requests that are tried one by one. */
const mostKinds = 50;

interface Context {
  readonly operations: readonly Operation[];
  readonly api: string;
  readonly product: string;
  readonly layers: readonly Layer[];
  readonly chain: CorsChain;
  readonly target: Target;
}

const known = new WeakMap<ServiceState, Fates>();

function fatesOf(state: ServiceState): Fates {
  let fates = known.get(state);
  if (fates === undefined) known.set(state, (fates = makeFates(state, mindedOf(state))));
  return fates;
}

function makeFates(state: ServiceState, minded: Minded): Fates {
  const budget = new StepBudget(stepsOfService);
  const chains = new Map<string, FatesOfChain>();
  const counts = ({ flow }: { readonly flow: unknown }): boolean => flow !== null;
  const contexts = [...contextsOf(state, { operations: counts, products: counts })].map(({ api, product, layers, chain, target }): Context => ({
    api: api === null ? '' : resourceKey(api.workspace, api.id),
    product: product?.id ?? '',
    operations: api?.operations ?? [],
    layers,
    chain,
    target,
  }));
  const chainOf = ({ layers }: Context): FatesOfChain => {
    const key = layersKey(layers, originEffectKey);
    let chain = chains.get(key);
    if (chain === undefined) {
      const flow = new OriginFlow(state, layers, minded, new StepBudget(stepsOfChain, budget));
      chains.set(
        key,
        (chain = new FatesOfChain(
          flow,
          layers.some(({ file }) => file?.ok === false),
        )),
      );
    }
    return chain;
  };
  return { contexts, chainOf };
}

/** The outcomes of requests through some policies. */
class FatesOfChain {
  readonly #known = new Map<string, readonly FateOfWay[]>();

  constructor(
    readonly flow: OriginFlow,
    readonly isBroken: boolean,
  ) {}

  /** Throws `Exhausted`. */
  of(origin: string, isNamed: boolean, request: AskedRequest = nothingKnown): readonly FateOfWay[] {
    const key = request === nothingKnown ? origin : `${origin} ${[...request.values()].join(' ')}`;
    let ways = this.#known.get(key);
    if (ways === undefined) {
      const all: FateOfWay[] = [];
      this.flow.request = request;
      for (const way of this.flow.fatesOf(origin, isNamed)) {
        if (all.length >= mostWays) throw new Exhausted();
        all.push(way);
      }
      this.#known.set(key, (ways = all));
    }
    return ways;
  }

  /** Some tried path depends on something unknown that requests do not choose, or on what browsers say about the page. */
  get hangsOnPage(): boolean {
    const ways = [...this.#known.values()].flat();
    return ways.some(
      ({ trail, fate }) => fate.isOfPage || trail.some(({ isFree, id }) => (isFree ? saidByBrowsers.test(id) : !id.startsWith('cors '))),
    );
  }

  /** Some path depends on the request's method or operation. */
  hangsOn(member: string): boolean {
    return [...this.#known.values()].some((ways) => ways.some(({ trail }) => trail.some(({ id }) => id.includes(member))));
  }

  /** The places that refused tried requests. */
  get place(): Place | null {
    const fates = [...this.#known.values()].flat().map(({ fate }) => fate);
    return fates.find(({ ending, place }) => (ending === 'refused' || ending === 'late') && place !== null)?.place ?? null;
  }
}

/** The differences between two states. */
export function* compareFates(base: ServiceState, head: ServiceState): Iterable<ChangedFate> {
  if (!mindedOf(base).isAny && !mindedOf(head).isAny) return;
  const [old, now] = [fatesOf(base), fatesOf(head)];
  const before = new MetInBase<Context>();
  for (const context of old.contexts) before.add(context, context);
  const compared = new Map<FatesOfChain, Map<string, Compared>>();
  for (const context of now.contexts) {
    for (const [met, operations] of before.metBy(context)) {
      if (met === null) continue;
      const sides = { base: old.chainOf(met), head: now.chainOf(context) };
      // Unreadable policies are reported as such.
      if (sides.base.isBroken || sides.head.isBroken) continue;
      const ofHead = compared.get(sides.head) ?? new Map<string, Compared>();
      compared.set(sides.head, ofHead);
      const key = JSON.stringify([met.layers.map(({ file }) => originEffectKey(file)), met.chain === context.chain]);
      const isRead = (origin: string): boolean => mayBeLetIn(met.chain, origin, base.assume) && mayBeLetIn(context.chain, origin, head.assume);
      const foundFor = (request: AskedRequest): Compared => {
        const own = `${key}${[...request.values()].join(' ')}`;
        let found = ofHead.get(own);
        if (found === undefined) ofHead.set(own, (found = compare(sides, { named: originsNamed(met.chain, context.chain), isRead, request })));
        return found;
      };
      const all = foundFor(nothingKnown);
      const kinds = all === noDifference ? [] : kindsOf(context, operations, sides);
      for (const [found, some] of kinds.length === 0
        ? [[all, operations] as const]
        : kinds.map(([request, of]) => [foundFor(request), of] as const)) {
        yield* changedIn(found, { place: sides.head.place, target: { ...context.target, operations: some }, chain: context.chain });
      }
    }
  }
}

function* changedIn(found: Compared, common: Pick<ChangedFate, 'place' | 'target' | 'chain'>): Iterable<ChangedFate> {
  const { named, such, isUntold, isOtherwise } = found;
  for (const way of moved) if (named[way].length > 0) yield { way, origins: named[way], ...common };
  for (const suchAs of ['anybody', 'beside'] as const) {
    for (const way of moved) {
      const one = such[suchAs][way];
      if (one !== null) yield { way, origins: [one], suchAs, ...common };
    }
  }
  if (isUntold) yield { way: 'untold', origins: [], ...common };
  if (isOtherwise) yield { way: 'otherwise', origins: [], ...common };
}

interface Sides {
  readonly base: FatesOfChain;
  readonly head: FatesOfChain;
}

/** The kinds of requests, with their operations, if conditions read the method or operation. Empty: no distinction needed. */
function kindsOf(
  { operations: all }: Context,
  ids: readonly string[],
  { base, head }: Sides,
): readonly (readonly [AskedRequest, readonly string[]])[] {
  const [byMethod, byId] = [method, operationId].map((member) => base.hangsOn(member) || head.hangsOn(member));
  if (byMethod !== true && byId !== true) return [];
  const kinds = new Map<string, readonly [AskedRequest, string[]]>();
  for (const id of ids) {
    const own = all.find((one) => one.id === id)?.method ?? null;
    const known = new Map<string, string>();
    if (own !== null && own !== '*') known.set(method, own).set(`${operationId}Method`, own);
    if (byId === true) known.set(`${operationId}Id`, id);
    const key = [...known.values()].join(' ');
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [known, [id]]);
    else kind[1].push(id);
  }
  return kinds.size > mostKinds ? [] : [...kinds.values()];
}

const moved = ['refused', 'passed', 'called'] as const;
type Moved = (typeof moved)[number];

interface Compared {
  readonly named: Readonly<Record<Moved, readonly string[]>>;
  /** One unnamed origin of each kind; null if none was found. */
  readonly such: Readonly<Record<'anybody' | 'beside', Readonly<Record<Moved, string | null>>>>;
  readonly isUntold: boolean;
  readonly isOtherwise: boolean;
}

const none = { passed: null, refused: null, called: null };
const noDifference: Compared = {
  named: { refused: [], passed: [], called: [] },
  such: { anybody: none, beside: none },
  isUntold: false,
  isOtherwise: false,
};
const saysNothing = JSON.stringify([[], []]);

interface Asked {
  /** Origins that the `<cors>` elements name. */
  readonly named: readonly string[];
  readonly isRead: (origin: string) => boolean;
  readonly request: AskedRequest;
}

function compare(sides: Sides, asked: Asked): Compared {
  try {
    return compareAsked(sides, asked);
  } catch (error) {
    // Exceeding the budget is not reported, only that the result is not the same.
    if (!(error instanceof Exhausted)) throw error;
    return { ...noDifference, isUntold: true };
  }
}

function compareAsked({ base, head }: Sides, { named: listed, isRead, request }: Asked): Compared {
  const found = { refused: new Set<string>(), passed: new Set<string>(), called: new Set<string>() };
  const isAnybodyRead = isRead('*');
  let isUntold = false;
  let isOtherwise = false;
  const such: Record<'anybody' | 'beside', Record<Moved, string | null>> = { anybody: { ...none }, beside: { ...none } };
  const seen = new Set<string>();
  const ask = (origin: string, isNamed: boolean): WayBetween => {
    const [was, is] = [base.of(origin, isNamed, request), head.of(origin, isNamed, request)];
    const saying = JSON.stringify([was, is].map(waysSaying));
    if (saying !== saysNothing) seen.add(saying);
    return wayBetween(was, is);
  };
  // Strangers first: their paths collect all texts of the flow.
  const strange = strangers.map((origin) => ask(origin, false));
  const ways = new Map<string, WayBetween>();
  const asked = new Set([...listed.filter((origin) => origin.includes('://') || origin === 'null'), ...(isAnybodyRead ? ['null'] : [])]);
  const [first = 'same'] = strange;
  if (isAnybodyRead) ways.set('*', strange.every((way) => way === first) ? first : 'untold');
  for (let round = 0, size = -1; round <= mostRounds; round += 1) {
    const texts = new Set([...base.flow.texts, ...head.flow.texts]);
    // Values computed for one origin may name another.
    if (texts.size === size) break;
    size = texts.size;
    isUntold ||= round === mostRounds;
    if (isAnybodyRead) for (const origin of namedIn(texts)) asked.add(origin);
    for (const origin of [...asked].slice(0, mostAsked)) if (!ways.has(origin) && isRead(origin)) ways.set(origin, ask(origin, origin !== 'null'));
    if (!isAnybodyRead || (first !== 'same' && first !== 'otherwise' && first !== 'called')) continue;
    // Named ones were tried already.
    const steady = [...asked].filter((origin) => ways.get(origin) === 'same').slice(0, mostTwinned);
    const kinds = { anybody: lookAlikes(texts), beside: [...steady.flatMap(twinsOf), ...lookAlikesBeside(texts)] };
    for (const kind of ['anybody', 'beside'] as const) {
      const others = kinds[kind].filter((origin) => !ways.has(origin));
      for (const origin of others.slice(0, mostAsked)) {
        const way = ask(origin, false);
        // An origin with the same outcome as all others is reported with those.
        for (const one of movesOf(way)) if (one !== first) such[kind][one] ??= origin;
        if (way === 'otherwise') isOtherwise = true;
        isUntold ||= way === 'untold';
      }
    }
  }
  // `null` is reported only if its outcome differs from that of unnamed origins: whoever can send any origin can also send `null`.
  if (ways.get('null') === ways.get('*')) ways.delete('null');
  // If the outcome is the same for every page on both sides, the change is not in a check of the page.
  const isMinded = seen.size > 1 || base.hangsOnPage || head.hangsOnPage;
  if (!isMinded) return noDifference;
  const written = [...listed, ...base.flow.texts, ...head.flow.texts];
  for (const [origin, way] of ways) {
    if (way === 'untold') isUntold = true;
    if (way === 'otherwise') isOtherwise = true;
    // An origin generated from a pattern represents all that match it.
    const isPattern = isMadeUp(origin, written);
    for (const one of movesOf(way))
      if (isPattern) such.beside[one] ??= origin;
      else found[one].add(origin);
  }
  if (asked.size > mostAsked) isUntold = true;
  // A difference that was found is reported by that.
  const isFound = moved.some((way) => found[way].size > 0 || such.anybody[way] !== null || such.beside[way] !== null);
  // If only listed origins can read answers, each was tried.
  isUntold ||= isAnybodyRead && !isFound && inexactAmong(base.flow.expressions.keys()) !== inexactAmong(head.flow.expressions.keys());
  const named = { refused: [...found.refused], passed: [...found.passed], called: [...found.called] };
  return { named, such, isUntold, isOtherwise };
}

function movesOf(way: WayBetween): readonly Moved[] {
  if (way === 'both') return ['refused', 'passed'];
  return way === 'refused' || way === 'passed' || way === 'called' ? [way] : [];
}

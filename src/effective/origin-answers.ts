import type { Layer } from '../apim/layers.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Target } from '../apim/target.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { inexactAmong } from '../cors/expression/inexact.js';
import { lookAlikesBeside, namedIn, strangers, twinsOf } from '../cors/expression/look-alikes.js';
import { Exhausted } from '../cors/expression/value.js';
import { contextsOf } from './contexts.js';
import type { Comes } from './comes.js';
import { OriginFlow } from './origin-flow.js';
import { computedEntries, originEffectKey, writersOf } from './origin-walks.js';
import type { OriginSite } from './origin-site.js';
import { relevantSteps } from './relevant-steps.js';
import { layersKey, Sections } from './sections.js';
import type { ServiceState } from './service-state.js';
import { StepBudget } from './way.js';

const stepsOfChain = 300_000;
const stepsOfService = 3_000_000;

/** The requests of some operations, with their policies. */
export interface AskedContext {
  readonly api: string;
  readonly product: string;
  readonly layers: readonly Layer[];
  readonly chain: CorsChain;
  readonly target: Target;
}

/** Whether an origin is reflected, in normal answers and in error answers. */
export type GivenBack = Readonly<Record<'answers' | 'errors', Comes | 'no'>>;

const nothing: GivenBack = { answers: 'no', errors: 'no' };

/** Finds which origins the policies of one chain reflect. */
export class AskedChain {
  readonly #flow: OriginFlow;
  readonly #known = new Map<string, GivenBack>();
  readonly #writers: () => readonly OriginSite[];

  /** `identity`: equal only for policies with the same effect. `writers`: places where they write an origin by hand, reached or not. */
  constructor(
    flow: OriginFlow,
    readonly identity: string,
    writers: () => readonly OriginSite[],
  ) {
    this.#flow = flow;
    this.#writers = writers;
  }

  /** Named origins that the expressions compare with. Complete only after strangers were tried. */
  get named(): readonly string[] {
    return namedIn(this.#flow.texts);
  }

  /** Unnamed origins that a partial comparison accepts: other names, schemes and ports of the same site. */
  get beside(): readonly string[] {
    return [...this.named.flatMap(twinsOf), ...lookAlikesBeside(this.#flow.texts)];
  }

  /** Unknown values on which the answers depend. */
  get unknowns(): string {
    return [...this.#flow.unknowns].sort().join('\n');
  }

  /** Expressions whose accepted origins no list can show. Complete only after strangers were tried. */
  get inexact(): string {
    return inexactAmong(this.#flow.expressions.keys(), () => true);
  }

  /** Places that write an allowed origin, or may, in a chain with more decisions than are followed. */
  get sites(): readonly OriginSite[] {
    const met = [...this.#flow.sites.values()];
    return met.length > 0 ? met : this.#writers();
  }

  /** Throws `Exhausted`. */
  givenTo(origin: string): GivenBack {
    let given = this.#known.get(origin);
    if (given === undefined) this.#known.set(origin, (given = this.#ask(origin)));
    return given;
  }

  #ask(origin: string): GivenBack {
    const found: Record<'answers' | 'errors', Comes | 'no'> = { ...nothing };
    for (const [key, comes] of this.#flow.answersTo(origin)) {
      const kind = this.#flow.sites.get(key)?.section === 'on-error' ? 'errors' : 'answers';
      if (found[kind] !== 'yes') found[kind] = comes;
    }
    return found;
  }
}

/** Finds which origins the policies of a service reflect. */
export class OriginAnswers {
  readonly contexts: readonly AskedContext[];
  readonly #relevance;
  readonly #sections: Sections;
  readonly #budget = new StepBudget(stepsOfService);
  readonly #chains = new Map<string, AskedChain>();
  readonly #differences = new Map<AskedChain, Map<AskedChain | null, GivenDifference>>();

  constructor(readonly state: ServiceState) {
    this.#sections = new Sections(state.service, state.readCors);
    const flows = state.documents().flatMap(({ file }) => (file.ok && file.document.flow !== null ? [...file.document.flow.values()] : []));
    this.#relevance = relevantSteps(flows);
    const counts = ({ flow }: { readonly flow: unknown }): boolean => flow !== null;
    this.contexts = [...contextsOf(state, { operations: counts, products: counts })].map(({ api, product, layers, chain, target }) => ({
      api: api === null ? '' : resourceKey(api.workspace, api.id),
      product: product?.id ?? '',
      layers,
      chain,
      target,
    }));
  }

  /** One object for all requests with these policies. */
  chainOf({ layers }: AskedContext): AskedChain {
    const key = layersKey(layers, originEffectKey);
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      const budget = new StepBudget(stepsOfChain, this.#budget);
      const flow = new OriginFlow(this.state, layers, this.#relevance, budget, true);
      this.#chains.set(key, (chain = new AskedChain(flow, this.#sections.identityOf(layers), () => this.#writersOf(layers, flow))));
    }
    return chain;
  }

  #writersOf(layers: readonly Layer[], flow: OriginFlow): readonly OriginSite[] {
    const own = layers.flatMap(({ file, scope }) => (file?.ok === true ? [{ document: file.document, scope }] : []));
    const fragments = this.state
      .documents()
      .flatMap(({ file, scope }) => (file.ok && scope.kind === 'fragment' ? [{ document: file.document, scope }] : []));
    return [...own, ...fragments].flatMap((one) => [...writersOf(one, () => true), ...computedEntries(one, flow)]);
  }

  /** The difference from what another chain reflects, computed once per pair. null: there was none. */
  differenceFrom(base: AskedChain | null, head: AskedChain): GivenDifference {
    let known = this.#differences.get(head);
    if (known === undefined) this.#differences.set(head, (known = new Map<AskedChain | null, GivenDifference>()));
    let difference = known.get(base);
    if (difference === undefined) known.set(base, (difference = givenDifference(base, head)));
    return difference;
  }
}

/** The difference between what two chains reflect. `unknown`: what they reflect for other origins depends on something else than before. */
export interface GivenDifference {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** An unnamed origin that is reflected now; null if none was found. */
  readonly such: string | null;
  readonly isUntold: boolean;
  /** Inexact expressions changed, but no difference was found. */
  readonly isInexact: boolean;
}

/** Most origins that are tried. */
const mostNamed = 100;
const mostBeside = 200;
const mostRounds = 4;

/** Compares what two chains reflect for each origin that one of them names. null: the policies are missing. */
function givenDifference(base: AskedChain | null, head: AskedChain): GivenDifference {
  const gained: string[] = [];
  const lost: string[] = [];
  let isUntold = false;
  let such: string | null = null;
  let isInexact = false;
  const of = (chain: AskedChain | null, origin: string): GivenBack => chain?.givenTo(origin) ?? nothing;
  // Also if they exceed the budget.
  if (base?.identity === head.identity) return { gained, lost, such, isUntold, isInexact };
  try {
    for (const origin of strangers) {
      const [was, is] = [of(base, origin), of(head, origin)];
      // Other rules report that every origin is reflected.
      if (kinds.some((kind) => is[kind] === 'yes')) return { gained, lost, such, isUntold, isInexact };
      isUntold ||= kinds.some((kind) => is[kind] === 'maybe' && was[kind] === 'no');
    }
    const mayBeOthers = strangers.some((origin) => kinds.some((kind) => of(head, origin)[kind] === 'maybe'));
    const all = new Set<string>();
    let hasOthers = false;
    // Values computed for one origin may name another.
    for (let round = 0, size = -1; size < all.size && round < mostRounds; round += 1) {
      size = all.size;
      const [before, after] = [new Set(base?.named), new Set(head.named)];
      const asked = [...[...after].filter((one) => !before.has(one)), ...[...before].filter((one) => !after.has(one))];
      hasOthers ||= asked.length > 0;
      const fresh = [...new Set([...asked, ...after])].filter((origin) => !all.has(origin));
      for (const origin of fresh.slice(0, mostNamed)) {
        const [was, is] = [of(base, origin), of(head, origin)];
        if (kinds.some((kind) => is[kind] === 'yes' && was[kind] !== 'yes')) gained.push(origin);
        else if (kinds.some((kind) => is[kind] === 'maybe' && was[kind] === 'no')) isUntold = true;
        if (kinds.some((kind) => is[kind] !== 'yes' && was[kind] === 'yes')) lost.push(origin);
      }
      for (const origin of fresh) all.add(origin);
    }
    isUntold ||= all.size > mostNamed && hasOthers;
    const isGiven = (chain: AskedChain | null, origin: string): boolean => kinds.some((kind) => of(chain, origin)[kind] === 'yes');
    // A difference among named origins is reported by those; without earlier reflection, other origins count as well.
    if ((base === null || gained.length === 0) && (base?.inexact ?? '') !== head.inexact) {
      const others = [...new Set([...head.beside, ...(base?.beside ?? [])])].filter((origin) => !all.has(origin)).slice(0, mostBeside);
      such = others.find((origin) => isGiven(head, origin) && !isGiven(base, origin)) ?? null;
      isInexact = such === null && gained.length + lost.length === 0;
    }
    isUntold ||= mayBeOthers && base !== null && base.unknowns !== head.unknowns;
  } catch (error) {
    // Exceeding the budget is reported at the policy; here the result is unknown.
    if (!(error instanceof Exhausted)) throw error;
    isUntold = true;
  }
  return { gained, lost, such, isUntold, isInexact };
}

const kinds = ['answers', 'errors'] as const;

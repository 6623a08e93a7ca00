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
import { Sections } from './sections.js';
import type { ServiceState } from './service-state.js';
import { StepBudget } from './way.js';

const stepsOfChain = 300_000;
const stepsOfService = 3_000_000;

/** The requests of some operations, with the policies that they meet. */
export interface AskedContext {
  readonly api: string;
  readonly product: string;
  readonly layers: readonly Layer[];
  readonly chain: CorsChain;
  readonly target: Target;
}

/** What is given back to an origin, in answers that go well and in errors. */
export type GivenBack = Readonly<Record<'answers' | 'errors', Comes | 'no'>>;

const nothing: GivenBack = { answers: 'no', errors: 'no' };

/** Asks the policies of one chain which origins they give back. */
export class AskedChain {
  readonly #flow: OriginFlow;
  readonly #known = new Map<string, GivenBack>();
  readonly #writers: () => readonly OriginSite[];

  /** `identity`: equal only for policies that do the same. `writers`: where they write an origin by hand, whether requests come to it or not. */
  constructor(
    flow: OriginFlow,
    readonly identity: string,
    writers: () => readonly OriginSite[],
  ) {
    this.#flow = flow;
    this.#writers = writers;
  }

  /** Origins that the texts name which its expressions compare with. Call it when strangers were asked for. */
  get named(): readonly string[] {
    return namedIn(this.#flow.texts);
  }

  /** Origins that none of its texts names, and that a comparison with a part of one lets pass: other names, schemes and ports of the same site. */
  get beside(): readonly string[] {
    return [...this.named.flatMap(twinsOf), ...lookAlikesBeside(this.#flow.texts)];
  }

  /** What its answers hang on and the policies do not show. */
  get unknowns(): string {
    return [...this.#flow.unknowns].sort().join('\n');
  }

  /** Expressions of which no list of origins shows all that they let pass. Call it when strangers were asked for. */
  get inexact(): string {
    return inexactAmong(this.#flow.expressions.keys(), () => true);
  }

  /** Where an allowed origin is written; of a chain with more decisions than are followed, where one may be. */
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

/** Asks the policies of a service which origins they give back. */
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

  /** One for all requests that meet these policies. */
  chainOf({ layers }: AskedContext): AskedChain {
    const key = [layers[0]?.scope.workspace ?? '', ...layers.map(({ file, scope }) => `${scope.kind}${originEffectKey(file)}`)].join('|');
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

  /** What differs from what another chain gives back; worked out once for two chains. null: there was none. */
  differenceFrom(base: AskedChain | null, head: AskedChain): GivenDifference {
    let known = this.#differences.get(head);
    if (known === undefined) this.#differences.set(head, (known = new Map<AskedChain | null, GivenDifference>()));
    let difference = known.get(base);
    if (difference === undefined) known.set(base, (difference = givenDifference(base, head)));
    return difference;
  }
}

/** What differs between what two chains give back. `unknown`: what they give back to others hangs on something else than before. */
export interface GivenDifference {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** One that no text names and that is given back now; null: none was found. */
  readonly such: string | null;
  readonly isUntold: boolean;
  /** Expressions that no list of origins shows all of are written otherwise, and no difference was found. */
  readonly isInexact: boolean;
}

/** More origins than these are not asked for. */
const mostNamed = 100;
const mostBeside = 200;
const mostRounds = 4;

/** Compares what two chains give back to each origin that one of them names. null: the policies are not there. */
function givenDifference(base: AskedChain | null, head: AskedChain): GivenDifference {
  const gained: string[] = [];
  const lost: string[] = [];
  let isUntold = false;
  let such: string | null = null;
  let isInexact = false;
  const of = (chain: AskedChain | null, origin: string): GivenBack => chain?.givenTo(origin) ?? nothing;
  // Also where they take more steps than are gone.
  if (base?.identity === head.identity) return { gained, lost, such, isUntold, isInexact };
  try {
    for (const origin of strangers) {
      const [was, is] = [of(base, origin), of(head, origin)];
      // Other rules tell that everybody comes back.
      if (kinds.some((kind) => is[kind] === 'yes')) return { gained, lost, such, isUntold, isInexact };
      isUntold ||= kinds.some((kind) => is[kind] === 'maybe' && was[kind] === 'no');
    }
    const mayBeOthers = strangers.some((origin) => kinds.some((kind) => of(head, origin)[kind] === 'maybe'));
    const all = new Set<string>();
    let hasOthers = false;
    // What one of them gets to compute may name another one.
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
    // Where a difference is found among those that are named, it is told by that; where nothing was given back before, others come in as well.
    if ((base === null || gained.length === 0) && (base?.inexact ?? '') !== head.inexact) {
      const others = [...new Set([...head.beside, ...(base?.beside ?? [])])].filter((origin) => !all.has(origin)).slice(0, mostBeside);
      such = others.find((origin) => isGiven(head, origin) && !isGiven(base, origin)) ?? null;
      isInexact = such === null && gained.length + lost.length === 0;
    }
    isUntold ||= mayBeOthers && base !== null && base.unknowns !== head.unknowns;
  } catch (error) {
    // What takes too long is told where it is written; here it counts that it is not known.
    if (!(error instanceof Exhausted)) throw error;
    isUntold = true;
  }
  return { gained, lost, such, isUntold, isInexact };
}

const kinds = ['answers', 'errors'] as const;

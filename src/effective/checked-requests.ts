import type { Statement } from '../apim/policy.js';
import { originsNamed } from '../cors/access.js';
import { requestSteps } from '../cors/compose.js';
import { chainKey, type CorsChain } from '../cors/cors-chain.js';
import { onceAlike } from '../cors/origins-alike.js';
import type { Target } from '../apim/target.js';
import { agreed } from '../cors/outcomes.js';
import { actualDecision } from '../cors/which-cors.js';
import { explore, underLeanings, type Assumptions } from '../cors/worlds.js';
import type { ChainGroup, ServiceState } from './service-state.js';
import { changedPairs } from './state-difference.js';
import { mayRefuseUntold, ownChecks } from './untold-checks.js';

/** The effect of `<check-header name="Origin">` on requests: behind a `<cors>`, pages may read its refusal, so the access table does not show it. */

/** The change in outcome of an origin's requests by origin checks. `still`: refused on both sides, but only on one can pages read the refusal. */
export type CheckedWay = 'refused' | 'passed' | 'still';

/** Origins (rows) and the API. null: all APIs of a service, none of which is known. */
export interface CheckedRequests {
  readonly way: CheckedWay;
  readonly api: string | null;
  readonly origins: readonly string[];
  /** A finding reports it. */
  readonly isTold: boolean;
}

/** The outcome of an origin's requests to some operations. */
export interface CheckedOrigin {
  readonly way: CheckedWay;
  readonly origin: string;
  readonly target: Target;
  /** Pages of the origin may read the answers on both sides. */
  readonly isRead: boolean;
  /** Head's chain, including everything that ends requests. */
  readonly chain: CorsChain;
}

/** The changes by origin checks, as far as the leanings decide, per API. */
export function checkedRequests(base: ServiceState, head: ServiceState): readonly CheckedRequests[] {
  const found = new Map<string, Omit<CheckedRequests, 'origins'> & { readonly origins: Set<string> }>();
  for (const { way, origin, target, isRead } of checkedOrigins(base, head)) {
    const { api } = target;
    const isTold = isRead && way !== 'still';
    const place = JSON.stringify([way, api, isTold]);
    const one = found.get(place);
    if (one === undefined) found.set(place, { way, api, isTold, origins: new Set([origin]) });
    else one.origins.add(origin);
  }
  return [...found.values()].map((one) => ({ ...one, origins: [...one.origins] }));
}

interface Compared {
  readonly base: ServiceState;
  readonly told: readonly CheckedOrigin[];
  /** Further changes depend on checks whose refused origins the text does not tell. */
  readonly isMoreUntold: boolean;
}

const compared = new WeakMap<ServiceState, Compared>();

/** The same changes per origin and operation. */
export function checkedOrigins(base: ServiceState, head: ServiceState): readonly CheckedOrigin[] {
  return comparedChecks(base, head).told;
}

/** Whether readable checks may affect requests, assuming that unreadable ones let them pass. */
export function mayBeChecked(base: ServiceState, head: ServiceState): boolean {
  return comparedChecks(base, head).isMoreUntold;
}

function comparedChecks(base: ServiceState, head: ServiceState): Compared {
  let known = compared.get(head);
  if (known?.base !== base) {
    const all = [...compareChecks(base, head)];
    const told = all.filter(({ isSure }) => isSure);
    compared.set(head, (known = { base, told, isMoreUntold: told.length < all.length }));
  }
  return known;
}

function* compareChecks(base: ServiceState, head: ServiceState): Iterable<CheckedOrigin & { readonly isSure: boolean }> {
  if (!checksOrigins(base) && !checksOrigins(head)) return;
  const chains = { base: new FullChains(base), head: new FullChains(head) };
  const known = new Map<string, ReadonlyMap<string, Way>>();
  for (const pair of changedPairs(base, head, true)) {
    if (pair.base === null || pair.head === null) continue;
    const [old, now] = [chains.base.of(pair.base), chains.head.of(pair.head)];
    if (old.key === now.key || !holdsCheck(old.chain, now.chain)) continue;
    const key = JSON.stringify([old.key, now.key]);
    let ways = known.get(key);
    if (ways === undefined) known.set(key, (ways = waysOf(old.chain, now.chain, base.assume)));
    for (const [origin, way] of ways) yield { ...way, origin, target: pair.target, chain: now.chain, isSure: isSure(way, old, now) };
  }
}

/** An origin that readable checks accept reaches the backend only if nothing else may refuse it. */
function isSure({ way }: Way, base: FullChain, head: FullChain): boolean {
  return way === 'still' || !(way === 'refused' ? base : head).mayRefuse;
}

interface FullChain {
  readonly chain: CorsChain;
  readonly key: string;
  /** It may have an origin check whose refused origins the text does not tell. */
  readonly mayRefuse: boolean;
}

/** The chains of a state, including what follows their last `<cors>`. */
class FullChains {
  readonly #state: ServiceState;
  readonly #known = new Map<ChainGroup, FullChain>();

  constructor(state: ServiceState) {
    this.#state = state;
  }

  of(group: ChainGroup): FullChain {
    let known = this.#known.get(group);
    if (known === undefined) {
      const steps = requestSteps(this.#state.deciding(group.layers), this.#state.readCors);
      const chain: CorsChain = { steps, written: [], preflight: null, preflightRests: [] };
      const mayRefuse = mayRefuseUntold(this.#state, group.layers);
      this.#known.set(group, (known = { chain, key: chainKey(chain), mayRefuse }));
    }
    return known;
  }
}

function holdsCheck(...chains: readonly CorsChain[]): boolean {
  return chains.some(({ steps }) => steps.some((step) => step.kind === 'refused' && step.spares !== undefined));
}

type Way = Pick<CheckedOrigin, 'way' | 'isRead'>;

function waysOf(base: CorsChain, head: CorsChain, assume: Assumptions): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  const wayOf = onceAlike([base, head], (origin) => wayBetween(metBy(base, origin, assume), metBy(head, origin, assume)));
  for (const origin of originsNamed(base, head)) {
    const way = wayOf(origin);
    if (way !== null) ways.set(origin, way);
  }
  return ways;
}

/** If pages read the answer only on one side, the access change is reported; here only what it hides. */
function wayBetween(old: Met, now: Met): Way | null {
  const isRead = old.isRead && now.isRead;
  if (old.isRead !== now.isRead) return now.by === 'check' && now.isRead ? { way: 'still', isRead } : null;
  if (old.by === 'backend' && now.by === 'check') return { way: 'refused', isRead };
  return old.by === 'check' && now.by === 'backend' ? { way: 'passed', isRead } : null;
}

/** What answers an origin's request, and whether its page can read that. null: something else, or unknown. */
interface Met {
  readonly by: 'check' | 'backend' | null;
  readonly isRead: boolean;
}

const unknown: Met = { by: null, isRead: false };

/** How the policies treat a GET, whose treatment is documented. */
function metBy(chain: CorsChain, origin: string, assume: Assumptions): Met {
  const { complete, worlds } = explore((walk): Met => {
    const decision = actualDecision(chain, { origin, method: 'GET', keyMissing: false }, walk);
    if (decision.kind !== 'goes-on') return unknown;
    const { refused, matched } = decision;
    const by = refused === null ? 'backend' : refused.spares === undefined ? null : 'check';
    return { by, isRead: matched !== null };
  }, assume);
  const all = complete ? underLeanings(worlds).map(({ result }) => result) : [];
  return { by: agreed(all.map(({ by }) => by)) ?? null, isRead: agreed(all.map(({ isRead }) => isRead)) ?? false };
}

function checksOrigins(state: ServiceState): boolean {
  return state.remarkable().some(({ file }) => file.ok && [...file.document.sections.values()].some(({ statements }) => statements.some(holdsOwn)));
}

function holdsOwn(statement: Statement): boolean {
  return statement.kind === 'others' && ownChecks(statement).length > 0;
}

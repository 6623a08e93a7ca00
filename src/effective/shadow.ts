import type { Place } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { concreteAccess, grantOf, includes } from '../cors/concrete-access.js';
import type { CorsChain, CorsElementStep, CorsStep } from '../cors/cors-chain.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { setKey, type NameSet } from '../cors/name-set.js';
import { onceAlike } from '../cors/origins-alike.js';
import { explore, type Assumptions } from '../cors/worlds.js';
import { ownMethods, targetsConcerned } from './own-methods.js';
import { holds, type Holding } from './severity-under.js';
import type { ChainGroup, CorsElement, ServiceState } from './service-state.js';

/** A `<cors>` that does not decide because of another one, inherited through `<base />`. */
export interface Shadow {
  readonly shadowed: CorsElement;
  readonly inherited: CorsElementStep;
  /** Origins that get less than the shadowed element alone would grant, and in which worlds. */
  readonly harmed: readonly { readonly origin: string; readonly holding: Holding }[];
  readonly groups: readonly ChainGroup[];
  /** The operations whose own method is affected. */
  readonly targets: readonly Target[];
}

/** Every shadow of a service: one for each pair of a shadowed element and an inherited element before it. */
export function* findShadows(state: ServiceState): Iterable<Shadow> {
  for (const shadowed of state.corsElements()) {
    if ((shadowed.section !== 'inbound' && shadowed.section !== 'fragment') || shadowed.how !== 'direct') continue;
    const byInherited = new Map<CorsPolicy, { inherited: Shadow['inherited']; groups: ChainGroup[] }>();
    for (const group of state.groupsWith(shadowed.policy)) {
      const inherited = firstBefore(group.chain, shadowed);
      if (inherited === null) continue;
      const known = byInherited.get(inherited.policy);
      if (known === undefined) byInherited.set(inherited.policy, { inherited, groups: [group] });
      else known.groups.push(group);
    }
    for (const { inherited, groups: all } of byInherited.values()) {
      // Groups may differ: a product has APIs with and without a `<cors>` of their own.
      const methods = ownMethods(all);
      const groups = all.filter(
        ({ chain }) => withoutBroader(chain, shadowed.policy) === null || harmedIn(chain, shadowed.policy, state.assume, methods).length > 0,
      );
      const chain = groups[0]?.chain;
      if (chain === undefined) continue;
      const harms = (own: NameSet): Shadow['harmed'] => harmedIn(chain, shadowed.policy, state.assume, own);
      const harmed = harms(groups.length === all.length ? methods : ownMethods(groups));
      if (harmed.length === 0) continue;
      yield { shadowed, inherited, harmed, groups, targets: targetsConcerned(groups, (own) => harms(own).length > 0) };
    }
  }
}

const breadth: Readonly<Record<ScopeRef['kind'], number>> = { fragment: 0, operation: 1, api: 2, product: 3, workspace: 4, global: 5 };

/**
 * The first `<cors>` of a broader scope that precedes the element and takes part in preflights. A narrower one precedes it on purpose. An element of a fragment
 * has the scope that includes it.
 */
function firstBefore(chain: CorsChain, element: CorsElement): Shadow['inherited'] | null {
  const own = chain.steps.find((step): step is CorsElementStep => step.kind === 'cors' && step.policy === element.policy);
  if (own === undefined || own.how === 'nested') return null;
  for (const step of chain.steps) {
    if (step.kind !== 'cors') continue;
    if (step === own) return null;
    if (step.how !== 'nested' && breadth[step.scope.kind] > breadth[own.scope.kind]) return step;
  }
  return null;
}

const originsKnown = new WeakMap<CorsPolicy, readonly string[]>();

/** Origins of an element, as classes of the access table. */
export function originsOf(policy: CorsPolicy): readonly string[] {
  let origins = originsKnown.get(policy);
  if (origins === undefined) originsKnown.set(policy, (origins = findOrigins(policy)));
  return origins;
}

function findOrigins(policy: CorsPolicy): readonly string[] {
  const origins = new Set<string>();
  for (const entry of policy.origins) {
    if (entry.kind === 'any') origins.add('*');
    else if (entry.kind === 'origin') origins.add(entry.origin);
    else if (entry.kind === 'unresolved') origins.add(entry.label);
  }
  return [...origins];
}

/**
 * The chain without `<cors>` elements of broader scopes before the element. If access is missing there too, the broader element is not the cause, and no repair
 * of it helps; likewise if the element itself is not deployed. null: no such element precedes it, and it is always deployed.
 */
function withoutBroader(chain: CorsChain, policy: CorsPolicy): CorsChain | null {
  const at = chain.steps.findIndex((step) => step.kind === 'cors' && step.policy === policy);
  const own = chain.steps[at];
  if (own?.kind !== 'cors') return null;
  const isNoBroader = (step: CorsStep): boolean => step.kind === 'cors' && breadth[step.scope.kind] <= breadth[own.scope.kind];
  const steps = chain.steps.slice(0, at).filter(isNoBroader);
  return steps.length === 0 && own.guards.length === 0 ? null : { ...chain, preflight: null, steps: [...steps, own] };
}

const harmedKnown = new WeakMap<CorsChain, Map<CorsPolicy, Map<string, Shadow['harmed']>>>();

/** Cached per chain: dozens of repairs are tried, and most leave most chains unchanged. */
function harmedIn(chain: CorsChain, policy: CorsPolicy, assume: Assumptions, own: NameSet): Shadow['harmed'] {
  let ofChain = harmedKnown.get(chain);
  if (ofChain === undefined) harmedKnown.set(chain, (ofChain = new Map<CorsPolicy, Map<string, Shadow['harmed']>>()));
  let known = ofChain.get(policy);
  if (known === undefined) ofChain.set(policy, (known = new Map<string, Shadow['harmed']>()));
  const methods = setKey(own);
  let harmed = known.get(methods);
  if (harmed === undefined) known.set(methods, (harmed = harmedOrigins(chain, policy, assume, own)));
  return harmed;
}

function harmedOrigins(chain: CorsChain, policy: CorsPolicy, assume: Assumptions, own: NameSet): { origin: string; holding: Holding }[] {
  const alone = withoutBroader(chain, policy);
  const holdingOf = onceAlike([chain], (origin) => {
    const { worlds } = explore((walk) => {
      const grant = grantOf(policy, origin, walk, own);
      if (includes(concreteAccess(chain, origin, walk, own), grant)) return false;
      return alone === null || includes(concreteAccess(alone, origin, walk, own), grant);
    }, assume);
    return holds(worlds, (isHarmed) => isHarmed);
  });
  const harmed: { origin: string; holding: Holding }[] = [];
  for (const origin of originsOf(policy)) {
    const holding = holdingOf(origin);
    if (holding.when !== 'never') harmed.push({ origin, holding });
  }
  return harmed;
}

/** Where a policy includes the fragment with the shadowed `<cors>`, and the `<base />` above that; null: it is not in a fragment, or no `<base />` is above. */
export function inclusionOf({ shadowed, groups }: Pick<Shadow, 'shadowed' | 'groups'>): { readonly include: Place; readonly base: Place } | null {
  if (shadowed.section !== 'fragment') return null;
  const id = shadowed.scope.id?.toLowerCase();
  for (const { layers } of groups) {
    for (const { file } of layers) {
      const statements = file?.ok === true ? (file.document.sections.get('inbound')?.statements ?? []) : [];
      const at = statements.findIndex((one) => one.kind === 'include-fragment' && one.fragment.toLowerCase() === id);
      const include = statements[at];
      const base = statements.slice(0, Math.max(at, 0)).findLast((one) => one.kind === 'base');
      if (include?.kind === 'include-fragment' && base?.kind === 'base') return { include: include.place, base: base.place };
    }
  }
  return null;
}

import { accessOf } from '../cors/access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { Assumptions } from '../cors/worlds.js';
import type { Target } from '../apim/target.js';
import { MetInBase } from './met-in-base.js';
import type { AskedChain, OriginAnswers } from './origin-answers.js';
import type { OriginSite } from './origin-site.js';
import { resourceKey } from '../apim/resource-key.js';
import { originAnswers } from './origin-uses.js';
import type { ServiceState } from './service-state.js';

/**
 * Origins that policies reflect in a hand-written header or a computed `<origin>`: the access table has them only if the text names them. Here the expressions
 * of both sides are run with each origin that they compare with.
 */

/**
 * Origins that a place reflects now and did not before, or the reverse. `untold`: the reflection depends on something unknown, in another way than before.
 * `inexact`: it is decided by changed expressions whose accepted origins no list can show.
 */
export interface GivenOrigins {
  readonly way: 'let-in' | 'kept-out' | 'untold' | 'inexact';
  /** Unnamed origins, which represent others like them. */
  readonly isSuch?: true;
  /** Empty for `untold` and `inexact`. */
  readonly origins: readonly string[];
  readonly site: OriginSite;
  readonly target: Target;
}

const compared = new WeakMap<ServiceState, { readonly base: ServiceState; readonly all: readonly GivenOrigins[] }>();

/** The differences between two states. Call `workOutOriginUses` for both first. */
export function givenOrigins(base: ServiceState, head: ServiceState): readonly GivenOrigins[] {
  let known = compared.get(head);
  if (known?.base !== base) compared.set(head, (known = { base, all: [...compareGiven(base, head)] }));
  return known.all;
}

function* compareGiven(base: ServiceState, head: ServiceState): Iterable<GivenOrigins> {
  const now = originAnswers(head);
  if (now === null) return;
  const before = metInBase(base, originAnswers(base));
  for (const context of now.contexts) {
    const chain = now.chainOf(context);
    for (const [old, operations] of before.metBy(context)) {
      const { gained, lost, such, isUntold, isInexact } = now.differenceFrom(old?.chain ?? null, chain);
      const [site] = chain.sites;
      if (site === undefined) continue;
      const target = { ...context.target, operations };
      const without = (origins: readonly string[], other: CorsChain | null, assume: Assumptions): readonly string[] =>
        other === null ? origins : origins.filter((origin) => accessOf(other, origin, assume).allowed !== 'yes');
      const letIn = without(gained, old?.corsChain ?? null, base.assume);
      const keptOut = without(lost, context.chain, head.assume);
      if (letIn.length > 0) yield { way: 'let-in', origins: letIn, site, target };
      if (keptOut.length > 0) yield { way: 'kept-out', origins: keptOut, site, target };
      if (such !== null && without([such], old?.corsChain ?? null, base.assume).length > 0) {
        yield { way: 'let-in', isSuch: true, origins: [such], site, target };
      }
      if (isInexact && !isUntold) yield { way: 'inexact', origins: [], site, target };
      if (isUntold) yield { way: 'untold', origins: [], site, target };
    }
  }
}

interface Met {
  readonly chain: AskedChain | null;
  readonly corsChain: CorsChain;
}

/** What requests met in base; `answers` is null if nothing there decides which origins are reflected. */
function metInBase(state: ServiceState, answers: OriginAnswers | null): MetInBase<Met> {
  const met = new MetInBase<Met>();
  if (answers !== null) {
    for (const context of answers.contexts) met.add(context, { chain: answers.chainOf(context), corsChain: context.chain });
    return met;
  }
  for (const { api, chain, target, product } of state.groups) {
    const key = api === null ? '' : resourceKey(api.workspace, api.id);
    met.add({ api: key, product: product?.id ?? '', target }, { chain: null, corsChain: chain });
  }
  return met;
}

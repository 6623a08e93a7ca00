import { allSteps } from '../cors/cors-chain.js';
import type { Review } from './review.js';
import type { Pair } from './sides.js';

/** Scopes whose policies may be kept elsewhere and would apply to some request; `global-before`: only in base. */
export function keptElsewhere(pairs: readonly Pair[]): NonNullable<Review['elsewhere']> {
  const states = pairs.flatMap(({ base, head }) => [base, head]).filter((state) => state?.service.partlyKept !== undefined);
  const now = new Set(pairs.flatMap(({ base, head }) => head ?? base ?? []));
  const counts = states.some((state) =>
    state?.groups.some(({ chain }) => allSteps(chain).some((step) => step.kind === 'opaque' && step.reason.code === 'policy-elsewhere')),
  );
  const without = states.flatMap((state) => (counts && state?.service.global === null ? [state] : []));
  const lacks = {
    global: without.some((state) => now.has(state)),
    'global-before': without.length > 0 && !without.some((state) => now.has(state)),
    product: states.some((state) => state?.service.products.some(({ policy, apis }) => policy === null && apis.size > 0)),
  };
  return (['global', 'global-before', 'product'] as const).filter((kind) => lacks[kind]);
}

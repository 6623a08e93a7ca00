import { allSteps, type CorsChain } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { originKey } from './origin-match.js';

/**
 * Works something out for origins, once for all that no `<cors>` of these chains treats differently: thousands of origins are mostly listed by
 * the same elements. `work` has to be a function of the chains and of what they do with the origin, not of its name.
 */
export function onceAlike<T>(chains: readonly (CorsChain | null)[], work: (origin: string) => T): (origin: string) => T {
  const policies = [...new Set(chains.flatMap((chain) => (chain === null ? [] : policiesOf(chain))))];
  const known = new Map<string, { readonly value: T }>();
  return (origin) => {
    const keys = policies.map((policy) => originKey(policy, origin));
    // What is open in its own name is this origin's alone.
    const key = keys.includes(null) ? `:${origin}` : keys.join('|');
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { value: work(origin) }));
    return found.value;
  };
}

function policiesOf(chain: CorsChain): readonly CorsPolicy[] {
  return allSteps(chain).flatMap((step) => (step.kind === 'cors' ? [step.policy] : []));
}

import { allSteps, allWriters, originsSpared, type CorsChain } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { handWritten } from './hand-written.js';
import { originKey } from './origin-match.js';

/** All by which a walk along some chains can tell one origin from another. */
export interface OriginTells {
  readonly policies: readonly CorsPolicy[];
  /** What hand-written `Access-Control-Allow-Origin` headers say, as written: an origin that is one of these passes where others do not. */
  readonly written: ReadonlySet<string>;
}

/** What tells origins apart in these chains. */
export function originTells(chains: readonly (CorsChain | null)[]): OriginTells {
  const policies = new Set<CorsPolicy>();
  const written = new Set<string>();
  for (const chain of chains) {
    if (chain === null) continue;
    for (const step of allSteps(chain)) if (step.kind === 'cors') policies.add(step.policy);
    for (const origin of originsSpared(chain)) written.add(origin);
    for (const writer of allWriters(chain)) {
      if (writer.header !== 'access-control-allow-origin') continue;
      const { literal } = handWritten(writer);
      if (literal !== null) written.add(literal.join(', '));
    }
  }
  return { policies: [...policies], written };
}

/** Equal keys: a walk does the same with both origins, in every world. */
export function tellsKey({ policies, written }: OriginTells, origin: string): string {
  // What is open in its own name is this origin's alone, and so is what is written for it.
  if (written.has(origin)) return `:${origin}`;
  let key = '';
  for (const policy of policies) {
    const own = originKey(policy, origin);
    if (own === null) return `:${origin}`;
    key += `${own}|`;
  }
  return key;
}

/**
 * Works something out for origins, once for all that nothing in these chains treats differently: thousands of origins are mostly listed by
 * the same elements. `work` has to be a function of the chains and of what they do with the origin, not of its name.
 */
export function onceAlike<T>(chains: readonly (CorsChain | null)[], work: (origin: string) => T): (origin: string) => T {
  const tells = originTells(chains);
  const known = new Map<string, { readonly value: T }>();
  return (origin) => {
    const key = tellsKey(tells, origin);
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { value: work(origin) }));
    return found.value;
  };
}

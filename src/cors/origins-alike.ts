import { allSteps, allWriters, originsSpared, type CorsChain } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import type { Fact } from './facts.js';
import { handWritten } from './hand-written.js';
import { countUnresolved, isNobody, listedBy, mayList } from './origin-match.js';

/** Everything by which a walk along some chains can distinguish origins. */
export class OriginTells {
  readonly policies: readonly CorsPolicy[];
  /** Elements with undecided origins. */
  readonly #open: readonly CorsPolicy[];
  /** The texts of hand-written `Access-Control-Allow-Origin` headers: an origin equal to one passes where others do not. */
  readonly written: ReadonlySet<string>;

  /** `isEachAlone`: it is unknown what else distinguishes origins, so no two count as alike. */
  constructor(
    policies: ReadonlySet<CorsPolicy>,
    written: ReadonlySet<string>,
    readonly isEachAlone = false,
  ) {
    this.policies = [...policies];
    this.#open = this.policies.filter((policy) => countUnresolved(policy) > 0);
    this.written = written;
  }

  /** Equal keys: a walk treats both origins the same, in every world. */
  keyOf(origin: string): string {
    if (this.isEachAlone) return `:${origin}`;
    // What is open under this origin's own name, or written for it, applies to it alone.
    if (this.written.has(origin) || (isNobody(origin) && this.policies.length > 0)) return `:${origin}`;
    if (this.#open.some((policy) => mayList(policy, origin))) return `:${origin}`;
    const [first] = this.policies;
    if (first !== undefined && this.policies.length > fewPolicies) return listingOf(this.policies, first).get(origin) ?? '';
    let key = '';
    for (const policy of this.policies) key += `${restsOf(listedBy(policy).get(origin))}|`;
    return key;
  }
}

interface Listing {
  readonly policies: readonly CorsPolicy[];
  readonly listed: ReadonlyMap<string, string>;
}

/** The latest index of lists that begin with an element: several rules ask about one chain in a row. */
const listings = new WeakMap<CorsPolicy, Listing>();

/** By origin, the elements that list it: asking dozens of elements for each of thousands of origins would take far longer. */
function listingOf(policies: readonly CorsPolicy[], first: CorsPolicy): ReadonlyMap<string, string> {
  const last = listings.get(first);
  if (last?.policies.length === policies.length && last.policies.every((policy, index) => policy === policies[index])) return last.listed;
  const listed = new Map<string, string>();
  for (const [index, policy] of policies.entries()) {
    for (const [origin, rests] of listedBy(policy)) listed.set(origin, `${listed.get(origin) ?? ''}${index} ${restsOf(rests)}|`);
  }
  listings.set(first, { policies, listed });
  return listed;
}

/** Up to this many elements are asked one by one. */
const fewPolicies = 4;

/** Equal texts: a listing element rests on the same facts. Most rest on none. */
function restsOf(rests: readonly Fact[] | undefined): string {
  return rests === undefined ? '-' : rests.length === 0 ? '' : rests.map(({ id }) => id).join();
}

/** What distinguishes origins in these chains. `also`: origins with other headers, or known to checks. `isEachAlone`: as in `OriginTells`. */
export function originTells(chains: readonly (CorsChain | null)[], also: Iterable<string> = [], isEachAlone = false): OriginTells {
  const policies = new Set<CorsPolicy>();
  const written = new Set<string>(also);
  const hangs = chains.some((chain) => chain?.writtenTo?.isEachAlone === true);
  for (const chain of chains) {
    if (chain === null) continue;
    for (const step of allSteps(chain)) if (step.kind === 'cors') policies.add(step.policy);
    for (const origin of originsSpared(chain)) written.add(origin);
    for (const origin of chain.writtenTo?.named ?? []) written.add(origin);
    for (const writer of allWriters(chain)) {
      if (writer.header !== 'access-control-allow-origin') continue;
      const { literal } = handWritten(writer);
      if (literal !== null) written.add(literal.join(', '));
    }
  }
  return new OriginTells(policies, written, isEachAlone || hangs);
}

/**
 * Computes something for origins, once for all that these chains treat alike: thousands of origins are mostly listed by the same elements. `work` may depend on
 * the chains and on how they treat the origin, not on its name.
 */
export function onceAlike<T>(chains: readonly (CorsChain | null)[], work: (origin: string) => T): (origin: string) => T {
  const tells = originTells(chains);
  const known = new Map<string, { readonly value: T }>();
  return (origin) => {
    const key = tells.keyOf(origin);
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { value: work(origin) }));
    return found.value;
  };
}

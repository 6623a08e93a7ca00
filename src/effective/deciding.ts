import { preflightSteps, type CorsChain, type CorsElementStep, type CorsStep } from '../cors/cors-chain.js';
import { allowsAny, listedBy, matches, listsOrigin } from '../cors/origin-match.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { onceAlike } from '../cors/origins-alike.js';
import { certaintyOver, explore, type Assumptions } from '../cors/worlds.js';
import { preflightDecision } from '../cors/which-cors.js';
import { holds, strongestHolding, type Holding } from './severity-under.js';
import { originsOf } from './shadow.js';
import type { ChainGroup, CorsElement, ServiceState } from './service-state.js';

/** A `<cors>` that answers preflights of a chain, and the origins. */
export interface Deciding {
  readonly origins: readonly string[];
  readonly holding: Holding;
}

const known = new WeakMap<CorsChain, ReadonlyMap<CorsPolicy, Deciding>>();

/**
 * The elements that answer preflights of a chain, each with its origins. An origin in several elements of the chain is left out: another element may grant what
 * one lacks, under some reading, and `inherited-cors-decides` reports it otherwise.
 */
export function decidingElements(chain: CorsChain, assume: Assumptions): ReadonlyMap<CorsPolicy, Deciding> {
  let deciding = known.get(chain);
  if (deciding === undefined) known.set(chain, (deciding = findDeciding(chain, assume)));
  return deciding;
}

function findDeciding(chain: CorsChain, assume: Assumptions): ReadonlyMap<CorsPolicy, Deciding> {
  const steps = preflightSteps(chain).steps.filter((step): step is CorsElementStep => step.kind === 'cors');
  const found = new Map<CorsPolicy, { origins: string[]; holdings: Set<Holding> }>();
  const plain = plainSteps(chain);
  const isAlone = aloneAmong(steps);
  for (const step of steps) {
    const answering = onceAlike([chain], (origin) => (plain.has(step) ? plainly(step.policy, origin, assume) : answeringIn(chain, origin, assume)));
    for (const origin of originsOf(step.policy)) {
      if (!isAlone(step, origin)) continue;
      for (const { policy, holding } of answering(origin)) {
        const known = found.get(policy);
        if (known === undefined) found.set(policy, { origins: [origin], holdings: new Set([holding]) });
        else {
          known.origins.push(origin);
          known.holdings.add(holding);
        }
      }
    }
  }
  return new Map([...found].map(([policy, one]) => [policy, { origins: one.origins, holding: strongestHolding(one.holdings) }]));
}

/** Whether no other element certainly lists an origin. */
function aloneAmong(steps: readonly CorsElementStep[]): (step: CorsElementStep, origin: string) => boolean {
  const listing = new Map<string, number>();
  for (const { policy } of steps) for (const origin of listedBy(policy).keys()) listing.set(origin, (listing.get(origin) ?? 0) + 1);
  const ofAny = steps.filter(({ policy }) => allowsAny(policy));
  return (step, origin) => {
    const others = (listing.get(origin) ?? 0) - (listsOrigin(step.policy, origin) ? 1 : 0);
    return others === 0 && (origin === 'null' || ofAny.every((one) => one === step));
  };
}

type Answering = readonly { readonly policy: CorsPolicy; readonly holding: Holding }[];

/** Asks no question: there is one world. */
function plainly(policy: CorsPolicy, origin: string, assume: Assumptions): Answering {
  const { worlds } = explore((walk) => matches(policy, origin, walk), assume);
  return [{ policy, holding: { when: 'always', certainty: certaintyOver(worlds, false) } }];
}

function answeringIn(chain: CorsChain, origin: string, assume: Assumptions): Answering {
  const { worlds, complete } = explore((walk) => {
    const decision = preflightDecision(chain, origin, walk);
    return decision.kind === 'granted' ? decision.policy : null;
  }, assume);
  if (!complete) return [];
  const policies = new Set(worlds.flatMap((world) => world.result ?? []));
  return [...policies].map((policy) => ({ policy, holding: holds(worlds, (result) => result === policy) }));
}

/** Steps that answer every origin they list in every world, with nothing open about them or the steps before. Most are such, and need no exploration. */
function plainSteps(chain: CorsChain): ReadonlySet<CorsStep> {
  const plain = new Set<CorsStep>();
  if (chain.preflight !== null) return plain;
  for (const step of chain.steps) {
    if (step.kind !== 'cors' || step.how !== 'direct' || step.guards.length > 0) break;
    if (step.policy.origins.some((entry) => entry.kind === 'unresolved' || entry.kind === 'null')) break;
    plain.add(step);
    if (step.policy.terminateUnmatched.kind !== 'literal' || step.policy.terminateUnmatched.value) break;
  }
  return plain;
}

/** The groups whose preflights an element answers, for origins that no other element of the chain lists. */
export function* groupsDecidedBy(state: ServiceState, element: CorsElement): Iterable<{ readonly group: ChainGroup; readonly deciding: Deciding }> {
  for (const group of state.groupsWith(element.policy)) {
    const deciding = decidingElements(group.chain, state.assume).get(element.policy);
    if (deciding !== undefined) yield { group, deciding };
  }
}

import type { CorsChain } from '../cors/cors-chain.js';
import { answerActual } from '../cors/gateway.js';
import { possibleWorlds } from '../cors/possible-together.js';
import { explore, underLeanings, type Assumptions, type Walk } from '../cors/worlds.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { refKey } from '../text/policy-ref.js';

/** An unlisted origin: the name is reserved (RFC 2606). */
const stranger = { origin: 'https://unlisted.invalid', method: 'GET', headers: [], credentials: null };

/**
 * Whether a `<cors>` that ends requests of unlisted origins lets them reach the backend after an edit (`edited`: keys of policy refs), as far as the leanings
 * decide. Browsers still block such pages, so the access table does not show it.
 */
export function passesOnOnceEdited(head: ServiceState, repaired: ServiceState, edited: ReadonlySet<string>): boolean {
  const after = new Map(repaired.groups.map((group) => [placeOf(group), group.chain]));
  const seen = new Set<string>();
  return head.groups.some((group) => {
    const { chain, key } = group;
    const now = after.get(placeOf(group));
    const isTouched = chain.steps.some((step) => step.kind === 'cors' && edited.has(refKey(step.policy.place.ref)));
    if (now === undefined || !isTouched || seen.has(key)) return false;
    seen.add(key);
    return reaches(chain, head.assume) === 'never' && reaches(now, repaired.assume) === 'always';
  });
}

/** Changed treatment of requests from unlisted origins: sorted names of APIs. */
export interface UnlistedRequests {
  /** They reached the backend, and now end at a `<cors>`. */
  readonly end: readonly string[];
  /** They ended at a `<cors>`, and now reach the backend. */
  readonly pass: readonly string[];
  /** It depends on what the repository does not decide, on one side or otherwise than before. */
  readonly untold: readonly string[];
}

/**
 * APIs where a change ends requests of unlisted origins, or lets them pass, as far as the leanings decide. No page can read the answers either way, but other
 * sites' form posts and redirects are such requests and need no readable answer.
 */
export function unlistedRequests(pairs: readonly { readonly base: ServiceState | null; readonly head: ServiceState | null }[]): UnlistedRequests {
  const found = { end: new Set<string>(), pass: new Set<string>(), untold: new Set<string>() };
  for (const { base, head } of pairs) {
    if (base === null || head === null) continue;
    const after = new Map(head.groups.map((group) => [placeOf(group), group]));
    const seen = new Map<string, keyof UnlistedRequests | null>();
    for (const group of base.groups) {
      const now = after.get(placeOf(group));
      const { api } = group.target;
      if (api === null || now === undefined || now.key === group.key || !isAnswered(group) || !isAnswered(now)) continue;
      const key = JSON.stringify([group.key, now.key]);
      let way = seen.get(key);
      if (way === undefined) {
        way = wayBetween(group.chain, now.chain, base.assume);
        seen.set(key, way);
      }
      if (way !== null) found[way].add(api);
    }
  }
  return { end: [...found.end].sort(), pass: [...found.pass].sort(), untold: [...found.untold] };
}

function isAnswered({ chain }: ChainGroup): boolean {
  return chain.steps.some((step) => step.kind === 'cors');
}

type Reach = 'always' | 'never' | 'unknown';

/** Both sides in the same worlds: what is open on both differs where something else decides it. */
function wayBetween(old: CorsChain, now: CorsChain, assume: Assumptions): keyof UnlistedRequests | null {
  const { complete, worlds } = explore((walk) => [reachIn(old, walk), reachIn(now, walk)] as const, assume);
  if (!complete) return null;
  const ways = possibleWorlds(underLeanings(worlds)).map(({ result }) => result);
  if (ways.every(([before, after]) => before === 'always' && after === 'never')) return 'end';
  if (ways.every(([before, after]) => before === 'never' && after === 'always')) return 'pass';
  return ways.some(([before, after]) => before !== after && before !== 'unknown' && after !== 'unknown') ? 'untold' : null;
}

function reaches(chain: CorsChain, assume: Assumptions): Reach {
  const { complete, worlds } = explore((walk) => reachIn(chain, walk), assume);
  const ways = new Set(underLeanings(worlds).map(({ result }) => result));
  const [way = 'unknown'] = ways;
  return complete && ways.size === 1 ? way : 'unknown';
}

/** Only a <cors> ends a request with 200 and nothing. */
function reachIn(chain: CorsChain, walk: Walk): Reach {
  const { opaque, backendCalled, status } = answerActual(chain, stranger, { keyMissing: false }, walk);
  if (opaque !== null) return 'unknown';
  return backendCalled ? 'always' : status === 200 ? 'never' : 'unknown';
}

function placeOf({ target: { workspace, product, api, operations } }: ChainGroup): string {
  return JSON.stringify([workspace, product, api, operations]);
}

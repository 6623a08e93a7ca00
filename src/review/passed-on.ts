import type { CorsChain } from '../cors/cors-chain.js';
import { answerActual } from '../cors/gateway.js';
import { explore, underLeanings, type Assumptions } from '../cors/worlds.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { refKey } from '../text/policy-ref.js';

/** An origin that no policy names: the name is reserved (RFC 2606). */
const stranger = { origin: 'https://unlisted.invalid', method: 'GET', headers: [], credentials: null };

/**
 * Whether a `<cors>` that ends the requests of unlisted origins lets them reach the backend once texts are edited (`edited`: keys of their refs), as
 * far as the leanings decide. Browsers keep such pages from the answer all the same: access does not tell.
 */
export function passesOn(head: ServiceState, repaired: ServiceState, edited: ReadonlySet<string>): boolean {
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

function reaches(chain: CorsChain, assume: Assumptions): 'always' | 'never' | 'unknown' {
  const { complete, worlds } = explore((walk) => answerActual(chain, stranger, { keyMissing: false }, walk), assume);
  const answers = underLeanings(worlds).map(({ result }) => result);
  if (!complete || answers.some(({ opaque }) => opaque !== null)) return 'unknown';
  if (answers.every(({ backendCalled }) => backendCalled)) return 'always';
  // Only a <cors> ends a request with 200 and nothing.
  return answers.every(({ backendCalled, status }) => !backendCalled && status === 200) ? 'never' : 'unknown';
}

function placeOf({ target: { workspace, product, api, operations } }: ChainGroup): string {
  return JSON.stringify([workspace, product, api, operations]);
}

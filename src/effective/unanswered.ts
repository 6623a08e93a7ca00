import type { CorsChain } from '../cors/cors-chain.js';
import { onceAlike } from '../cors/origins-alike.js';
import { preflightDecision } from '../cors/which-cors.js';
import { explore, type Assumptions } from '../cors/worlds.js';

const known = new WeakMap<CorsChain, (origin: string) => boolean>();

/** Says of an origin whether nothing in the chain answers its preflights, in any world. */
export function unansweredIn(chain: CorsChain, assume: Assumptions): (origin: string) => boolean {
  let unanswered = known.get(chain);
  if (unanswered === undefined) {
    unanswered = onceAlike([chain], (origin) => {
      const { worlds, complete } = explore((walk) => preflightDecision(chain, origin, walk).kind, assume);
      return complete && worlds.every((world) => world.result !== 'granted' && world.result !== 'opaque');
    });
    known.set(chain, unanswered);
  }
  return unanswered;
}

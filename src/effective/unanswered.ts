import type { Certainty } from '../text/scales.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { onceAlike } from '../cors/origins-alike.js';
import { policyElsewhere } from '../cors/questions.js';
import { preflightDecision } from '../cors/which-cors.js';
import { explore, type Assumptions } from '../cors/worlds.js';

type Unanswered = (origin: string) => Certainty | null;

const known = new WeakMap<CorsChain, Unanswered>();

/**
 * Says of an origin how sure it is that nothing in the chain answers its preflights; null: something does, or may. A policy that is kept elsewhere
 * is taken to have no `<cors>`, as reported: only where it has none in any world is it documented.
 */
export function unansweredIn(chain: CorsChain, assume: Assumptions): Unanswered {
  let unanswered = known.get(chain);
  if (unanswered === undefined) {
    const under =
      (assumed: Assumptions) =>
      (origin: string): boolean => {
        const { worlds, complete } = explore((walk) => preflightDecision(chain, origin, walk).kind, assumed);
        return complete && worlds.every((world) => world.result !== 'granted' && world.result !== 'answered' && world.result !== 'opaque');
      };
    const always = under(assume);
    const probably = under(withNothingElsewhere(assume));
    unanswered = onceAlike([chain], (origin) => (always(origin) ? 'documented' : probably(origin) ? 'reported' : null));
    known.set(chain, unanswered);
  }
  return unanswered;
}

/** What is assumed and, where nothing else is, that policies kept elsewhere hold no `<cors>`: the evidence leans that way. */
export function withNothingElsewhere(assume: Assumptions): Assumptions {
  const leaning = policyElsewhere.readings.find(({ stands }) => stands === 'leaning');
  return leaning === undefined ? assume : new Map([[policyElsewhere.id, leaning.value], ...assume]);
}

/** An origin whose preflights nothing answers, with how sure that is; nothing where something does. */
export function noted(origin: string, certainty: Certainty | null): readonly { readonly origin: string; readonly certainty: Certainty }[] {
  return certainty === null ? [] : [{ origin, certainty }];
}

import type { Certainty } from '../text/scales.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { onceAlike } from '../cors/origins-alike.js';
import { policyElsewhere } from '../cors/questions.js';
import { preflightDecision } from '../cors/which-cors.js';
import { explore, type Assumptions } from '../cors/worlds.js';

type Unanswered = (origin: string) => Certainty | null;

const known = new WeakMap<CorsChain, Unanswered>();

/**
 * Returns, for an origin, the certainty that no step answers its preflights; null: a step does, or may. A policy kept elsewhere is assumed to have no `<cors>`,
 * as reported: it is documented only if no world has one.
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

/** The assumptions and, unless they say otherwise, that policies kept elsewhere hold no `<cors>`: the evidence leans that way. */
export function withNothingElsewhere(assume: Assumptions): Assumptions {
  const leaning = policyElsewhere.readings.find(({ stands }) => stands === 'leaning');
  return leaning === undefined ? assume : new Map([[policyElsewhere.id, leaning.value], ...assume]);
}

/** An origin with unanswered preflights and the certainty; nothing if they are answered. */
export function noted(origin: string, certainty: Certainty | null): readonly { readonly origin: string; readonly certainty: Certainty }[] {
  return certainty === null ? [] : [{ origin, certainty }];
}

import type { Place } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { sha256Hex } from '../text/hash.js';
import { originsNamed } from './access.js';
import { concreteAccess } from './concrete-access.js';
import { allSteps, allWriters, chainKey, type CorsChain, type CorsElementStep, type CorsStep, type OpaqueStep, type TooMuch } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { countUnresolved } from './origin-match.js';
import { onceAlike } from './origins-alike.js';
import { Effort, explore, type Assumptions } from './worlds.js';

/**
 * Bounds of the evaluation. API Management accepts one `<cors>` per section and documents of 256 KiB: real policies stay far below these numbers. Beyond a
 * bound there is one unknown and an error (`not-understood`).
 */

/** `<cors>` elements for one request. */
const mostCors = 64;
/** Steps that decide a request, `<cors>` or not. */
const mostSteps = 1024;
/** Undecided names of origins, methods and headers, in all `<cors>` of a request. */
const mostUnknown = 256;
/** Hand-written CORS headers in answers to one request: each origin that they name is tried against all of them. */
export const mostWritten = 512;
/** Products with own policies that contain one API. */
export const mostProducts = 1000;
/** Answers to open points, over all origins and combinations of a chain. */
const mostAnswers = 600_000;
/** Fewer open points than these are always evaluated: there are some named ones too. */
const fewOpen = 4;

/** The step that replaces what exceeds a bound. `identity`: of everything it replaces; equal only for equal content. */
export function tooMuch(what: TooMuch, place: Place, scope: ScopeRef, identity: string): OpaqueStep {
  return { kind: 'opaque', key: `too-much:${what}:${sha256Hex(identity)}`, reason: { code: 'too-much', what, scope }, place, scope, guards: [] };
}

/** The steps themselves, or a replacing step if they exceed the bounds. */
export function withinBounds(steps: readonly CorsStep[]): readonly CorsStep[] {
  let elements = 0;
  let unknown = 0;
  let written = 0;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'refused' && step.writes !== undefined) {
      const { place, scope, writes } = step;
      written += writes.length;
      if (written > mostWritten && place !== null && scope !== null) return [tooMuch('written', place, scope, stepsKey(steps))];
    }
    let isOverfull = false;
    if (step.kind === 'cors') {
      elements += 1;
      unknown += unknownIn(step.policy);
      isOverfull = step.policy.overflow !== null;
    }
    const what = isOverfull ? 'values' : unknown > mostUnknown ? 'unknown' : elements > mostCors || index >= mostSteps ? 'cors' : null;
    if (what === null) continue;
    const at = step.kind === 'cors' ? step : (steps.find((one): one is CorsElementStep => one.kind === 'cors') ?? null);
    if (at !== null) return [tooMuch(what, at.policy.place, at.scope, stepsKey(steps))];
  }
  return steps;
}

/** The chain itself, or a replacement if its open points exceed the bounds. `scope`: that of its requests. */
export function withinReadings(chain: CorsChain, assume: Assumptions, scope: ScopeRef): CorsChain {
  const steps = allSteps(chain);
  const guards = new Set(steps.flatMap((step) => step.guards.map(({ question }) => question.id)));
  const elements = steps.filter((step): step is CorsElementStep => step.kind === 'cors');
  const unknown = elements.reduce((sum, { policy }) => sum + unknownIn(policy), 0);
  const open = elements.find(({ policy, guards: own }) => own.length > 0 || unknownIn(policy) > 0);
  const writers = allWriters(chain).filter(({ inside }) => inside !== null && inside !== 'return-response');
  const place = open?.policy.place ?? writers[0]?.element.place;
  if (place === undefined || guards.size + unknown + writers.length < fewOpen || isWorkedThrough(chain, assume)) return chain;
  return chainOf(tooMuch('readings', place, open?.scope ?? scope, chainKey(chain)));
}

/** A chain that consists of one unknown step. */
export function chainOf(step: OpaqueStep): CorsChain {
  return { steps: [step], written: [], preflight: null, preflightRests: [] };
}

function isWorkedThrough(chain: CorsChain, assume: Assumptions): boolean {
  const effort = new Effort(mostAnswers);
  const isDone = onceAlike([chain], (origin) => explore((walk) => concreteAccess(chain, origin, walk), assume, undefined, effort).complete);
  return originsNamed(chain).every(isDone);
}

function unknownIn(policy: CorsPolicy): number {
  const lists = [policy.methods, policy.headers, policy.exposed];
  return lists.reduce((sum, list) => sum + (list.kind === 'list' ? list.unresolved.length : 0), countUnresolved(policy));
}

function stepsKey(steps: readonly CorsStep[]): string {
  return chainKey({ steps, written: [], preflight: null, preflightRests: [] });
}

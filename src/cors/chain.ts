import type { Place } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { policyKey, type CorsPolicy } from './policy.js';
import type { Ask, Question } from './questions.js';

/** A step that has guards exists only in worlds where each question has the value. */
export interface Guard {
  readonly question: Question;
  readonly value: string;
}

export type CorsStep =
  | {
      readonly kind: 'cors';
      readonly policy: CorsPolicy;
      readonly scope: ScopeRef;
      readonly how: 'direct' | 'fragment' | 'nested';
      readonly guards: readonly Guard[];
    }
  /** Something that cannot be read: anything may happen from here on. */
  | { readonly kind: 'opaque'; readonly key: string; readonly reason: string; readonly place: Place; readonly guards: readonly Guard[] };

/** Everything that decides CORS for a request, first to last in effective order. */
export interface CorsChain {
  readonly steps: readonly CorsStep[];
}

/** True in the world at hand. Guards are asked in order, and no further than the first that fails. */
export function exists(step: CorsStep, ask: Ask): boolean {
  return step.guards.every((guard) => ask(guard.question).value === guard.value);
}

/** Equal keys: equal access for everybody, in every world. */
export function chainKey(chain: CorsChain): string {
  return chain.steps
    .map((step) => {
      const guards = step.guards.map((guard) => `${guard.question.id}=${guard.value}`).join('&');
      const what = step.kind === 'cors' ? `${step.how}:${policyKey(step.policy)}` : `opaque:${step.key}`;
      return `${guards}!${what}`;
    })
    .join('\n');
}

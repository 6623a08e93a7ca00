import type { HeaderWriter, Place } from '../apim/policy.js';
import type { PolicyFault } from '../apim/policy-fault.js';
import { handWrittenKey } from './hand-written.js';
import type { Fact } from './facts.js';
import type { ScopeRef } from '../apim/service.js';
import { policyKey, type CorsPolicy } from './cors-policy.js';
import type { Question, Walk } from './worlds.js';

/** A step that has guards exists only in worlds where each question has the value. */
export interface Guard {
  readonly question: Question;
  readonly value: string;
}

/** One thing that a request meets along a chain, and under which answers to open points it meets it. */
export type CorsStep =
  | {
      readonly kind: 'cors';
      readonly policy: CorsPolicy;
      readonly scope: ScopeRef;
      readonly how: 'direct' | 'fragment' | 'nested';
      readonly guards: readonly Guard[];
      /** A policy above it takes the request's Origin away: it meets no request of another site, if it looks at what is left. Left out: none does. */
      readonly isBehindDeletion?: true;
    }
  /** Something that cannot be read: anything may happen from here on. */
  | {
      readonly kind: 'opaque';
      readonly key: string;
      readonly reason: OpaqueReason;
      readonly place: Place;
      readonly scope: ScopeRef;
      readonly guards: readonly Guard[];
    }
  /** A policy that refuses the request or answers it itself, or the check of the subscription key (place null): nothing behind it runs. */
  | {
      readonly kind: 'refused';
      /** Name of the policy; `subscription` for the key. */
      readonly by: string;
      readonly status: number | 'unknown';
      readonly place: Place | null;
      readonly scope: ScopeRef | null;
      readonly guards: readonly Guard[];
      /** Headers of CORS that its answer holds, written by hand; left out: none. */
      readonly writes?: readonly HeaderWriter[];
      /** Origins that pass it all the same; left out: none. */
      readonly spares?: SparedOrigins;
      /** It refuses the request for the page that it comes from: by a condition on that, or as a check of the origin. Left out: not so far as is known. */
      readonly isOfPage?: true;
    };

/** Origins by which a policy lets requests pass. */
export interface SparedOrigins {
  readonly origins: readonly string[];
  readonly ignoresCase: boolean;
}

/** A `<cors>` of a chain. */
export type CorsElementStep = Extract<CorsStep, { kind: 'cors' }>;
/** What cannot be read. */
export type OpaqueStep = Extract<CorsStep, { kind: 'opaque' }>;
/** What ends a request. */
export type RefusedStep = Extract<CorsStep, { kind: 'refused' }>;

/** Why nothing is known behind a step. */
export type OpaqueReason =
  /** The document is no policy that can be read; `says` tells where it breaks off. */
  | { readonly code: 'malformed'; readonly says: PolicyFault; readonly isRefused: boolean }
  /** The repository does not hold the fragment. */
  | { readonly code: 'missing-fragment'; readonly fragment: string }
  /** Text of a template stands among policies: what it comes to is not known. */
  | { readonly code: 'hole'; readonly name: string }
  /** The repository does not hold the policy of the scope. */
  | { readonly code: 'policy-elsewhere' }
  /** The policy may answer the request by itself, with headers that it writes by hand. */
  | { readonly code: 'answers-itself'; readonly policy: string }
  /** A policy above writes the request's own header Origin, and `<cors>` looks at what is written. */
  | { readonly code: 'origin-written' }
  | { readonly code: 'too-much'; readonly what: TooMuch; readonly scope: ScopeRef };

/**
 * What there is more of than is worked through. `policies`: policies that `<base />` and fragments stand for, or fragments inside of one another;
 * `cors`: `<cors>` elements that one request meets; `unknown`: names in them that the repository does not decide; `readings`: combinations;
 * `products`: products with policies of their own that one API is in; `values`: text of named values; `written`: headers of CORS that are written by hand;
 * `addresses`: operations at other addresses than before.
 */
export type TooMuch = 'values' | 'policies' | 'cors' | 'unknown' | 'readings' | 'products' | 'written' | 'addresses';

/** Everything that decides CORS for a request, first to last in effective order. */
export interface CorsChain {
  readonly steps: readonly CorsStep[];
  /** Headers of CORS that policies write into the answer to the request by hand, in the order they run. */
  readonly written: readonly HeaderWriter[];
  /** `written` as it is for each origin, where every one is given back by what is worked out for a request; left out: only the texts tell. */
  readonly writtenTo?: WrittenTo;
  /** What answers the preflight where that is not the same policies: an operation of its own, or the global policy alone. */
  readonly preflight: Preflight | null;
  /** What its being the chain of a preflight takes for granted. */
  readonly preflightRests: readonly Fact[];
}

/** Headers that are written by hand, as each origin has them. */
export interface WrittenTo {
  /** Equal: the same for everybody, but for the origin that comes back. */
  readonly key: string;
  /** Origins that the policies name and that have others. */
  readonly named: readonly string[];
  /** Nobody can say which other origins fare alike. */
  readonly isEachAlone: boolean;
  readonly writersFor: (origin: string) => readonly HeaderWriter[];
}

/** Another way to answer a preflight. */
export interface Preflight {
  /**
   * `pipeline`: an operation with method OPTIONS, all policies of which run. `versionless`: no version is named, so the API is not found.
   * `product`: whether it is answered in a product's context depends on how the key is sent (`key` asks).
   */
  readonly kind: 'pipeline' | 'versionless' | 'product';
  /** Of kind `product`: the question whose answer `header` means that every request has a preflight, for the key's own sake. */
  readonly key: Question | null;
  readonly steps: readonly CorsStep[];
  /** Of kind `pipeline`: headers of CORS that policies write by hand into what the backend answers; left out: none. */
  readonly written?: readonly HeaderWriter[];
}

/** True in the world at hand. Guards are asked in order, and no further than the first that fails. */
export function exists(step: CorsStep, walk: Walk): boolean {
  return step.guards.every((guard) => walk.ask(guard.question).value === guard.value);
}

/** As `exists`, by what was answered already; a guard that nobody asked fails. */
export function isKnownToExist(step: CorsStep, walk: Walk): boolean {
  return step.guards.every((guard) => walk.heard(guard.question) === guard.value);
}

/** The steps that a preflight meets, and whether all of them run, as in an OPTIONS operation, or direct children alone. */
export function preflightSteps(chain: CorsChain): { readonly steps: readonly CorsStep[]; readonly isPipeline: boolean } {
  return { steps: chain.preflight?.steps ?? chain.steps, isPipeline: chain.preflight?.kind === 'pipeline' };
}

/** Every step that a request or its preflight can meet. */
export function allSteps({ steps, preflight }: CorsChain): readonly CorsStep[] {
  return preflight === null ? steps : [...steps, ...preflight.steps];
}

/** Every header of CORS that is written by hand into an answer to a request, by `<outbound>` or by what answers itself. */
export function requestWriters({ steps, written }: CorsChain): readonly HeaderWriter[] {
  return [...steps.flatMap(writesOf), ...written];
}

/** The same, of answers to preflights too. */
export function allWriters(chain: CorsChain): readonly HeaderWriter[] {
  const { preflight } = chain;
  return preflight === null ? requestWriters(chain) : [...requestWriters(chain), ...preflight.steps.flatMap(writesOf), ...(preflight.written ?? [])];
}

/** Whether any is. */
export function isHandWritten({ steps, written, preflight }: CorsChain): boolean {
  const answers = (step: CorsStep): boolean => step.kind === 'refused' && step.writes !== undefined;
  if (written.length > 0 || steps.some(answers)) return true;
  return preflight !== null && (preflight.written !== undefined || preflight.steps.some(answers));
}

function writesOf(step: CorsStep): readonly HeaderWriter[] {
  return step.kind === 'refused' ? (step.writes ?? []) : [];
}

/** Origins that some policy beside `<cors>` tells from others. */
export function originsSpared(chain: CorsChain): readonly string[] {
  return allSteps(chain).flatMap((step): readonly string[] => {
    if (step.kind !== 'refused' || step.spares === undefined) return [];
    const { origins, ignoresCase } = step.spares;
    return ignoresCase ? origins.map((origin) => origin.toLowerCase()) : origins;
  });
}

/** Equal keys: equal access for everybody, in every world. */
export function chainKey({ steps, written, writtenTo, preflight }: CorsChain): string {
  const own = [...steps.map(stepKey), ...written.map(writerText), ...(writtenTo === undefined ? [] : [`to each ${writtenTo.key}`])].join('\n');
  if (preflight === null) return own;
  return `${own}\n\n${preflight.kind}\n${[...preflight.steps.map(stepKey), ...(preflight.written ?? []).map(writerText)].join('\n')}`;
}

function writerText(writer: HeaderWriter): string {
  return `written ${handWrittenKey(writer)}`;
}

function sparedKey(spares: SparedOrigins | undefined): string {
  return spares === undefined ? '' : ` but ${JSON.stringify(spares)}`;
}

/** Whether a policy that refuses lets this origin pass. */
export function isSpared({ spares }: RefusedStep, origin: string): boolean {
  if (spares === undefined) return false;
  const { origins, ignoresCase } = spares;
  return ignoresCase ? origins.some((one) => one.toLowerCase() === origin.toLowerCase()) : origins.includes(origin);
}

function stepKey(step: CorsStep): string {
  const guards = step.guards.map((guard) => `${guard.question.id}=${guard.value}`).join('&');
  switch (step.kind) {
    case 'cors':
      return `${guards}!${step.how}:${step.isBehindDeletion === true ? 'without origin:' : ''}${policyKey(step.policy)}`;
    case 'opaque':
      return `${guards}!opaque:${step.key}`;
    case 'refused':
      // With which status makes a difference only where it is the answer to a preflight.
      return step.writes === undefined
        ? `${guards}!refused${sparedKey(step.spares)}`
        : `${guards}!answers ${step.status} ${step.writes.map(writerText).join(' ')}`;
  }
}

import type { HeaderWriter, Place } from '../apim/policy.js';
import type { PolicyFault } from '../apim/policy-fault.js';
import { handWrittenKey } from './hand-written.js';
import type { Fact } from './facts.js';
import type { ScopeRef } from '../apim/service.js';
import { policyKey, type CorsPolicy } from './cors-policy.js';
import type { Question, Walk } from './worlds.js';

/** A step with guards exists only in worlds where each question has the given value. */
export interface Guard {
  readonly question: Question;
  readonly value: string;
}

/** One step of a request along a chain, and the answers to open points under which it exists. */
export type CorsStep =
  | {
      readonly kind: 'cors';
      readonly policy: CorsPolicy;
      readonly scope: ScopeRef;
      readonly how: 'direct' | 'fragment' | 'nested';
      readonly guards: readonly Guard[];
      /** A policy above removes the request's Origin: if this element sees the changed request, it matches none from another site. */
      readonly isBehindDeletion?: true;
    }
  /** Something unreadable: anything may happen from here on. */
  | {
      readonly kind: 'opaque';
      readonly key: string;
      readonly reason: OpaqueReason;
      readonly place: Place;
      readonly scope: ScopeRef;
      readonly guards: readonly Guard[];
    }
  /** A policy that refuses or answers the request, or the check of the subscription key (place null): nothing after it runs. */
  | {
      readonly kind: 'refused';
      /** Name of the policy; `subscription` for the key. */
      readonly by: string;
      readonly status: number | 'unknown';
      readonly place: Place | null;
      readonly scope: ScopeRef | null;
      readonly guards: readonly Guard[];
      /** Hand-written CORS headers of its answer. */
      readonly writes?: readonly HeaderWriter[];
      /** Origins that it lets pass. */
      readonly spares?: SparedOrigins;
      /** It refuses the request because of its page: by a condition or a check of the origin. */
      readonly isOfPage?: true;
    };

/** Origins that a policy lets pass. */
export interface SparedOrigins {
  readonly origins: readonly string[];
  readonly ignoresCase: boolean;
}

/** A `<cors>` in a chain. */
export type CorsElementStep = Extract<CorsStep, { kind: 'cors' }>;
/** A step that cannot be read. */
export type OpaqueStep = Extract<CorsStep, { kind: 'opaque' }>;
/** A step that ends a request. */
export type RefusedStep = Extract<CorsStep, { kind: 'refused' }>;

/** Why nothing is known behind a step. */
export type OpaqueReason =
  /** The document is not a readable policy; `says` gives the fault. */
  | { readonly code: 'malformed'; readonly says: PolicyFault; readonly isRefused: boolean }
  /** The fragment is not in the repository. */
  | { readonly code: 'missing-fragment'; readonly fragment: string }
  /** Template text stands among the policies: its result is unknown. */
  | { readonly code: 'hole'; readonly name: string }
  /** The scope's policy is not in the repository. */
  | { readonly code: 'policy-elsewhere' }
  /** The policy may answer the request, with hand-written headers. */
  | { readonly code: 'answers-itself'; readonly policy: string }
  /** A policy above writes the request's own Origin header, and `<cors>` reads the new value. */
  | { readonly code: 'origin-written' }
  | { readonly code: 'too-much'; readonly what: TooMuch; readonly scope: ScopeRef };

/**
 * What exceeds a bound. `policies`: policies from `<base />` and fragments, or nested fragments; `cors`: `<cors>` elements for one request; `unknown`:
 * undecided names in them; `readings`: combinations; `products`: products with own policies for one API; `values`: text of named values; `written`:
 * hand-written CORS headers; `addresses`: operations at other addresses than before.
 */
export type TooMuch = 'values' | 'policies' | 'cors' | 'unknown' | 'readings' | 'products' | 'written' | 'addresses';

/** Everything that decides CORS for a request, in effective order. */
export interface CorsChain {
  readonly steps: readonly CorsStep[];
  /** CORS headers that policies write by hand into the answer, in running order. */
  readonly written: readonly HeaderWriter[];
  /** The value of `written` for each origin, if following the expressions determined it; left out: only the texts are known. */
  readonly writtenTo?: WrittenTo;
  /** How the preflight is answered, if not by the same policies: by an OPTIONS operation, or by the global policy alone. */
  readonly preflight: Preflight | null;
  /** Facts on which the chain's role for a preflight rests. */
  readonly preflightRests: readonly Fact[];
}

/** Hand-written headers for each origin. */
export interface WrittenTo {
  /** Equal keys: the same for every origin, except for the reflected origin itself. */
  readonly key: string;
  /** Origins named by the policies that get other headers. */
  readonly named: readonly string[];
  /** It is unknown which other origins are treated alike. */
  readonly isEachAlone: boolean;
  readonly writersFor: (origin: string) => readonly HeaderWriter[];
}

/** Another way to answer a preflight. */
export interface Preflight {
  /**
   * `pipeline`: an operation with method OPTIONS, whose policies all run. `versionless`: the preflight names no version, so the API is not found. `product`:
   * whether it is answered in a product's context depends on how the key is sent (`key` asks).
   */
  readonly kind: 'pipeline' | 'versionless' | 'product';
  /** For `product`: the question whose answer `header` means that every request has a preflight because of the key. */
  readonly key: Question | null;
  readonly steps: readonly CorsStep[];
  /** For `pipeline`: CORS headers written by hand into the backend's answer. */
  readonly written?: readonly HeaderWriter[];
}

/** Whether the step exists in the current world. Guards are asked in order, up to the first that fails. */
export function exists(step: CorsStep, walk: Walk): boolean {
  return step.guards.every((guard) => walk.ask(guard.question).value === guard.value);
}

/** As `exists`, but only by earlier answers; an unasked guard fails. */
export function isKnownToExist(step: CorsStep, walk: Walk): boolean {
  return step.guards.every((guard) => walk.heard(guard.question) === guard.value);
}

/** The steps of a preflight, and whether all policies run, as in an OPTIONS operation, or only direct children. */
export function preflightSteps(chain: CorsChain): { readonly steps: readonly CorsStep[]; readonly isPipeline: boolean } {
  return { steps: chain.preflight?.steps ?? chain.steps, isPipeline: chain.preflight?.kind === 'pipeline' };
}

/** Every step of a request or its preflight. */
export function allSteps({ steps, preflight }: CorsChain): readonly CorsStep[] {
  return preflight === null ? steps : [...steps, ...preflight.steps];
}

/** Every hand-written CORS header in answers to a request, from `<outbound>` or an answering policy. */
export function requestWriters({ steps, written }: CorsChain): readonly HeaderWriter[] {
  return [...steps.flatMap(writesOf), ...written];
}

/** As `requestWriters`, including answers to preflights. */
export function allWriters(chain: CorsChain): readonly HeaderWriter[] {
  const { preflight } = chain;
  return preflight === null ? requestWriters(chain) : [...requestWriters(chain), ...preflight.steps.flatMap(writesOf), ...(preflight.written ?? [])];
}

/** Whether the chain has hand-written CORS headers. */
export function isHandWritten({ steps, written, preflight }: CorsChain): boolean {
  const answers = (step: CorsStep): boolean => step.kind === 'refused' && step.writes !== undefined;
  if (written.length > 0 || steps.some(answers)) return true;
  return preflight !== null && (preflight.written !== undefined || preflight.steps.some(answers));
}

function writesOf(step: CorsStep): readonly HeaderWriter[] {
  return step.kind === 'refused' ? (step.writes ?? []) : [];
}

/** Origins that policies other than `<cors>` treat specially. */
export function originsSpared(chain: CorsChain): readonly string[] {
  return allSteps(chain).flatMap((step): readonly string[] => {
    if (step.kind !== 'refused' || step.spares === undefined) return [];
    const { origins, ignoresCase } = step.spares;
    return ignoresCase ? origins.map((origin) => origin.toLowerCase()) : origins;
  });
}

/** Equal keys: equal access for every origin, in every world. */
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

/** Whether a refusing policy lets this origin pass. */
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
      // The status matters only in an answer to a preflight.
      return step.writes === undefined
        ? `${guards}!refused${sparedKey(step.spares)}`
        : `${guards}!answers ${step.status} ${step.writes.map(writerText).join(' ')}`;
  }
}

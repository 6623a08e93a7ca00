import type { Place } from '../apim/policy.js';
import type { PolicyFault } from '../apim/policy-fault.js';
import type { CorsElementStep, OpaqueReason } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { allowsAny, listsOrigin } from './origin-match.js';
import { terminateUnmatchedDefault } from './questions.js';
import type { Reading, Walk } from './worlds.js';

/** What each element does with a request, as data; `report/` makes the sentences. */

/** Why an element matches an origin. */
export type OriginMatch = 'listed' | 'every-origin' | 'may-be';

/** What an element does with a request whose origin it does not list. */
export type Unmatched =
  | 'ends'
  | 'passes-on'
  | 'expression-decides'
  /** The attribute is missing; in the current world its default is true, false, or without effect. */
  | 'default-ends'
  | 'default-passes-on'
  | 'default-decides'
  /** The same in an OPTIONS operation; no page gives the status with which it ends. */
  | 'ends-options'
  | 'default-ends-options'
  /** It is true; in the current world that ends only GET and HEAD requests. */
  | 'other-methods'
  /** The request's missing key had ended it before. */
  | 'key-missing';

/** What happens at one element. */
export type TraceEvent =
  | { readonly code: 'decides'; readonly origin: string; readonly match: OriginMatch }
  | { readonly code: 'does-not-list'; readonly origin: string; readonly then: Unmatched }
  /** It lists the origin, but is not the first `<cors>`. */
  | { readonly code: 'does-not-count'; readonly origin: string }
  /** A step above ends the request. `policy`: its name, if it is not a `<cors>`. */
  | { readonly code: 'not-reached'; readonly policy: string | null }
  /** The request's Origin is deleted above: the element ignores requests without one. */
  | { readonly code: 'sees-no-origin' }
  /** It is inside another policy, where `<cors>` does not answer preflights. */
  | { readonly code: 'nested' }
  /** It is in a fragment, where `<cors>` does not answer preflights in this world. */
  | { readonly code: 'in-fragment' }
  | { readonly code: 'refuses-preflight' | 'answers-preflight'; readonly policy: string }
  | { readonly code: 'ends-request'; readonly policy: string; readonly beforeCors: boolean }
  /** `where`: the condition under which it is written; null: always. */
  | { readonly code: 'writes-header'; readonly header: string; readonly deletes: boolean; readonly where: string | null }
  /** No operation takes OPTIONS, and no `<cors>` takes part in preflights. */
  | { readonly code: 'no-route' }
  /** The version is in a header, which a preflight does not send: the API and its `<cors>` are not found. */
  | { readonly code: 'no-version' }
  /** The policy is refused at save: because of a section inside another, or an invalid origin. */
  | { readonly code: 'refused'; readonly section: string }
  | { readonly code: 'refused'; readonly section: null; readonly origin: string }
  /** An unknown name in a `<cors>`. */
  | { readonly code: 'refused-name'; readonly name: string; readonly inside: string }
  /** A second `<cors>` in one section. */
  | { readonly code: 'refused-twice' }
  /** A branch for OPTIONS, which routing ends before any policy runs. */
  | { readonly code: 'options-branch' }
  /** An operation takes OPTIONS, and no `<cors>` answers: its key check refuses, or its backend answers. */
  | { readonly code: 'options-operation'; readonly then: 'key-missing' | 'backend' }
  /** The key check precedes every policy. */
  | { readonly code: 'key-missing' }
  /** It lists the origin, but in a fragment, where it does not decorate the refusal of a missing key. */
  | { readonly code: 'in-fragment-without-key'; readonly origin: string }
  /** What the `<cors>` that answers the preflight does not list. */
  | { readonly code: 'lacks'; readonly method: string | null; readonly headers: readonly string[] }
  | { readonly code: 'not-known'; readonly reason: OpaqueReason }
  /** `<inbound>` without `<base />`. */
  | { readonly code: 'no-base' }
  | { readonly code: 'malformed'; readonly says: PolicyFault; readonly isRefused: boolean };

/** One event with its place. */
export interface TraceEntry {
  /** '' if no file is the cause. */
  readonly path: string;
  readonly line: number;
  readonly scope: string;
  /** null: both. */
  readonly phase: 'preflight' | 'request' | null;
  readonly event: TraceEvent;
  /** The combinations of readings under which the element does this, if it does something else under others. */
  readonly when?: readonly (readonly Reading[])[];
}

/** Collects the events of one phase, in order. */
export class Trace {
  readonly entries: TraceEntry[] = [];
  readonly #phase: 'preflight' | 'request';

  constructor(phase: 'preflight' | 'request') {
    this.#phase = phase;
  }

  add(place: Place | null, scope: string, event: TraceEvent): void {
    this.entries.push({ path: place?.path ?? '', line: place?.line ?? 0, scope, phase: this.#phase, event });
  }

  /** Records what a `<cors>` does. */
  cors(step: CorsElementStep, event: TraceEvent): void {
    this.add(step.policy.place, step.scope.kind, event);
  }
}

/** The distinct entries of several worlds, in the order first met. */
export function uniteTraces(traces: readonly (readonly TraceEntry[])[]): readonly TraceEntry[] {
  const seen = new Map<string, TraceEntry>();
  for (const entry of traces.flat()) seen.set(JSON.stringify([entry.path, entry.line, entry.phase, entry.event]), entry);
  return [...seen.values()];
}

/** The event of the element that answers. */
export function decides(policy: CorsPolicy, origin: string): TraceEvent {
  return { code: 'decides', origin, match: listsOrigin(policy, origin) ? 'listed' : allowsAny(policy) ? 'every-origin' : 'may-be' };
}

/**
 * The event of an element that does not list the origin; record it only once the outcome is settled. `isEnded` false: the request continues behind it.
 * `isPipeline`: in an OPTIONS operation.
 */
export function doesNotList(
  { terminateUnmatched: flag }: CorsPolicy,
  origin: string,
  { heard }: Pick<Walk, 'heard'>,
  { isEnded, isPipeline = false }: { readonly isEnded?: boolean; readonly isPipeline?: boolean } = {},
): TraceEvent {
  const isTrue = flag.kind === 'literal' ? flag.value : flag.kind !== 'expression' && heard(terminateUnmatchedDefault) === 'true';
  if (isTrue && isEnded === false) return { code: 'does-not-list', origin, then: 'other-methods' };
  const [ends, byDefault] = isPipeline ? (['ends-options', 'default-ends-options'] as const) : (['ends', 'default-ends'] as const);
  if (flag.kind === 'literal') return { code: 'does-not-list', origin, then: flag.value ? ends : 'passes-on' };
  if (flag.kind === 'expression') return { code: 'does-not-list', origin, then: 'expression-decides' };
  const value = heard(terminateUnmatchedDefault);
  return { code: 'does-not-list', origin, then: value === undefined ? 'default-decides' : value === 'true' ? byDefault : 'default-passes-on' };
}

import type { Place } from '../apim/policy.js';
import type { PolicyFault } from '../apim/policy-fault.js';
import type { CorsElementStep, OpaqueReason } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { allowsAny, listsOrigin } from './origin-match.js';
import { terminateUnmatchedDefault } from './questions.js';
import type { Reading, Walk } from './worlds.js';

/** What each element does with a request, as data: the sentences are made where they are printed. */

/** How an element comes to match an origin. */
export type OriginMatch = 'listed' | 'every-origin' | 'may-be';

/** What an element does with a request whose origin it does not list. */
export type Unmatched =
  | 'ends'
  | 'passes-on'
  | 'expression-decides'
  /** The attribute is not written; in the world at hand it is true, it is false, or nothing comes of it. */
  | 'default-ends'
  | 'default-passes-on'
  | 'default-decides'
  /** The same in the pipeline of an operation with method OPTIONS, of which no page says with which status it ends. */
  | 'ends-options'
  | 'default-ends-options'
  /** It is true, and in the world at hand that ends GET and HEAD requests only. */
  | 'other-methods'
  /** The key that the request lacks ended it already. */
  | 'key-missing';

/** What happens at one element. */
export type TraceEvent =
  | { readonly code: 'decides'; readonly origin: string; readonly match: OriginMatch }
  | { readonly code: 'does-not-list'; readonly origin: string; readonly then: Unmatched }
  /** It lists the origin, and is not the first `<cors>`. */
  | { readonly code: 'does-not-count'; readonly origin: string }
  /** What stands above it ends the request. `policy`: what stands there, if it is no `<cors>`. */
  | { readonly code: 'not-reached'; readonly policy: string | null }
  /** The request's Origin is deleted above it: what names no origin is none of its business. */
  | { readonly code: 'sees-no-origin' }
  /** Inside another policy, where no preflight is answered. */
  | { readonly code: 'nested' }
  /** In a fragment, where no preflight is answered in this world. */
  | { readonly code: 'in-fragment' }
  | { readonly code: 'refuses-preflight' | 'answers-preflight'; readonly policy: string }
  | { readonly code: 'ends-request'; readonly policy: string; readonly beforeCors: boolean }
  /** `where`: the condition that decides whether it is done; null: it always is. */
  | { readonly code: 'writes-header'; readonly header: string; readonly deletes: boolean; readonly where: string | null }
  /** No operation takes OPTIONS here, and no `<cors>` takes part in preflights. */
  | { readonly code: 'no-route' }
  /** A preflight names no version that stands in a header: the API, and the `<cors>` that it has, is not found. */
  | { readonly code: 'no-version' }
  /** The policy is refused at save for this: a section inside another, or an origin that is none. */
  | { readonly code: 'refused'; readonly section: string }
  | { readonly code: 'refused'; readonly section: null; readonly origin: string }
  /** A name that no `<cors>` has. */
  | { readonly code: 'refused-name'; readonly name: string; readonly inside: string }
  /** A second `<cors>` in one section. */
  | { readonly code: 'refused-twice' }
  /** A branch for OPTIONS, where routing ends such a request before any policy runs. */
  | { readonly code: 'options-branch' }
  /** An operation takes OPTIONS itself, and no `<cors>` answers: the check of its key refuses, or its backend answers. */
  | { readonly code: 'options-operation'; readonly then: 'key-missing' | 'backend' }
  /** The check of the key comes before every policy. */
  | { readonly code: 'key-missing' }
  /** It lists the origin, in a fragment, where it does not decorate the refusal of a missing key. */
  | { readonly code: 'in-fragment-without-key'; readonly origin: string }
  /** What the `<cors>` that answers a preflight does not list. */
  | { readonly code: 'lacks'; readonly method: string | null; readonly headers: readonly string[] }
  | { readonly code: 'not-known'; readonly reason: OpaqueReason }
  /** `<inbound>` without `<base />`. */
  | { readonly code: 'no-base' }
  | { readonly code: 'malformed'; readonly says: PolicyFault; readonly isRefused: boolean };

/** One event with its place. */
export interface TraceEntry {
  /** '' where nothing in a file does it. */
  readonly path: string;
  readonly line: number;
  readonly scope: string;
  /** null: both. */
  readonly phase: 'preflight' | 'request' | null;
  readonly event: TraceEvent;
  /** Where the element does something else under other readings: the combinations under which it does this. */
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

  /** What a `<cors>` does. */
  cors(step: CorsElementStep, event: TraceEvent): void {
    this.add(step.policy.place, step.scope.kind, event);
  }
}

/** The entries of several worlds, each once, in the order met. */
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
 * The event of an element that does not list the origin; to be told once it is settled what then happens. `isEnded` false: the request goes on behind it.
 * `isPipeline`: of an OPTIONS operation.
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

import type { FlowStep, Place, SectionName } from '../apim/policy.js';
import { Unknown, type CSharpValue } from '../cors/expression/value.js';
import { sha256Hex } from '../text/hash.js';
import type { BranchTaken } from './way.js';

/**
 * The outcome of a request: it reaches the backend, a policy answers or refuses it, or a `<cors>` ends it. `late`: it is answered or refused after the backend
 * has run. `effects`: other policies on the way that may matter.
 */
export interface Fate {
  readonly ending: 'backend' | 'refused' | 'late' | 'cors';
  /** Place of the answering policy; null: none, or the policy says itself whom it refuses. */
  readonly place: Place | null;
  /** Status of that answer; null: not given. */
  readonly status: number | null;
  readonly effects: string[];
  /** One of these depends on the page of the request. */
  readonly isOfPage: boolean;
}

/** One path of a request, with its outcome. */
export interface FateOfWay {
  readonly trail: readonly BranchTaken[];
  readonly fate: Fate;
}

/** The outcome before any policy. */
export const arrived = { ending: 'backend', place: null, status: null, isOfPage: false } as const;

/** Includes empty texts, for the end of each is where the next may begin. */
const quoted = /"([^"]*)"/g;
const longestName = 100;

/** The quoted names in a text: of variables and headers. */
export function namesIn(text: string | null): readonly string[] {
  return text === null ? [] : [...text.matchAll(quoted)].flatMap(([, name = '']) => (name.length > 0 && name.length <= longestName ? [name] : []));
}

/** Equal for policies with the same effect, as far as known: it may depend on variables. */
export function effectKey(
  { key, reads }: Extract<FlowStep, { kind: 'effect' }>,
  section: SectionName,
  variables: ReadonlyMap<string, CSharpValue>,
): string {
  const values = namesIn(reads).map((name) => variables.get(name));
  return JSON.stringify([section, key, values.map((value) => (value instanceof Unknown ? value.id : value))]);
}

/** The value that a policy obtains from elsewhere: equal for the same policy. */
export function setBy(text: string): Unknown {
  return new Unknown('open', `set by ${sha256Hex(text.replace(/\s+/g, ' '))}`);
}

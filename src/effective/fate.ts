import type { FlowStep, Place, SectionName } from '../apim/policy.js';
import { Unknown, type CSharpValue } from '../cors/expression/value.js';
import { sha256Hex } from '../text/hash.js';
import type { BranchTaken } from './way.js';

/**
 * What becomes of a request: it reaches the backend, a policy answers or refuses it, or a `<cors>` ends it. `late`: it is answered or refused when the
 * backend has done its work already. `effects`: what else it met that may make a difference.
 */
export interface Fate {
  readonly ending: 'backend' | 'refused' | 'late' | 'cors';
  /** Of the policy that answers; null: none does, or it says itself whom it refuses. */
  readonly place: Place | null;
  /** Of that answer; null: it is not written down. */
  readonly status: number | null;
  readonly effects: string[];
  /** One of these is worked out from the page that the request comes from. */
  readonly isOfPage: boolean;
}

/** One way of a request, and what becomes of it there. */
export interface FateOfWay {
  readonly trail: readonly BranchTaken[];
  readonly fate: Fate;
}

/** Of a request that nothing has met yet. */
export const arrived = { ending: 'backend', place: null, status: null, isOfPage: false } as const;

/** Empty texts too: each ends where the next may begin. */
const quoted = /"([^"]*)"/g;
const longestName = 100;

/** The names in quotation marks in a text: of variables and headers. */
export function namesIn(text: string | null): readonly string[] {
  return text === null ? [] : [...text.matchAll(quoted)].flatMap(([, name = '']) => (name.length > 0 && name.length <= longestName ? [name] : []));
}

/** Equal for what makes the same difference, as far as is known: it may be worked out from variables. */
export function effectKey(
  { key, reads }: Extract<FlowStep, { kind: 'effect' }>,
  section: SectionName,
  variables: ReadonlyMap<string, CSharpValue>,
): string {
  const values = namesIn(reads).map((name) => variables.get(name));
  return JSON.stringify([section, key, values.map((value) => (value instanceof Unknown ? value.id : value))]);
}

/** What a policy puts into a variable that asks others: it may be the same where the policy is. */
export function setBy(text: string): Unknown {
  return new Unknown('open', `set by ${sha256Hex(text.replace(/\s+/g, ' '))}`);
}

import type { FlowStep, Place, PolicyDocument, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { refKey } from '../text/policy-ref.js';

/** The header that a browser reads the allowed origin from. */
export const allowOrigin = 'access-control-allow-origin';

/** Whether a text is not what it says: worked out when a request comes, or filled in before. */
export function isComputed(text: string): boolean {
  return /[@{]/.test(text);
}

/** A place at which a computed value becomes an allowed origin. */
export interface OriginSite {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly place: Place;
  /** `header`: an Access-Control-Allow-Origin written by hand. `origin`: an `<origin>` that is computed. */
  readonly what: 'header' | 'origin';
  readonly section: SectionName;
  /** Credentials are allowed along with it. */
  readonly credentials: boolean;
  /** Its expression has a text for requests without an origin. */
  readonly hasDefault: boolean;
  /** Requests of other origins come to it only where a `<cors>` lets them pass whose terminate-unmatched-request is not written. */
  readonly isBehindDefault: boolean;
}

/**
 * What becomes of origins that no policy names at a site.
 * `reflected`: each comes back. `loose`: `origin`, which somebody else could register, comes back, and others do not. `unknown`: it cannot be
 * followed. `too-long`: the steps that one review takes were used up.
 */
export interface OriginUse extends OriginSite {
  readonly verdict: 'reflected' | 'loose' | 'unknown' | 'too-long';
  readonly origin: string;
  readonly targets: readonly Target[];
}

/** Equal for one site, whichever chain it is seen in. */
export function siteKey({ ref, start }: Place): string {
  return `${refKey(ref)}:${start}`;
}

/** Some text of it computes an allowed origin. */
export function usesOrigins({ flow }: PolicyDocument): boolean {
  return hasStep(flow, computesOrigin);
}

/** A condition decides whether an allowed origin is written by hand. */
export function choosesOrigins({ flow }: PolicyDocument): boolean {
  return hasStep(flow, (step) => step.kind === 'choose' && step.branches.some(({ steps }) => steps.some((inner) => isOrHolds(inner, writesOrigin))));
}

function writesOrigin(step: FlowStep): boolean {
  return step.kind === 'writer' && step.writer.header === allowOrigin;
}

function computesOrigin(step: FlowStep): boolean {
  if (step.kind === 'cors') return step.computed.length > 0;
  return step.kind === 'writer' && step.writer.header === allowOrigin && step.writer.element.children.some(({ text }) => isComputed(text));
}

/**
 * Whether some step of a document is such a one, those inside others too. What is asked for does more than set a variable: a document that does only
 * that has none.
 */
export function hasStep(flow: PolicyDocument['flow'], isSuch: (step: FlowStep) => boolean): boolean {
  if (flow === null || flow.onlySetsVariables) return false;
  for (const steps of flow.values()) if (steps.some((step) => isOrHolds(step, isSuch))) return true;
  return false;
}

/** Whether a step is such a one, or holds one inside, at any depth. */
export function isOrHolds(step: FlowStep, isSuch: (step: FlowStep) => boolean): boolean {
  if (isSuch(step)) return true;
  if (step.kind === 'choose') return step.branches.some(({ steps }) => steps.some((inner) => isOrHolds(inner, isSuch)));
  return step.kind === 'answer' && step.steps.some((inner) => isOrHolds(inner, isSuch));
}

/** Every step of a document, those inside others too. */
export function* stepsOf(flow: PolicyDocument['flow']): Iterable<FlowStep> {
  const left = [...(flow?.values() ?? [])].flat();
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    yield step;
    if (step.kind === 'choose') for (const { steps } of step.branches) left.push(...steps);
    if (step.kind === 'answer') left.push(...step.steps);
  }
}

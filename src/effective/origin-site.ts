import type { FlowStep, Place, PolicyDocument, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { refKey } from '../text/policy-ref.js';
import { isOpen } from '../text/open-parts.js';

/** The header with the allowed origin. */
export const allowOrigin = 'access-control-allow-origin';

/** Whether a text is computed at run time or filled in before. */
export function isComputed(text: string): boolean {
  return isOpen(text, 'origin');
}

/** A place where a computed value becomes an allowed origin. */
export interface OriginSite {
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly place: Place;
  /** `header`: a hand-written Access-Control-Allow-Origin. `origin`: a computed `<origin>`. */
  readonly what: 'header' | 'origin';
  readonly section: SectionName;
  /** Credentials are allowed too. */
  readonly credentials: boolean;
  /** Its expression has a default for requests without an origin. */
  readonly hasDefault: boolean;
  /** Requests from other origins reach it only if a `<cors>` without terminate-unmatched-request passes them on. */
  readonly isBehindDefault: boolean;
}

/**
 * The treatment of unnamed origins at a site. `reflected`: each is reflected. `loose`: `origin`, which someone else could register, is reflected, others are
 * not. `unknown`: not supported. `too-long`: the budget of one review was used up.
 */
export interface OriginUse extends OriginSite {
  readonly verdict: 'reflected' | 'loose' | 'unknown' | 'too-long';
  readonly origin: string;
  readonly targets: readonly Target[];
}

/** Equal for one site in all chains. */
export function siteKey({ ref, start }: Place): string {
  return `${refKey(ref)}:${start}`;
}

/** Whether some text in it computes an allowed origin. */
export function usesOrigins({ flow }: PolicyDocument): boolean {
  return hasStep(flow, computesOrigin);
}

/** Whether a condition decides if an allowed origin is written. */
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
 * Whether some step of a document fulfils the predicate, at any depth. The predicate must not accept steps that only set variables: documents with only those
 * are skipped.
 */
export function hasStep(flow: PolicyDocument['flow'], isSuch: (step: FlowStep) => boolean): boolean {
  if (flow === null || flow.onlySetsVariables) return false;
  for (const steps of flow.values()) if (steps.some((step) => isOrHolds(step, isSuch))) return true;
  return false;
}

/** Whether a step, or one inside it at any depth, fulfils the predicate. */
export function isOrHolds(step: FlowStep, isSuch: (step: FlowStep) => boolean): boolean {
  if (isSuch(step)) return true;
  if (step.kind === 'choose') return step.branches.some(({ steps }) => steps.some((inner) => isOrHolds(inner, isSuch)));
  return step.kind === 'answer' && step.steps.some((inner) => isOrHolds(inner, isSuch));
}

/** Every step of a document, at any depth. */
export function* stepsOf(flow: PolicyDocument['flow']): Iterable<FlowStep> {
  const left = [...(flow?.values() ?? [])].flat();
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    yield step;
    if (step.kind === 'choose') for (const { steps } of step.branches) left.push(...steps);
    if (step.kind === 'answer') left.push(...step.steps);
  }
}

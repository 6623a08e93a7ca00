import { isKnownToExist, type CorsElementStep, type CorsStep, type RefusedStep } from './cors-chain.js';
import type { CorsPolicy } from './cors-policy.js';
import { expressionIsTrue, fragmentCorsAtPreflight, terminateUnmatchedDefault } from './questions.js';
import { doesNotList, type Trace, type TraceEvent } from './trace.js';
import type { Walk } from './worlds.js';

/** Trace entries for elements that a walk does not ask: they decide nothing, but help readers. */

/** A settled search, for tracing what follows it. */
export interface Settled {
  readonly origin: string;
  readonly walk: Walk;
  readonly isPipeline: boolean;
  readonly trace: Trace | null;
  /** The step does not take part in the search. */
  isAside(step: CorsStep): boolean;
  tell(step: CorsElementStep, event: TraceEvent): void;
}

/** Whether it ends unmatched requests, by earlier answers only; undefined: not asked. */
export function isHeardToEnd({ terminateUnmatched: flag }: CorsPolicy, walk: Walk): boolean | undefined {
  if (flag.kind === 'literal') return flag.value;
  const heard = walk.heard(flag.kind === 'expression' ? expressionIsTrue('terminate-unmatched-request', flag.text) : terminateUnmatchedDefault);
  return heard === undefined ? undefined : heard === 'true';
}

/** Records what a policy that ends a preflight does with it. */
export function tellRefusal(step: RefusedStep, trace: Trace | null): void {
  const code = step.writes === undefined ? 'refuses-preflight' : 'answers-preflight';
  if (step.place !== null) trace?.add(step.place, step.scope?.kind ?? 'api', { code, policy: step.by });
}

/** Records what the elements behind a settled search say, by earlier answers only: they decide nothing, but help readers. */
export function traceUnasked(search: Settled, steps: readonly CorsStep[]): void {
  const { walk, origin, isPipeline, trace } = search;
  for (const [index, step] of steps.entries()) {
    if (index > 0) {
      if (search.isAside(step)) continue;
      if (!isKnownToExist(step, walk)) continue;
      if (step.kind === 'opaque') return;
      if (step.kind === 'refused') {
        tellRefusal(step, trace);
        return;
      }
      if (step.how === 'fragment' && !isPipeline && walk.heard(fragmentCorsAtPreflight) === 'ignored') {
        search.tell(step, { code: 'in-fragment' });
        continue;
      }
      search.tell(step, doesNotList(step.policy, origin, walk));
    }
    if (step.kind === 'cors' && isHeardToEnd(step.policy, walk) === true) {
      tellUnreached(
        steps.slice(index + 1).filter((other) => other.kind === 'cors' && (isPipeline || other.how !== 'nested')),
        walk,
        trace,
      );
      return;
    }
  }
}

/** Records the elements behind a `<cors>` that ends the request, as far as they would take part. */
export function tellUnreached(steps: readonly CorsStep[], walk: Walk, trace: Trace | null): void {
  for (const step of steps) {
    if (!isKnownToExist(step, walk)) continue;
    if (step.kind === 'cors') trace?.cors(step, { code: 'not-reached', policy: null });
    else if (step.kind === 'refused' && step.place !== null)
      trace?.add(step.place, step.scope?.kind ?? 'api', { code: 'not-reached', policy: step.by });
  }
}

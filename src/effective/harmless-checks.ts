import { requestSteps } from '../cors/compose.js';
import { policyElsewhere } from '../cors/questions.js';
import { isHandWritten, type CorsStep, type SparedOrigins } from '../cors/cors-chain.js';
import type { Refuser } from './before-cors.js';
import type { ServiceState } from './service-state.js';
import { withNothingElsewhere } from './unanswered.js';

/** Origin checks above `<cors>` that accept every origin which a later `<cors>` lets in: such pages never meet their refusal. */
export class HarmlessChecks {
  readonly #state: ServiceState;
  #places: { readonly harmless: ReadonlySet<string>; readonly harmful: ReadonlySet<string> } | null = null;

  constructor(state: ServiceState) {
    this.#state = state;
  }

  /** Whether that is so in every chain with the check. */
  has({ name, path, line }: Refuser): boolean {
    if (name !== 'check-header') return false;
    const { harmless, harmful } = (this.#places ??= this.#sortOut());
    const key = `${line} ${path}`;
    return harmless.has(key) && !harmful.has(key);
  }

  #sortOut(): { readonly harmless: ReadonlySet<string>; readonly harmful: ReadonlySet<string> } {
    const harmless = new Set<string>();
    const harmful = new Set<string>();
    const seen = new Set<string>();
    for (const group of this.#state.groups) {
      // Groups with equal keys treat origins alike, but perhaps at other places.
      const steps = requestSteps(this.#state.deciding(group.layers), this.#state.readCors);
      const places = steps
        .map((step) => (step.kind === 'cors' ? step.policy.place : step.place))
        .map((place) => `${place?.line ?? 0} ${place?.path ?? ''}`);
      const key = `${group.key}\n${places.join('\n')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      for (const [index, step] of steps.entries()) {
        if (step.kind !== 'refused' || step.spares === undefined) continue;
        const isHarmless =
          !isHandWritten(group.chain) && refusesNobody(step.spares, untilEnded(steps.slice(index + 1).filter((later) => this.#mayBe(later))));
        (isHarmless ? harmless : harmful).add(places[index] ?? '');
      }
    }
    return { harmless, harmful };
  }

  /** A policy kept elsewhere holds no `<cors>`, unless assumed to: the evidence leans that way. */
  #mayBe({ guards }: CorsStep): boolean {
    const assume = withNothingElsewhere(this.#state.assume);
    return guards.every(({ question, value }) => question !== policyElsewhere || assume.get(question.id) === value);
  }
}

/** Steps up to the first `<cors>` that ends requests of unlisted origins: only listed ones get behind it. */
function untilEnded(steps: readonly CorsStep[]): readonly CorsStep[] {
  const end = steps.findIndex((step) => {
    if (step.kind !== 'cors' || step.how !== 'direct' || step.guards.length > 0) return false;
    const { terminateUnmatched } = step.policy;
    return terminateUnmatched.kind === 'literal' && terminateUnmatched.value;
  });
  return end < 0 ? steps : steps.slice(0, end + 1);
}

/** Whether the check accepts everything that is let in behind it. Lists may hold a hundred thousand origins. */
function refusesNobody({ origins, ignoresCase }: SparedOrigins, later: readonly CorsStep[]): boolean {
  const spared = new Set(ignoresCase ? origins.map((one) => one.toLowerCase()) : origins);
  return later.every((step) => {
    if (step.kind === 'refused') return true;
    return step.kind === 'cors' && step.policy.origins.every((entry) => entry.kind === 'origin' && spared.has(entry.origin));
  });
}

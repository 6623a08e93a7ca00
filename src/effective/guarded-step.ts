import { resourceKey } from '../apim/resource-key.js';
import type { Api } from '../apim/service.js';
import type { CorsStep, Guard } from '../cors/cors-chain.js';
import { apiNeedsKey } from '../cors/questions.js';

/** The check of the subscription key, which precedes every policy; null: the API requires none. */
export function keyCheckStep(api: Api): CorsStep | null {
  if (api.subscriptionRequired === false) return null;
  const question = apiNeedsKey(resourceKey(api.workspace, api.id));
  const guards: readonly Guard[] = api.subscriptionRequired === true ? [] : [{ question, value: 'yes' }];
  return { kind: 'refused', by: 'subscription', status: 401, place: null, scope: null, guards };
}

/** The step with a further guard. */
export function guarded(step: CorsStep, guard: Guard): CorsStep {
  const guards = [guard, ...step.guards];
  switch (step.kind) {
    case 'cors':
      if (step.isBehindDeletion === true) return { ...step, guards };
      return { kind: 'cors', policy: step.policy, scope: step.scope, how: step.how, guards };
    case 'opaque':
      return { kind: 'opaque', key: step.key, reason: step.reason, place: step.place, scope: step.scope, guards };
    case 'refused':
      return { ...step, guards };
  }
}

import { keyOfResource } from '../apim/resource-key.js';
import type { Api } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { ServiceState } from './service-state.js';

/** An API on both sides whose type changed: browsers check its calls differently. */
export interface TypeChange {
  readonly api: Api;
  /** In lower case; the name of an undecided value. */
  readonly before: string;
  readonly after: string;
  /** Its operations that may let browsers in, on either side; never empty. */
  readonly targets: readonly Target[];
}

const typeOf = ({ type = 'http' }: Api): string => type;

/** APIs of both sides with another type than before, if a `<cors>` or CORS header decides something on one side. */
export function typeChanges(base: ServiceState | null, head: ServiceState | null): readonly TypeChange[] {
  if (base === null || head === null) return [];
  const known = new Map(base.service.apis.map((api) => [keyOfResource(api), api]));
  return head.service.apis.flatMap((api) => {
    const old = known.get(keyOfResource(api));
    if (old === undefined || typeOf(old) === typeOf(api)) return [];
    const targets = [...letIn(head, api), ...letIn(base, old)];
    return targets.length === 0 ? [] : [{ api, before: typeOf(old), after: typeOf(api), targets: mergeTargets(targets) }];
  });
}

function letIn({ groups }: ServiceState, api: Api): readonly Target[] {
  return groups.flatMap((group) => (group.api === api && group.chain.steps.length + group.chain.written.length > 0 ? [group.target] : []));
}

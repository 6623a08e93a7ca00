import { keyOfResource } from '../apim/resource-key.js';
import type { Api } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { ServiceState } from './service-state.js';

/** An API that stays, and is of another type now: what browsers ask before they call it is not what it was. */
export interface TypeChange {
  readonly api: Api;
  /** In lower case; the name of a value where that is not decided. */
  readonly before: string;
  readonly after: string;
  /** Its operations that browsers may be let in to on either side; never empty. */
  readonly targets: readonly Target[];
}

const typeOf = ({ type = 'http' }: Api): string => type;

/** APIs of both sides that are of another type than before, and of which a `<cors>` or a header of CORS decides something on one side. */
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

import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { ServiceState } from './service-state.js';

/** An API or operation whose address the repository does not decide and writes differently from before: its URL may have changed. */
export interface OpenAddressChange {
  readonly api: Api;
  /** null: the address is that of the API itself. */
  readonly operation: Operation | null;
  /** As written, with holes; null: not given. */
  readonly before: string | null;
  readonly after: string | null;
  /** Its operations that may let browsers in, in base; never empty. */
  readonly targets: readonly Target[];
}

/**
 * Changed addresses of APIs and operations of both sides that are unknown on at least one. If both are known, `leftAddresses` and `takenAddresses` compare who
 * answers there.
 */
export function openAddressChanges(base: ServiceState | null, head: ServiceState | null): readonly OpenAddressChange[] {
  if (base === null || head === null) return [];
  const known = new Map(base.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  return head.service.apis.flatMap((api) => {
    const old = known.get(resourceKey(api.workspace, api.id));
    if (old === undefined || old === api) return [];
    const [before, after] = [old.openAddress ?? old.path, api.openAddress ?? api.path];
    if (isOpenChange([old, before], [api, after])) return told({ api, operation: null, before, after }, targetsOf(base, old, null));
    return operationChanges(old, api).flatMap(([was, operation]) =>
      told({ api, operation, before: addressOf(was), after: addressOf(operation) }, targetsOf(base, old, was.id)),
    );
  });
}

type Written = readonly [{ readonly openAddress?: string }, string | null];

function isOpenChange([old, before]: Written, [now, after]: Written): boolean {
  return (old.openAddress ?? now.openAddress) !== undefined && before !== null && after !== null && before !== after;
}

function addressOf({ openAddress, urlTemplate }: Operation): string | null {
  return openAddress ?? urlTemplate;
}

function operationChanges(old: Api, now: Api): readonly (readonly [Operation, Operation])[] {
  if (old.operations === now.operations) return [];
  const before = new Map(old.operations.map((operation) => [operation.id, operation]));
  return now.operations.flatMap((operation) => {
    const was = before.get(operation.id);
    return was !== undefined && isOpenChange([was, addressOf(was)], [operation, addressOf(operation)]) ? [[was, operation] as const] : [];
  });
}

function told(change: Omit<OpenAddressChange, 'targets'>, targets: readonly Target[]): readonly OpenAddressChange[] {
  return targets.length === 0 ? [] : [{ ...change, targets: mergeTargets(targets) }];
}

function targetsOf({ groups }: ServiceState, api: Api, operation: string | null): readonly Target[] {
  return groups.flatMap((group) => {
    if (group.api !== api || group.chain.steps.length + group.chain.written.length === 0) return [];
    if (operation === null) return [group.target];
    return group.target.operations.includes(operation) ? [{ ...group.target, operations: [operation] }] : [];
  });
}

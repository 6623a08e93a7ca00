import { resourceKey } from '../apim/resource-key.js';
import type { Api, Operation } from '../apim/service.js';
import { AddressLookups } from './address-lookups.js';
import type { ChangedPair } from './changed-pair.js';
import type { ServiceState } from './service-state.js';
import { isWhere } from './taken-addresses.js';

/**
 * Operations that head has at another address while nothing answers at the old one: an API gets another path, version or versioning scheme, is served over
 * plain http only, or an operation gets another URL or method. Browsers know operations by address (`review/same-identity.ts`): callers of the old one are
 * blocked, whatever the policies say. Addresses that another API takes over are compared with that (`takenAddresses`). What was not looked up is reported as unknown.
 */
export function* leftAddresses(base: ServiceState | null, head: ServiceState | null): Iterable<ChangedPair> {
  if (base === null || head === null) return;
  const lookups = new AddressLookups(base.service, head.service);
  const gone = goneOf(base, head, lookups);
  yield* lookups.pairsBeyond(base, head, 'base');
  if (gone.size === 0) return;
  for (const group of base.groups) {
    const { api, target } = group;
    const own = api === null ? undefined : gone.get(api);
    if (own === undefined) continue;
    const operations = own === 'all' ? target.operations : target.operations.filter((id) => own.has(id));
    if (own !== 'all' && operations.length === 0) continue;
    yield { base: group, head: null, existence: 'moved', target: { ...target, operations } };
  }
}

/** Whether an API is now served over plain http only: browsers let no https page call it there (Mixed Content, 5.1), and nothing answers at its https URL. */
function givesUpHttps(api: Api, now: Api): boolean {
  return api.isOnlyHttp !== true && now.isOnlyHttp === true;
}

type Gone = 'all' | ReadonlySet<Operation['id']>;

function goneOf(base: ServiceState, head: ServiceState, lookups: AddressLookups): ReadonlyMap<Api, Gone> {
  const found = new Map<Api, Gone>();
  const now = new Map(head.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  const answers = (api: Api, operation: Operation | null): boolean => {
    const there = lookups.find(api, operation);
    if (there === 'open' || there === 'beyond') return true;
    // It is unknown what an API without listed operations takes.
    return there !== null && (operation === null || there.operation !== null || !there.api.operationsKnown);
  };
  for (const api of base.service.apis) {
    const same = now.get(resourceKey(api.workspace, api.id));
    if (same === undefined || same === api || same.path === null) continue;
    const stays = isWhere({ service: base.service, api }, head.service, same);
    if (givesUpHttps(api, same) || (!stays && !answers(api, null))) found.set(api, 'all');
    else {
      const moved = stays ? withOtherRequests(api, same) : api.operations;
      const gone = moved.filter((operation) => !answers(api, operation)).map(({ id }) => id);
      if (gone.length > 0) found.set(api, new Set(gone));
    }
  }
  return found;
}

/** Operations with the same id but another method or URL. */
function withOtherRequests(api: Api, { operations }: Api): readonly Operation[] {
  if (api.operations === operations) return [];
  const now = new Map(operations.map((operation) => [operation.id, operation]));
  return api.operations.filter((operation) => {
    const same = now.get(operation.id);
    if (same === undefined || same.urlTemplate === null || same.method === null) return false;
    return same.urlTemplate !== operation.urlTemplate || same.method !== operation.method;
  });
}

import { keyOfResource } from '../apim/resource-key.js';
import { segmentsOf, startsOf } from '../apim/path-segments.js';
import { versionSetOf, type Api, type Operation, type Service, type VersionSet } from '../apim/service.js';
import { AddressLookups } from './address-lookups.js';
import type { ChangedPair } from './changed-pair.js';
import type { ChainGroup, ServiceState } from './service-state.js';

/**
 * Operations of one API that now have the address of another one: a revision becomes current, an API gets another one's path or a longer one. Their callers
 * could call the other one before. The reverse too: a removed API leaves its requests to another. A revision that is not current answers at its number, as does
 * the current one: of these two only the former is compared. What was not looked up is reported as unknown.
 */
export function takenAddresses(base: ServiceState | null, head: ServiceState | null): readonly Taken[] {
  if (base === null || head === null) return [];
  const taken = new Map<string, Taken>();
  const [before, after] = [groupsIn(base), groupsIn(head)];
  const add = (was: Place | null, is: Place | null, product: string | null): void => {
    const [old, now] = [was === null ? null : before(was, product), is === null ? null : after(is, product)];
    const isOfNumber = [was, is].some((place) => place?.api.isCurrent === false);
    const told = isOfNumber && is?.api.isCurrent === true ? old : (now ?? old);
    if (told === null || (was !== null && old === null) || (is !== null && now === null)) return;
    const [wasCalled, isCalled] = [was?.operation?.id ?? null, is?.operation?.id ?? null];
    const operation = is === null || told === old ? wasCalled : isCalled;
    const key = [product, ...[was, is].map((place) => (place === null ? '' : `${keyOfResource(place.api)}\u0000${place.operation?.id ?? ''}`))].join(
      '\u0000',
    );
    const target = { ...told.target, operations: operation === null ? [] : [operation] };
    const holds = (place: Place | null): boolean => !isOfNumber || place?.api.isCurrent === false;
    const pair = { base: old, head: now, existence: 'changed', target } as const;
    taken.set(key, { pair, was: holds(was) ? wasCalled : undefined, is: holds(is) ? isCalled : undefined });
  };
  const both = (was: Place | null, is: Place | null): void => {
    add(was, is, null);
    // A product with both APIs: its requests move too.
    for (const product of productsOf(base, was)) if (is !== null && productsOf(head, is).includes(product)) add(was, is, product);
  };
  const lookups = [new AddressLookups(head.service, base.service), new AddressLookups(base.service, head.service)] as const;
  for (const [is, was] of meetings(head.service, base.service, lookups[0])) both(was, is);
  for (const [was, is] of meetings(base.service, head.service, lookups[1])) both(was, is);
  const beyond = [...lookups[0].pairsBeyond(head, base, 'head'), ...lookups[1].pairsBeyond(base, head, 'base')];
  return [...taken.values(), ...beyond.map((pair) => ({ pair, was: undefined, is: undefined }))];
}

/** An operation at another one's address; null: any unlisted one; undefined: it has another address too, and is compared there. */
export interface Taken {
  readonly pair: ChangedPair;
  readonly was: string | null | undefined;
  readonly is: string | null | undefined;
}

/** The pairs without operations that exist on one side only and took another one's address: those are compared with that one. */
export function* withoutTaken(pairs: Iterable<ChangedPair>, taken: readonly Taken[]): Iterable<ChangedPair> {
  const held = new Map<ChainGroup, Set<string | null>>();
  // If several replace one, it is unknown which takes its requests: it counts as gone.
  const several = new Map<ChainGroup, Set<string | null>>();
  const hold = (group: ChainGroup | null, operation: string | null | undefined): void => {
    if (group === null || operation === undefined) return;
    const own = held.get(group)?.has(operation) === true ? several : held;
    own.set(group, (own.get(group) ?? new Set<string | null>()).add(operation));
  };
  for (const { pair, was, is } of taken) {
    hold(pair.base, was);
    hold(pair.head, is);
  }
  for (const [group, operations] of several) for (const one of operations) held.get(group)?.delete(one);
  for (const pair of pairs) {
    const one = pair.base === null ? pair.head : pair.head === null ? pair.base : null;
    const known = one === null ? undefined : held.get(one);
    const { operations } = pair.target;
    const left = known === undefined ? operations : operations.filter((id) => !known.has(id));
    if (known === undefined || left.length > 0) yield { ...pair, target: { ...pair.target, operations: left } };
    else if (operations.length === 0 && !known.has(null)) yield pair;
  }
}

interface Place {
  readonly api: Api;
  readonly operation: Operation | null;
}

/** What the other side has at the addresses of APIs that it lacks; null: another API has them, without operations. */
function* meetings(from: Service, to: Service, lookups: AddressLookups): Iterable<readonly [own: Place, other: Place | null]> {
  const known = new Map(to.apis.map((api) => [keyOfResource(api), api]));
  const placed = new Map(from.apis.map((api) => [keyOfResource(api), api]));
  const moved = to.apis.filter((api) => api.isCurrent && api.path !== null && !isWhere({ service: to, api }, from, placed.get(keyOfResource(api))));
  const above = new Set(moved.flatMap(({ path }) => startsOf(segmentsOf(path ?? ''))));
  for (const api of from.apis) {
    const same = known.get(keyOfResource(api));
    if (api.path === null) continue;
    // An API that stays loses or gets requests if another one with a longer path comes or goes.
    const stays = isWhere({ service: from, api }, to, same);
    if (stays && !above.has(segmentsOf(api.path).join('/'))) continue;
    for (const operation of api.operations.length === 0 ? [null] : api.operations) {
      const found = lookups.find(api, operation);
      if (found === null || found === 'open' || found === 'beyond' || keyOfResource(found.api) === keyOfResource(api)) continue;
      const own = { api, operation };
      if (found.operation !== null || !found.api.operationsKnown) yield [own, { api: found.api, operation: found.operation }];
      // An unlisted operation may be any of the other API's.
      else if (stays && operation !== null) yield [own, null];
      else if (operation === null && !api.operationsKnown) for (const one of found.api.operations) yield [own, { api: found.api, operation: one }];
    }
  }
}

const unversioned: Pick<VersionSet, 'scheme' | 'headerName' | 'queryName'> = { scheme: null, headerName: null, queryName: null };

/** Whether an API has the same address on the other side. */
export function isWhere({ service, api }: { readonly service: Service; readonly api: Api }, other: Service, same: Api | undefined): boolean {
  if (same === undefined || (api.isCurrent ? '' : api.revision) !== (same.isCurrent ? '' : same.revision)) return false;
  if (api.version !== same.version || api.path?.toLowerCase() !== same.path?.toLowerCase()) return false;
  const [own, its] = [versionSetOf(service, api) ?? unversioned, versionSetOf(other, same) ?? unversioned];
  return own.scheme === its.scheme && own.headerName === its.headerName && own.queryName === its.queryName;
}

function productsOf(state: ServiceState, place: Place | null): readonly string[] {
  return place === null ? [] : state.productsOf(place.api).map(({ id }) => id);
}

/**
 * Returns the group of an operation, or of unlisted ones, in a product or without one. Most changes move no API, so the index is made at the first question.
 */
function groupsIn(state: ServiceState): (place: Place, product: string | null) => ChainGroup | null {
  let known: ReadonlyMap<string, ChainGroup> | null = null;
  return ({ api, operation }, product) => (known ??= byOperation(state)).get(nameOf(api, product, operation?.id ?? '')) ?? null;
}

function byOperation({ groups }: ServiceState): ReadonlyMap<string, ChainGroup> {
  const found = new Map<string, ChainGroup>();
  for (const group of groups) {
    const { api, product, target } = group;
    if (api === null) continue;
    for (const id of target.operations.length === 0 ? [''] : target.operations) found.set(nameOf(api, product?.id ?? null, id), group);
  }
  return found;
}

function nameOf(api: Api, product: string | null, operation: string): string {
  return `${keyOfResource(api)}\u0000${product ?? ''}\u0000${operation}`;
}

import type { PolicyFile } from '../apim/policy.js';
import { refOf } from '../apim/replace-policies.js';
import { operationKey, resourceKey } from '../apim/resource-key.js';
import { takesOptions } from '../apim/resolve-url.js';
import type { Api, Product, Service } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import { mostProducts } from '../cors/too-much.js';
import { isOpenProduct } from '../effective/open-product.js';
import type { PolicyText } from '../repairs/repair.js';
import { isWholeFile, refKey } from '../text/policy-ref.js';

/** The part of a service that a change of policies can affect. */
export interface RepairReach {
  /** Equal for equal reaches. */
  readonly key: string;
  /** Keys of APIs. */
  readonly apis: ReadonlySet<string>;
  /** Keys of operations, if only these of the APIs are affected. */
  readonly operations: ReadonlySet<string> | null;
  /** Keys of products, if only requests of these are affected. */
  readonly products: ReadonlySet<string> | null;
}

/** The APIs whose own policies are edited; null if a broader policy is edited, which may affect every API. */
export function repairReach(service: Service, texts: readonly PolicyText[]): RepairReach | null {
  const left = new Set(texts.map(({ ref }) => refKey(ref)));
  // A text inside a file may be at several scopes, so all are searched; a file is at one.
  const inFiles = new Set(texts.flatMap(({ ref }) => (isWholeFile(ref) ? [] : [refKey(ref)])));
  const isEdited = (file: PolicyFile | null): boolean => file !== null && inFiles.has(refKey(refOf(file)));
  const broader = [service.global, ...[...service.workspaces.values(), ...service.products, ...service.fragments].map(({ policy }) => policy)];
  if (inFiles.size > 0 && broader.some(isEdited)) return null;
  const apis = new Set<string>();
  const claims = (file: PolicyFile | null): boolean => file !== null && (left.delete(refKey(refOf(file))) || isEdited(file));
  for (const api of service.apis) {
    if ([api, ...api.operations].filter(({ policy }) => claims(policy)).length > 0) apis.add(resourceKey(api.workspace, api.id));
    if (left.size === 0 && inFiles.size === 0) break;
  }
  return left.size === 0 ? { key: [...apis].join('\0'), apis, operations: null, products: null } : null;
}

/**
 * A narrower reach, if only policies of single operations or products are edited: for a finding about these alone. null for an OPTIONS operation, which may
 * answer others' preflights, and for more products than the bound.
 */
export function narrowReachOf(service: Service, texts: readonly PolicyText[], targets: readonly Target[]): RepairReach | null {
  const keys = new Set(texts.flatMap(({ ref }) => (isWholeFile(ref) ? [refKey(ref)] : [])));
  const isEdited = ({ policy }: { readonly policy: PolicyFile | null }): boolean => policy !== null && keys.has(refKey(refOf(policy)));
  if (keys.size < texts.length) return null;
  const products = service.products.filter(isEdited);
  if (products.length === keys.size) return inProducts(service, products, targets);
  const apis = service.apis.filter((api) => api.operations.some(isEdited));
  const operations = apis.flatMap((api) => api.operations.filter(isEdited).map(({ id }) => operationKey(api.workspace, api.id, id)));
  if (operations.length < keys.size || apis.some((api) => api.operations.some(takesOptions))) return null;
  const reached = new Set(operations);
  const isReached = ({ workspace, api, operations: own }: Target): boolean =>
    api !== null && own.length > 0 && own.every((id) => reached.has(operationKey(workspace, api, id)));
  if (!targets.every(isReached)) return null;
  return { key: operations.join('\0'), apis: new Set(apis.map((api) => resourceKey(api.workspace, api.id))), operations: reached, products: null };
}

function inProducts(service: Service, products: readonly Product[], targets: readonly Target[]): RepairReach | null {
  const edited = new Set(products.map(({ workspace, id }) => resourceKey(workspace, id)));
  if (
    service.products.length > mostProducts ||
    !targets.every(({ workspace, product }) => product !== null && edited.has(resourceKey(workspace, product)))
  )
    return null;
  const apis = new Set(products.flatMap(({ workspace, apis: own }) => [...own].map((id) => resourceKey(workspace, id))));
  // A request without a key belongs to an open product.
  const open = service.products.filter(isOpenProduct).map(({ workspace, id }) => resourceKey(workspace, id));
  return { key: `${[...edited].join('\0')}\0`, apis, operations: null, products: new Set([...edited, ...open]) };
}

/** The service, restricted to the reach. */
export function restrict(service: Service, { apis, operations, products }: RepairReach): Service {
  const kept = service.apis.filter((api) => apis.has(resourceKey(api.workspace, api.id)));
  return {
    ...service,
    apis: operations === null ? kept : kept.map((api) => withOperations(api, operations)),
    products: products === null ? service.products : service.products.filter(({ workspace, id }) => products.has(resourceKey(workspace, id))),
  };
}

function withOperations(api: Api, keys: ReadonlySet<string>): Api {
  const operations = api.operations.filter(({ id }) => keys.has(operationKey(api.workspace, api.id, id)));
  return { ...api, operations, operationsLeftOut: api.operations.length - operations.length };
}

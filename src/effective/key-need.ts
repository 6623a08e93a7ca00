import { keyOfResource, resourceKey } from '../apim/resource-key.js';
import type { Api } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { unpublishedProduct } from '../cors/questions.js';
import { assumed } from '../cors/worlds.js';
import { isOpenProduct, openAmong } from './open-product.js';
import type { ServiceState } from './service-state.js';
import { addTo } from '../text/add-to.js';

/** Whether calls without a subscription key are refused; null: the repository does not tell. */
function isKeyNeeded(state: ServiceState, api: Api): boolean | null {
  if (api.subscriptionRequired !== true) return api.subscriptionRequired;
  const products = state.productsOf(api);
  const open = openAmong(products);
  if (open === null) return products.some(({ subscriptionRequired }) => subscriptionRequired === null) ? null : true;
  // No page says how calls without a key through an unpublished product are treated.
  return open.published === false ? null : false;
}

/** An API on both sides whose calls need a subscription key on only one; null: unknown there. */
export interface KeyChange {
  readonly api: Api;
  /** The same API in base. */
  readonly was: Api;
  readonly before: boolean | null;
  readonly after: boolean | null;
  /** Its operations that may let browsers in, as in head; may be empty. */
  readonly targets: readonly Target[];
}

/** APIs of both sides whose key requirement changed: needed or not, or under another name. */
export function keyChanges(base: ServiceState | null, head: ServiceState | null): readonly KeyChange[] {
  if (base === null || head === null) return [];
  const known = new Map(base.service.apis.map((api) => [keyOfResource(api), api]));
  const changes = head.service.apis.flatMap((api): readonly Omit<KeyChange, 'targets'>[] => {
    const old = known.get(keyOfResource(api));
    if (old === undefined) return [];
    const [before, after] = [isKeyNeeded(base, old), isKeyNeeded(head, api)];
    const isNamedAlike = JSON.stringify(namesOf(old)) === JSON.stringify(namesOf(api));
    return before === after && (after === false || isNamedAlike) ? [] : [{ api, was: old, before, after }];
  });
  if (changes.length === 0) return [];
  const targets = new Map<Api, Target[]>();
  for (const { api, product, chain, target } of head.groups) {
    if (api === null || product !== null || chain.steps.length + chain.written.length === 0) continue;
    addTo(targets, api, target);
  }
  return changes.map((change) => ({ ...change, targets: mergeTargets(targets.get(change.api) ?? []) }));
}

function namesOf({ subscriptionKeyNames: { header, query } }: Api): readonly string[] {
  return [header.toLowerCase(), query];
}

/**
 * Whether a product with keys changed its published state, for an API that requires a key and may let browsers in. No page says how calls with its keys are
 * treated while it is unpublished.
 */
export function publicationChanges(base: ServiceState | null, head: ServiceState | null): boolean {
  if (base === null || head === null) return false;
  const known = new Map(base.service.products.map((product) => [keyOfResource(product), product]));
  const moved = new Set(
    head.service.products.filter((product) => {
      const old = known.get(keyOfResource(product));
      const isCalled = assumed(unpublishedProduct(product.id), head.assume)?.value === 'called';
      return old !== undefined && !isCalled && !isOpenProduct(product) && (old.published === false) !== (product.published === false);
    }),
  );
  if (moved.size === 0) return false;
  return head.groups.some(
    ({ api, chain }) =>
      api !== null &&
      api.subscriptionRequired !== false &&
      chain.steps.length + chain.written.length > 0 &&
      head.productsOf(api).some((product) => moved.has(product)),
  );
}

/**
 * Whether the products with keys for an API changed, for an API that requires a key and may let browsers in: keys of a removed product stop working, keys of an
 * added one start.
 */
export function membershipChanges(base: ServiceState | null, head: ServiceState | null): boolean {
  if (base === null || head === null) return false;
  const keyed = (state: ServiceState, api: Api): readonly string[] =>
    state.productsOf(api).flatMap((product) => (isOpenProduct(product) ? [] : [product.id]));
  const known = new Map(base.service.apis.map((api) => [resourceKey(api.workspace, api.id), api]));
  const moved = new Set(
    head.service.apis.filter((api) => {
      const old = known.get(resourceKey(api.workspace, api.id));
      if (old === undefined || api.subscriptionRequired === false) return false;
      const [before, after] = [new Set(keyed(base, old)), new Set(keyed(head, api))];
      // A key of a removed product is refused, even if an open product requires none.
      if ([...before].some((id) => !after.has(id))) return true;
      return after.size > before.size && (isKeyNeeded(base, old) !== false || isKeyNeeded(head, api) !== false);
    }),
  );
  return moved.size > 0 && head.groups.some(({ api, chain }) => api !== null && moved.has(api) && chain.steps.length + chain.written.length > 0);
}

import { layersOf } from '../apim/layers.js';
import { isTransparent } from '../apim/transparency.js';
import type { PolicyDocument, PolicyFile } from '../apim/policy.js';
import type { ChainGroup, ServiceState } from './service-state.js';

/** Operations in one product's context, or in none, with the policies for their requests. */
export type OperationContext = Pick<ChainGroup, 'api' | 'operation' | 'product' | 'chain' | 'layers' | 'target'>;

/** Documents that matter although they do not concern CORS. */
export interface Counting {
  readonly operations: (document: PolicyDocument) => boolean;
  readonly products: (document: PolicyDocument) => boolean;
}

/** Every group; and separately the operations and products whose own policies matter here but did not make a group. */
export function* contextsOf(state: ServiceState, counts: Counting): Iterable<OperationContext> {
  const { service } = state;
  for (const group of state.groups) {
    const { api, operation, product, chain, target } = group;
    const context = { api, operation, product, chain };
    const shared = new Set(target.operations);
    const apart = operation !== null ? [] : (api?.operations ?? []).filter((one) => shared.has(one.id) && isOf(one.policy, counts.operations));
    for (const one of apart) {
      shared.delete(one.id);
      yield { ...context, operation: one, layers: layersOf(service, api, one, product), target: { ...target, operations: [one.id] } };
    }
    const operations = [...shared];
    if (operations.length > 0 || apart.length === 0) yield { ...context, layers: group.layers, target: { ...target, operations } };
    if (api === null || product !== null) continue;
    for (const other of state.productsOf(api)) {
      if (!isOf(other.policy, counts.products) || !isTransparent(other.policy)) continue;
      yield { ...context, product: other, layers: layersOf(service, api, operation, other), target: { ...target, product: other.id } };
    }
  }
}

function isOf(file: PolicyFile | null, counts: (document: PolicyDocument) => boolean): boolean {
  return file?.ok === true && counts(file.document);
}

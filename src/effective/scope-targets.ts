import { resourceKey } from '../apim/resource-key.js';
import type { Api, ScopeRef, Service } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { type ServiceState } from './service-state.js';

/** The scope used if no policy's own scope applies. */
export const globalScope: ScopeRef = { kind: 'global', workspace: null, id: null, operation: null };

const apisByKey = new WeakMap<Service, ReadonlyMap<string, Api>>();

/** The operations that the policy at a scope is for, whether or not they share their evaluation with others. None for a fragment, which has no scope. */
export function targetsOfScope(state: ServiceState, scope: ScopeRef): readonly Target[] {
  const { service } = state;
  let apis = apisByKey.get(service);
  if (apis === undefined) apisByKey.set(service, (apis = new Map(service.apis.map((api) => [resourceKey(api.workspace, api.id), api]))));
  const target = (api: Api, operations: readonly string[], product: string | null): Target => ({
    root: service.root,
    workspace: api.workspace,
    product,
    api: api.id,
    operations,
    operationsInApi: api.operations.length,
  });
  const whole = (api: Api, product: string | null): Target =>
    target(
      api,
      api.operations.map((one) => one.id),
      product,
    );
  const own = scope.id === null ? undefined : apis.get(resourceKey(scope.workspace, scope.id));
  switch (scope.kind) {
    case 'operation':
      return own === undefined || scope.operation === null ? [] : [target(own, [scope.operation], null)];
    case 'api':
      return own === undefined ? [] : [whole(own, null)];
    case 'product': {
      const product = service.products.find((one) => one.id === scope.id && one.workspace === scope.workspace);
      return [...(product?.apis ?? [])].flatMap((id) => {
        const api = apis.get(resourceKey(scope.workspace, id));
        return api === undefined ? [] : [whole(api, scope.id)];
      });
    }
    case 'workspace':
    case 'global':
      return mergeTargets(
        state.groups
          .filter((group) => group.product === null && (scope.kind === 'global' || group.api?.workspace === scope.workspace))
          .map((group) => group.target),
      );
    case 'fragment':
      return [];
  }
}

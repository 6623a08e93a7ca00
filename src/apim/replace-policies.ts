import type { PolicyFile } from './policy.js';
import type { Service } from './service.js';

/**
 * The same service with some policy files read anew (by path): what the service would be if those files were committed.
 * Everything else is shared, so trying a repair costs what the repair touches.
 */
export function replacePolicies(service: Service, files: ReadonlyMap<string, PolicyFile>): Service {
  const swap = <T extends PolicyFile | null>(file: T): T | PolicyFile => (file === null ? file : (files.get(pathOf(file)) ?? file));
  const touched = (file: PolicyFile | null): boolean => file !== null && files.has(pathOf(file));
  return {
    ...service,
    global: swap(service.global),
    workspaces: new Map([...service.workspaces].map(([id, workspace]) => [id, { ...workspace, policy: swap(workspace.policy) }])),
    products: service.products.map((product) => (touched(product.policy) ? { ...product, policy: swap(product.policy) } : product)),
    fragments: service.fragments.map((fragment) => (touched(fragment.policy) ? { ...fragment, policy: swap(fragment.policy) } : fragment)),
    apis: service.apis.map((api) => {
      if (!touched(api.policy) && !api.operations.some((operation) => touched(operation.policy))) return api;
      return {
        ...api,
        policy: swap(api.policy),
        operations: api.operations.map((operation) => (touched(operation.policy) ? { ...operation, policy: swap(operation.policy) } : operation)),
      };
    }),
  };
}

export function pathOf(file: PolicyFile): string {
  return file.ok ? file.document.path : file.broken.path;
}

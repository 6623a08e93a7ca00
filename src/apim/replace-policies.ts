import { refKey, type PolicyRef } from '../text/policy-ref.js';
import type { DeployedIf, PolicyFile } from './policy.js';
import type { Service } from './service.js';

/**
 * The service as it would be if the given policy texts were committed. `policies` returns, for the key of a policy's ref, its replacement; it is called once
 * for each scope of the policy. Everything else is shared, so that a repair attempt costs only what it touches.
 */
export function replacePolicies(service: Service, policies: ReadonlyMap<string, () => PolicyFile>): Service {
  const swap = <T extends PolicyFile | null>(file: T): T | PolicyFile => {
    if (file === null) return file;
    const own = policies.get(refKey(refOf(file)))?.();
    const otherwise = file.ok && file.otherwise !== undefined ? swap(file.otherwise) : undefined;
    if (own === undefined && (!file.ok || otherwise === file.otherwise)) return file;
    return asDeployed(own ?? file, file.ok ? { ...file, ...(otherwise === undefined ? {} : { otherwise }) } : {});
  };
  const touched = (file: PolicyFile | null): boolean =>
    file !== null && (policies.has(refKey(refOf(file))) || (file.ok && file.otherwise !== undefined && touched(file.otherwise)));
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

/** The replacement is deployed under the same condition as the original. */
function asDeployed(file: PolicyFile, { deployedIf, otherwise }: { readonly deployedIf?: DeployedIf; readonly otherwise?: PolicyFile }): PolicyFile {
  if (!file.ok || deployedIf === undefined) return file;
  return { ...file, deployedIf, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** The ref of a file's policy, readable or not. */
export function refOf(file: PolicyFile): PolicyRef {
  return file.ok ? file.document.ref : file.broken.ref;
}

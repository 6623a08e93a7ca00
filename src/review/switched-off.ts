import { scopeKey } from '../apim/resource-key.js';
import type { ScopeRef, Service } from '../apim/service.js';

/**
 * A state of a service without policies that a parameter's default switches off here and on in the other state: there the default changed them. Policies off in
 * both are evaluated in both, for a deployment may override the default.
 */
export function withoutTurned(service: Service, other: Service | undefined): Service {
  const off = [...(service.switchedOff ?? [])].filter((key) => other?.switchedOff?.has(key) !== true && other !== undefined && holds(other, key));
  if (off.length === 0) return service;
  const keys = new Set(off);
  const keeps = (kind: ScopeRef['kind'], workspace: string | null, id: string | null, operation: string | null = null): boolean =>
    !keys.has(scopeKey({ kind, workspace, id, operation }));
  return {
    ...service,
    global: keeps('global', null, null) ? service.global : null,
    workspaces: new Map([...service.workspaces].map(([id, one]) => [id, keeps('workspace', id, null) ? one : { ...one, policy: null }])),
    apis: service.apis.map((api) => ({
      ...api,
      policy: keeps('api', api.workspace, api.id) ? api.policy : null,
      operations: api.operations.map((one) => (keeps('operation', api.workspace, api.id, one.id) ? one : { ...one, policy: null })),
    })),
    products: service.products.map((one) => (keeps('product', one.workspace, one.id) ? one : { ...one, policy: null })),
    fragments: service.fragments.filter(({ workspace, id }) => keeps('fragment', workspace, id)),
  };
}

/** Whether a service has a policy at a scope. */
function holds(service: Service, key: string): boolean {
  const is = (kind: ScopeRef['kind'], workspace: string | null, id: string | null, operation: string | null = null): boolean =>
    scopeKey({ kind, workspace, id, operation }) === key;
  return (
    (service.global !== null && is('global', null, null)) ||
    [...service.workspaces.values()].some(({ id, policy }) => policy !== null && is('workspace', id, null)) ||
    service.apis.some(
      ({ workspace, id, policy, operations }) =>
        (policy !== null && is('api', workspace, id)) || operations.some((one) => one.policy !== null && is('operation', workspace, id, one.id)),
    ) ||
    service.products.some(({ workspace, id, policy }) => policy !== null && is('product', workspace, id)) ||
    service.fragments.some(({ workspace, id }) => is('fragment', workspace, id))
  );
}

import type { ScopeRef } from './service.js';

/**
 * Key of an API, product, fragment or version set within its service, and of its folder: `id`, or `workspace/id`. Ids contain no slash, so two resources of one
 * kind never share a key.
 */
export function resourceKey(workspace: string | null, id: string): string {
  return workspace === null ? id : `${workspace}/${id}`;
}

/** The key of a resource of a service. */
export function keyOfResource({ workspace, id }: { readonly workspace: string | null; readonly id: string }): string {
  return resourceKey(workspace, id);
}

/** Key of an operation within its service: `api/operations/id`, below its API's key. */
export function operationKey(workspace: string | null, api: string, operation: string): string {
  return `${resourceKey(workspace, api)}/operations/${operation}`;
}

/** Key of a scope within its service. */
export function scopeKey({ kind, workspace, id, operation }: ScopeRef): string {
  return [kind, workspace ?? '', id ?? '', operation ?? ''].join('/');
}

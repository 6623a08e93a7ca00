import type { PolicyFile } from '../apim/policy.js';
import { refOf } from '../apim/replace-policies.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Api, Service } from '../apim/service.js';
import type { PolicyText } from '../repairs/repair.js';
import { isWholeFile, refKey } from '../text/policy-ref.js';

/** Keys of the APIs whose own policies are edited; null when a broader policy is, and every API may be concerned. */
export function reachOf(service: Service, texts: readonly PolicyText[]): ReadonlySet<string> | null {
  const left = new Set(texts.map(({ ref }) => refKey(ref)));
  // A text inside a file may stand at several scopes, and is looked for to the end; a file stands at one.
  const inFiles = new Set(texts.flatMap(({ ref }) => (isWholeFile(ref) ? [] : [refKey(ref)])));
  const isEdited = (file: PolicyFile | null): boolean => file !== null && inFiles.has(refKey(refOf(file)));
  const broader = [service.global, ...[...service.workspaces.values(), ...service.products, ...service.fragments].map(({ policy }) => policy)];
  if (inFiles.size > 0 && broader.some(isEdited)) return null;
  const reached = new Set<string>();
  const claim = (api: Api, file: PolicyFile | null): void => {
    if (file !== null && (left.delete(refKey(refOf(file))) || isEdited(file))) reached.add(resourceKey(api.workspace, api.id));
  };
  for (const api of service.apis) {
    claim(api, api.policy);
    for (const operation of api.operations) claim(api, operation.policy);
    if (left.size === 0 && inFiles.size === 0) return reached;
  }
  return left.size === 0 ? reached : null;
}

/** The service with these APIs alone. */
export function restrict(service: Service, keys: ReadonlySet<string>): Service {
  return { ...service, apis: service.apis.filter((api) => keys.has(resourceKey(api.workspace, api.id))) };
}

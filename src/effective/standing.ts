import { refOf } from '../apim/replace-policies.js';
import { scopeKey } from '../apim/resource-key.js';
import { isWholeFile, refKey, type PolicyRef } from '../text/policy-ref.js';
import type { ServiceState } from './service-state.js';

const known = new WeakMap<ServiceState, ReadonlyMap<string, readonly string[]>>();

/**
 * Keys that identify a policy in two states of a service: its scopes, and its file if it is the whole file. Its offset in a file does not help, for it changes
 * with the text above. Two policies that share a key are the same.
 */
export function standingKeys(state: ServiceState, ref: PolicyRef): readonly string[] {
  let all = known.get(state);
  if (all === undefined) known.set(state, (all = standing(state)));
  return all.get(refKey(ref)) ?? [refKey(ref)];
}

function standing(state: ServiceState): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { file, scope } of state.documents()) {
    const ref = refOf(file);
    const key = refKey(ref);
    let keys = found.get(key);
    if (keys === undefined) found.set(key, (keys = isWholeFile(ref) ? [key] : []));
    const at = scopeKey(scope);
    if (!keys.includes(at)) keys.push(at);
  }
  return found;
}

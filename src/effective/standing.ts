import { refOf } from '../apim/replace-policies.js';
import { scopeKey } from '../apim/resource-key.js';
import { isWholeFile, refKey, type PolicyRef } from '../text/policy-ref.js';
import type { ServiceState } from './service-state.js';

const known = new WeakMap<ServiceState, ReadonlyMap<string, readonly string[]>>();

/**
 * What a policy is known by in two states of a service: the scopes that it stands at, and its file where it is all of it. Where it begins in a file
 * tells nothing: something above it has grown. Two policies with one of these in common are the same.
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

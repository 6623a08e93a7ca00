import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { scopeKey } from '../apim/resource-key.js';

/**
 * Equal keys on both sides of a change mean the same policy: by its file and, if that holds several, by its scope. A ref would not do, because text above moves
 * the policy.
 */
export function samePolicyKey({ path, host }: PolicyDocument, scope: ScopeRef): string {
  return host === null ? path : `${path}\u0000${scopeKey(scope)}`;
}

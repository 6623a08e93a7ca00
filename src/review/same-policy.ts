import type { PolicyDocument } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { scopeKey } from '../apim/resource-key.js';

/**
 * Equal keys on the two sides of a change mean the same policy: that of the same file and, where a file holds several, of the same scope. A ref
 * does not tell, for whatever is written further up in the file moves the policy.
 */
export function samePolicyKey({ path, host }: PolicyDocument, scope: ScopeRef): string {
  return host === null ? path : `${path}\u0000${scopeKey(scope)}`;
}

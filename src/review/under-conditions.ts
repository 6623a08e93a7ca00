import { isTransparent } from '../apim/transparency.js';
import { policyDeployed } from '../cors/questions.js';
import { familyOf, type Assumptions } from '../cors/worlds.js';
import { documentsOf } from '../effective/scoped-documents.js';
import { scopeKey } from '../apim/resource-key.js';
import { refOf } from '../apim/replace-policies.js';
import type { Pair } from './sides.js';

/** Number of policies deployed under conditions that neither the repository nor the configuration decides, if that matters. */
export function underConditions(pairs: readonly Pair[], assume: Assumptions): number {
  const found = new Set<string>();
  for (const { head } of pairs) {
    for (const { file, scope } of head === null ? [] : documentsOf(head.service)) {
      if (!file.ok || file.deployedIf === undefined || isTransparent(file)) continue;
      const { id } = policyDeployed(file.deployedIf.name);
      if (!assume.has(id) && !assume.has(familyOf(id))) found.add(`${refOf(file).path} ${refOf(file).at} ${scopeKey(scope)}`);
    }
  }
  return found.size;
}

import type { UnreviewedFile } from './layout.js';
import type { Unread } from '../apim/policy-fault.js';
import { embeddedPolicies, isTooLongCode, mayEmbedPolicies } from './embedded-policy.js';
import { isLfsPointer } from './lfs-pointer.js';
import { policyName, policyRootOf } from './policy-content.js';
import type { Tree } from './tree.js';

/** Most files whose content is read to find policies; the rest are counted. */
const mostCandidates = 5000;
/** Number of files read at a time. */
const batch = 400;

/** Unclaimed files that are policies by content, or could be but are not read. */
export async function withoutScope(tree: Tree, paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
  const files: UnreviewedFile[] = [];
  const candidates: string[] = [];
  for (const path of paths) {
    const kind = tree.entries.get(path)?.kind;
    if (kind === undefined) continue;
    if (kind === 'file' && (policyName.test(path) || mayEmbedPolicies(path))) candidates.push(path);
    else if (kind !== 'file' && (policyName.test(path) || (mayEmbedPolicies(path) && saysTemplate.test(path)))) files.push(unread(path, kind));
  }
  // Files that are only a policy first.
  candidates.sort((a, b) => Number(policyName.test(b)) - Number(policyName.test(a)) || (a < b ? -1 : 1));
  for (let start = 0; start < Math.min(candidates.length, mostCandidates); start += batch) {
    const some = candidates.slice(start, Math.min(start + batch, mostCandidates));
    const read = await tree.read(some);
    for (const path of some) {
      const bytes = read.get(path);
      if (!policyName.test(path)) {
        const file = code(path, bytes);
        if (file !== null) files.push(file);
        continue;
      }
      const root = bytes === undefined ? null : policyRootOf(bytes);
      if (bytes === undefined) files.push(unread(path, 'no-content'));
      else if (isLfsPointer(bytes) && saysPolicy.test(path)) files.push(unread(path, 'lfs'));
      else if (root !== null) files.push({ path, says: { code: 'no-scope', given: {} }, lacksScope: root });
    }
  }
  const [next] = candidates.slice(mostCandidates).filter((path) => policyName.test(path));
  if (next !== undefined) {
    const others = candidates.slice(mostCandidates).filter((path) => policyName.test(path)).length - 1;
    files.push({ path: next, says: { code: 'not-looked-at', given: { others, most: mostCandidates } }, lacksScope: 'unread' });
  }
  return files;
}

/** A file of code; null: it embeds no policy and was read, or its name does not suggest policies. */
function code(path: string, bytes: Uint8Array | undefined): UnreviewedFile | null {
  if (bytes === undefined) return saysTemplate.test(path) ? unread(path, 'no-content') : null;
  if (isTooLongCode(bytes)) return { path, says: { code: 'unread', given: { why: 'too-large' } }, lacksScope: 'unread' };
  if (embeddedPolicies(path, bytes) !== null) return { path, says: { code: 'embedded', given: {} }, lacksScope: 'embedded' };
  return isLfsPointer(bytes) && saysTemplate.test(path) ? unread(path, 'lfs') : null;
}

/** Unread files are mostly not policies: only those with a telling word in their path may be. */
const saysPolicy = /polic|fragment|cors|apim/i;

/** Telling words for code that may deploy policies. */
const saysTemplate = /polic|cors|apim|api-management|template|azuredeploy|(?:^|[./])main\.json$|param(?:eter)?s?\.json$|\.bicep(?:param)?$/i;

function unread(path: string, why: Unread): UnreviewedFile {
  const isSaid = (policyName.test(path) ? saysPolicy : saysTemplate).test(path);
  return { path, says: { code: 'unread', given: { why } }, lacksScope: isSaid ? 'unread' : null };
}

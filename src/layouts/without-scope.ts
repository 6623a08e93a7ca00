import type { UnreviewedFile } from './layout.js';
import type { Unread } from '../apim/policy-fault.js';
import { isLfsPointer } from './lfs-pointer.js';
import { policyName, policyRootOf } from './policy-content.js';
import type { Tree } from './tree.js';

/** Files whose content is looked at to find out whether they are policies; of the rest it is said that there are more. */
const mostCandidates = 5000;
/** Read at a time. */
const batch = 400;

/** Of files that no layout claims, those that are policies by their content, or could be and are not looked at. */
export async function withoutScope(tree: Tree, paths: readonly string[]): Promise<readonly UnreviewedFile[]> {
  const files: UnreviewedFile[] = [];
  const candidates: string[] = [];
  for (const path of paths) {
    const kind = tree.entries.get(path)?.kind;
    if (kind === undefined || !policyName.test(path)) continue;
    if (kind === 'file') candidates.push(path);
    else files.push(unread(path, kind));
  }
  candidates.sort();
  for (let start = 0; start < Math.min(candidates.length, mostCandidates); start += batch) {
    const some = candidates.slice(start, Math.min(start + batch, mostCandidates));
    const read = await tree.read(some);
    for (const path of some) {
      const bytes = read.get(path);
      const root = bytes === undefined ? null : policyRootOf(bytes);
      if (bytes === undefined) files.push(unread(path, 'no-content'));
      else if (isLfsPointer(bytes) && saysPolicy.test(path)) files.push(unread(path, 'lfs'));
      else if (root !== null) files.push({ path, says: { code: 'no-scope', given: {} }, lacksScope: root });
    }
  }
  const [next] = candidates.slice(mostCandidates);
  if (next !== undefined) {
    const others = candidates.length - mostCandidates - 1;
    files.push({ path: next, says: { code: 'not-looked-at', given: { others, most: mostCandidates } }, lacksScope: 'unread' });
  }
  return files;
}

/** Of the files that are not read, few are policies: those that a policy's words are in the path of may be. */
const saysPolicy = /polic|fragment|cors|apim/i;

function unread(path: string, why: Unread): UnreviewedFile {
  return { path, says: { code: 'unread', given: { why } }, lacksScope: saysPolicy.test(path) ? 'unread' : null };
}

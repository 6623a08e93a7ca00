import type { UnreviewedFile } from './layout.js';
import { isLfsPointer, whyLfsIsUnread } from './lfs-pointer.js';
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
    else files.push(unread(path, `a ${kind === 'symlink' ? 'symbolic link' : 'submodule'} is not followed`));
  }
  candidates.sort();
  for (let start = 0; start < Math.min(candidates.length, mostCandidates); start += batch) {
    const some = candidates.slice(start, Math.min(start + batch, mostCandidates));
    const read = await tree.read(some);
    for (const path of some) {
      const bytes = read.get(path);
      const root = bytes === undefined ? null : policyRootOf(bytes);
      if (bytes === undefined) files.push(unread(path, 'it could not be read'));
      else if (isLfsPointer(bytes) && saysPolicy.test(path)) files.push(unread(path, whyLfsIsUnread));
      else if (root !== null) files.push({ path, reason: 'which API or scope this policy belongs to cannot be told', lacksScope: root });
    }
  }
  const [next] = candidates.slice(mostCandidates);
  if (next !== undefined) {
    const left = candidates.length - mostCandidates;
    const reason = `${left === 1 ? 'this file was' : `this file and ${left - 1} more were`} not looked at: of the files that could be policies and have no scope only ${mostCandidates} are`;
    files.push({ path: next, reason, lacksScope: 'unread' });
  }
  return files;
}

/** Of the files that are not read, few are policies: those that a policy's words are in the path of may be. */
const saysPolicy = /polic|fragment|cors|apim/i;

function unread(path: string, reason: string): UnreviewedFile {
  return { path, reason, lacksScope: saysPolicy.test(path) ? 'unread' : null };
}

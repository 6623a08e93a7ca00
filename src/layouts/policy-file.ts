import type { PolicyFile } from '../apim/policy.js';
import { readPolicy } from '../apim/read-policy.js';
import { unreadablePolicy } from '../apim/broken-policy.js';
import { type PolicyCache } from '../apim/policy-cache.js';
import { isLfsPointer, whyLfsIsUnread } from './lfs-pointer.js';
import type { TreeEntry } from './tree.js';

/**
 * The policy that a file is, or why it is not known: it is a link, it could not be read, or its content lies elsewhere. `bytes`: what the tree
 * gave for it; undefined: nothing.
 */
export function policyIn({ path, id, kind }: TreeEntry, bytes: Uint8Array | undefined, cache: PolicyCache): PolicyFile {
  const unread = (why: string): PolicyFile => unreadablePolicy(path, id, `This policy was not read: ${why}.`);
  if (kind !== 'file') return unread(`a ${kind === 'symlink' ? 'symbolic link' : 'submodule'} is not followed`);
  if (bytes === undefined) return unread('it could not be read');
  if (isLfsPointer(bytes)) return unread(whyLfsIsUnread);
  return cache.get(path, id, () => readPolicy(path, id, bytes, cache.secondReadingOf(path)));
}

import type { PolicyFile } from '../apim/policy.js';
import { readPolicy } from '../apim/read-policy.js';
import { unreadablePolicy } from '../apim/broken-policy.js';
import type { Unread } from '../apim/policy-fault.js';
import { type PolicyCache } from '../apim/policy-cache.js';
import { isLfsPointer } from './lfs-pointer.js';
import type { TreeEntry } from './tree.js';

/** The policy in a file, or why it is unknown: the file is a link, unreadable, or its content is elsewhere. `bytes`: its content from the tree, if any. */
export function policyIn({ path, id, kind }: TreeEntry, bytes: Uint8Array | undefined, cache: PolicyCache): PolicyFile {
  const unread = (why: Unread): PolicyFile => unreadablePolicy(path, id, why);
  if (kind !== 'file') return unread(kind);
  if (bytes === undefined) return unread('no-content');
  if (isLfsPointer(bytes)) return unread('lfs');
  return cache.get(path, id, () => readPolicy(path, id, bytes, cache.secondReadingOf(path)));
}

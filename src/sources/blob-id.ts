import { createHash } from 'node:crypto';

/** The id git gives a file with these bytes: the hash of `blob <length>\0<bytes>` (git-hash-object). */
export function blobId(bytes: Uint8Array, algorithm: 'sha1' | 'sha256' = 'sha1'): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

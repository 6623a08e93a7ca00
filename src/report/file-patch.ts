import { unifiedPatch } from '../text/unified-patch.js';

/** One file of a patch: its path, and its text before and after, line endings and byte order mark included. */
export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The files as one unified diff that `git apply` takes, byte for byte once it is written as UTF-8; empty where nothing differs. */
export function filePatch(files: readonly ChangedText[]): string {
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => unifiedPatch(`a/${path}`, `b/${path}`, before, after))
    .join('');
}

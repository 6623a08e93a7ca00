import { unifiedPatch } from '../text/unified-patch.js';

/** One file of a patch: its path and its text before and after, including line endings and byte order mark. */
export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The files as one unified diff for `git apply`, exact to the byte in UTF-8; empty if nothing differs. */
export function filePatch(files: readonly ChangedText[]): string {
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => unifiedPatch(`a/${path}`, `b/${path}`, before, after))
    .join('');
}

import { parsePatch, type StructuredPatchHunk } from 'diff';
import type { Hunk } from '../comments/hunks.js';

/**
 * Reads the patch of a file as GitHub lists it (GitHub REST API, "List pull requests files"; absent for binary, renamed-only and very
 * large files). A patch that is not a unified diff shows nothing.
 */
export function readHunks(patch: string | undefined): readonly Hunk[] {
  if (patch === undefined) return [];
  try {
    return parsePatch(patch).flatMap(({ hunks }) => hunks.map(headOf));
  } catch {
    return [];
  }
}

function headOf({ newStart, newLines, lines: all }: StructuredPatchHunk): Hunk {
  // The reader counts an empty side from the line after; the header names the line before.
  const start = newLines === 0 ? newStart - 1 : newStart;
  const shown = all.filter((line) => !/^[-\\]/.test(line));
  const added = shown.flatMap((line, at) => (line.startsWith('+') ? [start + at] : []));
  return { start, lines: shown.map((line) => line.slice(1)), added: new Set(added) };
}

import { parsePatch, type StructuredPatchHunk } from 'diff';
import type { Hunk } from '../comments/hunks.js';

/**
 * Reads the patch of a file from GitHub's list (GitHub REST API, "List pull requests files"; missing for binary, renamed-only and very large files). An invalid
 * patch shows no lines.
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
  // For an empty side the parser counts from the line after; the header names the line before.
  const start = newLines === 0 ? newStart - 1 : newStart;
  const shown = all.filter((line) => !/^[-\\]/.test(line));
  const added = shown.flatMap((line, at) => (line.startsWith('+') ? [start + at] : []));
  return { start, lines: shown.map((line) => line.slice(1)), added: new Set(added) };
}

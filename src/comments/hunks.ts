import type { LineRange } from '../text/line-index.js';

/** Lines of one file that a pull request shows on head's side: a hunk of its patch, or the whole file if the host shows that. */
export interface Hunk {
  /** First line of head in the hunk, 1-based. */
  readonly start: number;
  /** Head's lines in it, added and context, including a `\r`. */
  readonly lines: readonly string[];
  /** Lines of head that the change added. */
  readonly added: ReadonlySet<number>;
}

/** The hunk that shows every line of the range, so that a comment can be attached there, or null. */
export function hunkAround(hunks: readonly Hunk[], { start, end }: LineRange): Hunk | null {
  if (start > end) return null;
  return hunks.find((hunk) => start >= hunk.start && end < hunk.start + hunk.lines.length) ?? null;
}

/** The part of a range that a comment can be attached to: in a hunk with added lines of it, otherwise in any hunk; null: none. */
export function visiblePart(hunks: readonly Hunk[], range: LineRange): LineRange | null {
  let part: LineRange | null = null;
  for (const hunk of hunks) {
    const start = Math.max(range.start, hunk.start);
    const end = Math.min(range.end, hunk.start + hunk.lines.length - 1);
    if (start > end) continue;
    if (part === null) part = { start, end };
    for (const line of hunk.added) if (line >= start && line <= end) return { start, end };
  }
  return part;
}

/** A replacement of whole lines; empty `lines` deletes. */
export interface LineReplacement extends LineRange {
  readonly lines: readonly string[];
}

/**
 * Several replacements of one file as one suggestion: lines between them are repeated. Null if they are not in one hunk, or if the repeated lines have another
 * line ending, which a suggestion cannot write.
 */
export function joinReplacements(hunks: readonly Hunk[], edits: readonly LineReplacement[]): LineReplacement | null {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return null;
  const hunk = hunkAround(hunks, { start: first.start, end: last.end });
  if (hunk === null) return null;
  const lines: string[] = [];
  let next = first.start;
  for (const edit of ordered) {
    if (edit.start < next || edit.end < edit.start) return null;
    for (; next < edit.start; next += 1) lines.push(textAt(hunk, next));
    lines.push(...edit.lines);
    next = edit.end + 1;
  }
  if (ordered.length > 1 && !endAlike(hunk, first.start, last.end)) return null;
  return { start: first.start, end: last.end, lines };
}

function textAt(hunk: Hunk, line: number): string {
  return (hunk.lines[line - hunk.start] ?? '').replace(/\r$/, '');
}

function endAlike(hunk: Hunk, start: number, end: number): boolean {
  const endings = hunk.lines.slice(start - hunk.start, end - hunk.start + 1).map((line) => line.endsWith('\r'));
  return new Set(endings).size <= 1;
}

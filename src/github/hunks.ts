/** Lines of head's side that a comment can be attached to, each with the number of the hunk it lies in. */
export type CommentableLines = ReadonlyMap<number, number>;

const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * Reads the patch of a file as GitHub lists it: added and context lines are commentable on the right side. Lines are counted by the
 * hunk's header, so text that looks like a header is not taken for one.
 */
export function commentableLines(patch: string | undefined): CommentableLines {
  const lines = new Map<number, number>();
  let hunk = 0;
  let old = 0;
  let now = 0;
  let line = 0;
  for (const text of (patch ?? '').split('\n')) {
    if (old <= 0 && now <= 0) {
      const match = header.exec(text);
      if (match === null) continue;
      hunk += 1;
      old = Number(match[1] ?? '1');
      line = Number(match[2]);
      now = Number(match[3] ?? '1');
      continue;
    }
    const sign = text.charAt(0);
    if (sign === '\\') continue;
    if (sign === '-') old -= 1;
    else {
      lines.set(line, hunk);
      line += 1;
      now -= 1;
      if (sign !== '+') old -= 1;
    }
  }
  return lines;
}

/** True when every line of the range can be commented on and all lie in one hunk. */
export function isInOneHunk(lines: CommentableLines, start: number, end: number): boolean {
  const hunk = lines.get(start);
  if (hunk === undefined || end < start || end - start > lines.size) return false;
  for (let line = start; line <= end; line += 1) if (lines.get(line) !== hunk) return false;
  return true;
}

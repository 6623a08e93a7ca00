import { escapeTerminal } from './escape.js';

/** One line of a unified diff, without its line ending. */
export interface PatchLine {
  /** `file`: the headers before a hunk; `hunk`: `@@ … @@`; `note`: "\ No newline at end of file". */
  readonly kind: 'file' | 'hunk' | 'added' | 'removed' | 'context' | 'note';
  readonly text: string;
}

/**
 * The lines of one of our own patches as they are shown, by the counts of their hunks: a removed line that begins with `-- ` is not mistaken for a header. The
 * package `diff`, which makes these patches, parses them too, but does not give the headers and the first lines of hunks as they are written.
 */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let old = 0;
  let fresh = 0;
  for (const raw of patch.replace(/\n$/, '').split('\n')) {
    const text = raw.replace(/\r$/, '');
    if (text.startsWith('\\')) {
      lines.push({ kind: 'note', text });
      continue;
    }
    if (old <= 0 && fresh <= 0) {
      const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text);
      if (counts !== null) {
        old = Number(counts[1] ?? 1);
        fresh = Number(counts[2] ?? 1);
      }
      lines.push({ kind: counts === null ? 'file' : 'hunk', text });
      continue;
    }
    if (text.startsWith('+')) {
      fresh -= 1;
      lines.push({ kind: 'added', text });
    } else if (text.startsWith('-')) {
      old -= 1;
      lines.push({ kind: 'removed', text });
    } else {
      old -= 1;
      fresh -= 1;
      lines.push({ kind: 'context', text });
    }
  }
  return lines;
}

/** The line ending of a patch's lines; `mixed` if they differ or have none. */
export function patchLineEnding(patch: string): 'lf' | 'crlf' | 'mixed' {
  const raw = patch.replace(/\n$/, '').split('\n');
  let lf = 0;
  let crlf = 0;
  patchLines(patch).forEach(({ kind }, index) => {
    if (kind === 'file' || kind === 'hunk' || kind === 'note') return;
    if (raw[index]?.endsWith('\r') === true) crlf += 1;
    else lf += 1;
  });
  if (lf + crlf === 0) return 'mixed';
  return crlf === 0 ? 'lf' : lf === 0 ? 'crlf' : 'mixed';
}

/** A line of a patch for a terminal: its sign, the file's indentation, and the text on one line. */
export function codeLine(text: string): string {
  const start = /^[-+ ]?[ \t]{0,200}/.exec(text)?.[0] ?? '';
  return `${start}${escapeTerminal(text.slice(start.length))}`;
}

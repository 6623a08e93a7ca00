import { diffArrays, type ArrayChange } from 'diff';
import { commonEnds, mostChanged } from './unified-patch.js';

/** UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces a span of the text; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Applies edits that do not overlap; every other character stays. Throws RangeError when two overlap or one lies outside. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let out = '';
  let at = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < at || span.end < span.start || span.end > text.length) throw new RangeError('edits overlap or lie outside the text');
    out += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return out + text.slice(at);
}

/** Whole lines to replace: 1-based, inclusive; `lines` empty deletes. Lines hold no line endings. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/**
 * The fewest whole-line replacements that turn `before` into `after`, top to bottom. Where too much changed, one replacement covers everything between the
 * common beginning and end. An insertion repeats the line before it (at the top: the line after it), so that every edit has lines to replace. Line endings are
 * not compared: the file keeps its own.
 */
export function toLineEdits(before: string, after: string): readonly LineEdit[] {
  const old = linesOf(before);
  const edits: LineEdit[] = [];
  let line = 1;
  let pending: { start: number; removed: number; added: string[] } | null = null;
  const flush = (): void => {
    if (pending === null) return;
    const { start, removed, added } = pending;
    pending = null;
    if (removed > 0) edits.push({ startLine: start, endLine: start + removed - 1, lines: added });
    else if (start > 1) edits.push({ startLine: start - 1, endLine: start - 1, lines: [old[start - 2] ?? '', ...added] });
    else edits.push({ startLine: 1, endLine: 1, lines: [...added, old[0] ?? ''] });
  };
  const now = linesOf(after);
  for (const part of diffArrays(old, now, { maxEditLength: mostChanged }) ?? inOneBlock(old, now)) {
    if (part.added) {
      pending ??= { start: line, removed: 0, added: [] };
      pending.added.push(...part.value);
    } else if (part.removed) {
      pending ??= { start: line, removed: 0, added: [] };
      pending.removed += part.value.length;
      line += part.value.length;
    } else {
      flush();
      line += part.value.length;
    }
  }
  flush();
  return edits;
}

function inOneBlock(old: string[], now: string[]): readonly Pick<ArrayChange<string>, 'added' | 'removed' | 'value'>[] {
  const { above, below } = commonEnds(old, now);
  return [
    { added: false, removed: false, value: old.slice(0, above) },
    { added: false, removed: true, value: old.slice(above, old.length - below) },
    { added: true, removed: false, value: now.slice(above, now.length - below) },
    { added: false, removed: false, value: old.slice(old.length - below) },
  ];
}

/**
 * The text with whole lines replaced, as GitHub commits a suggestion. The edits do not overlap. Lines that an edit repeats keep their endings; new lines get
 * the file's usual ending.
 */
export function applyLineEdits(text: string, edits: readonly LineEdit[]): string {
  const lines = withEndings(text);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  for (const { startLine, endLine, lines: written } of [...edits].sort((a, b) => b.startLine - a.startLine)) {
    const old = lines.slice(startLine - 1, endLine);
    const isKept = (line: string | undefined, other: string | undefined): boolean => line !== undefined && line.replace(/\r?\n$/, '') === other;
    const most = Math.min(old.length, written.length);
    let above = 0;
    while (above < most && isKept(old[above], written[above])) above += 1;
    let below = 0;
    while (below < most - above && isKept(old.at(-1 - below), written.at(-1 - below))) below += 1;
    const kept = old.slice(0, above);
    // The last line of a file may lack a line ending; if lines now follow it, it needs one.
    const ended = kept.map((line) => (line.endsWith('\n') ? line : line + ending));
    const fresh = written.slice(above, written.length - below).map((line) => line + ending);
    lines.splice(startLine - 1, old.length, ...ended, ...fresh, ...old.slice(old.length - below));
  }
  return text.endsWith('\n') ? lines.join('') : lines.join('').replace(/\r?\n$/, '');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** Edits that turn `before` into `after`, line by line; the common beginning and end of each replaced line are left alone. */
export function textEdits(before: string, after: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let pending: { start: number; end: number; text: string } | null = null;
  const flush = (): void => {
    if (pending !== null) edits.push(trimmed(before, pending));
    pending = null;
  };
  for (const { added, removed, value } of diffArrays(withEndings(before), withEndings(after))) {
    const text = value.join('');
    if (!added && !removed) flush();
    else {
      pending ??= { start: at, end: at, text: '' };
      if (added) pending.text += text;
      else pending.end += text.length;
    }
    if (!added) at += text.length;
  }
  flush();
  return edits;
}

function withEndings(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function trimmed(before: string, { start, end, text }: { readonly start: number; readonly end: number; readonly text: string }): TextEdit {
  const most = Math.min(end - start, text.length);
  let same = 0;
  while (same < most && before.charCodeAt(start + same) === text.charCodeAt(same)) same += 1;
  let behind = 0;
  while (behind < most - same && before.charCodeAt(end - 1 - behind) === text.charCodeAt(text.length - 1 - behind)) behind += 1;
  return { span: { start: start + same, end: end - behind }, text: text.slice(same, text.length - behind) };
}

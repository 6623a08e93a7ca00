import type { Location } from '../review/review.js';
import { escapeTerminal } from './escape.js';
import type { Style } from './paint.js';
import { type Phrase, plainPhrase, placed, unbrokenPhrase } from './phrase.js';
import { type TextWriter, wrapped } from './text-writer.js';
import { addTo } from '../text/add-to.js';

/** A line of a file to show, and what happens there. */
export interface ExcerptMark extends Location {
  /** Empty: it is only shown. */
  readonly label: Phrase;
  /** The file's line contains more than the marked part: it is not underlined. */
  readonly isInner: boolean;
  /** It follows from the main mark, not from the one before it. */
  readonly isBesides?: boolean;
}

/** Texts of files in the reported state, by path. */
export type Sources = ReadonlyMap<string, string>;

/** Columns counted for a tab: the widest that terminals use. */
const tabColumns = 8;
/** Most columns of a line that are completely underlined; in a longer one only the first word is. */
const longestUnderline = 40;
/** Columns that a label needs beside its line. */
const leastLabel = 24;

/** A shown line: its indentation, and its text on one line. */
interface ShownLine {
  readonly indentation: string;
  readonly text: string;
}

/** The line of a mark; null if it does not exist. */
function lineOf(source: string | undefined, line: number): ShownLine | null {
  if (source === undefined) return null;
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = source.indexOf('\n', start);
    if (end < 0) return null;
    start = end + 1;
  }
  const end = source.indexOf('\n', start);
  // A file may be one line of megabytes.
  const all = source.slice(start, Math.min(end < 0 ? source.length : end, start + 2000)).replace(/\r$/, '');
  const indentation = /^[ \t]*/.exec(all)?.[0] ?? '';
  const text = escapeTerminal(all.slice(indentation.length)).trimEnd();
  return text === '' || indentation.length > 200 ? null : { indentation, text };
}

/** Whether the lines of all marks can be shown. */
export function areShown(marks: readonly ExcerptMark[], sources: Sources): boolean {
  return marks.length > 0 && marks.every(({ path, line }) => lineOf(sources.get(path), line) !== null);
}

/** Places in compiler style: the path, numbered lines, and labels below them. The first mark is the main one. Places without a text are only named. */
export function writeExcerpt(writer: TextWriter, marks: readonly ExcerptMark[], sources: Sources, style: Style): void {
  const gutter = Math.max(...marks.map(({ line }) => String(line).length));
  const pad = ' '.repeat(gutter + 1);
  const byPath = new Map<string, ExcerptMark[]>();
  for (const mark of marks) addTo(byPath, mark.path, mark);
  for (const some of byPath.values()) {
    const [first] = some;
    if (first === undefined) continue;
    writer.line(0, `${' '.repeat(gutter)}${writer.styled('-->', 'cyan')} ${plainPhrase([placed(first)])}`);
    const shown = [...new Map(some.sort((a, b) => a.line - b.line).map((mark) => [mark.line, mark])).values()].flatMap((mark) => {
      const line = lineOf(sources.get(mark.path), mark.line);
      return line === null ? [] : [{ mark, line }];
    });
    if (shown.length === 0) continue;
    writer.line(0, `${pad}${writer.styled('|', 'cyan')}`);
    for (const [index, { mark, line }] of shown.entries()) {
      if (index > 0 && mark.line > (shown[index - 1]?.mark.line ?? 0) + 1) writer.line(0, '...');
      writeLine(writer, mark, line, { gutter, style: mark === marks[0] ? style : 'cyan', sign: mark === marks[0] ? '^' : '-' });
    }
  }
}

function writeLine(
  writer: TextWriter,
  { line: number, label, isInner }: ExcerptMark,
  { indentation, text }: ShownLine,
  { gutter, style, sign }: { readonly gutter: number; readonly style: Style; readonly sign: string },
): void {
  const bar = writer.styled('|', 'cyan');
  const before = gutter + 3 + columnsOf(indentation);
  const room = Math.max(20, writer.width - before);
  const characters = Array.from(text);
  const cut = characters.length > room ? `${characters.slice(0, room - 1).join('')}…` : text;
  writer.line(0, `${String(number).padStart(gutter)} ${bar} ${indentation}${cut}`);
  const start = `${' '.repeat(gutter + 1)}${bar} ${indentation}`;
  const length = isInner ? 0 : underlined(cut);
  const underline = length === 0 ? '' : writer.styled(sign.repeat(length), style);
  const says = unbrokenPhrase(label);
  if (says === '') {
    if (underline !== '') writer.line(0, `${start}${underline}`);
    return;
  }
  const isBeside = length > 0 && writer.width - before - length - 1 >= Math.min(leastLabel, says.length);
  const columns = Math.max(leastLabel, writer.width - before - (isBeside ? length + 1 : 0));
  const [first = '', ...rest] = wrapped(says, columns);
  if (isBeside) writer.line(0, `${start}${underline} ${writer.styled(first, style)}`);
  else {
    if (underline !== '') writer.line(0, `${start}${underline}`);
    writer.line(0, `${start}${writer.styled(first, style)}`);
  }
  for (const line of rest) writer.line(0, `${start}${' '.repeat(isBeside ? length + 1 : 0)}${writer.styled(line, style)}`);
}

/** Columns to underline: all of a short line; of a longer one, or a start tag whose content follows below, the first word. */
function underlined(text: string): number {
  const length = Array.from(text).length;
  const isOpening = /^<[^/>]+>$/.test(text);
  if (length <= longestUnderline && !isOpening) return length;
  return Math.min(longestUnderline, Array.from(/^<?[^\s>]*/.exec(text)?.[0] ?? '').length) || 1;
}

function columnsOf(indentation: string): number {
  let columns = 0;
  for (const character of indentation) columns += character === '\t' ? tabColumns : 1;
  return columns;
}

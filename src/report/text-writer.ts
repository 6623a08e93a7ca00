import { inertLogLine } from './escape.js';
import type { Paint, Style } from './paint.js';
import { unbrokenSpace } from './phrase.js';

/** The medium of a text report. */
export interface WriterOptions {
  readonly paint: Paint;
  /** Columns for wrapping sentences; code and paths are not wrapped. */
  readonly width: number;
}

/** Wraps words at that many columns; `first`: columns missing in the first line. */
export function wrapped(text: string, columns: number, first = 0): readonly string[] {
  const lines: string[] = [];
  let line: string | null = null;
  let used = first;
  // Alignment by several spaces stays: lines break only at single spaces.
  for (const word of text.split(/(?<! ) (?! )/)) {
    if (line !== null && used + 1 + word.length > columns) {
      lines.push(line);
      line = null;
      used = 0;
    }
    used += word.length + (line === null ? 0 : 1);
    line = line === null ? word : `${line} ${word}`;
  }
  return [...lines, line ?? ''].map((one) => one.replaceAll(unbrokenSpace, ' '));
}

/** The lines of a report for a terminal. */
export class TextWriter {
  private readonly lines: string[] = [];

  constructor(private readonly options: WriterOptions) {}

  get width(): number {
    return this.options.width;
  }

  styled(text: string, style: Style): string {
    return this.options.paint(style, text);
  }

  heading(text: string, style: Style): void {
    this.line(0, this.styled(this.styled(text, style), 'bold'));
  }

  blank(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('');
  }

  line(indent: number, text: string): void {
    this.lines.push(`${' '.repeat(indent)}${text}`);
  }

  /** A wrapped sentence; `hanging` is the indentation from the second line on. */
  wrapped(indent: number, text: string, style?: Style, hanging = indent): void {
    const lines = wrapped(text, this.options.width - hanging, indent - hanging);
    for (const [index, line] of lines.entries()) this.line(index === 0 ? indent : hanging, style === undefined ? line : this.styled(line, style));
  }

  /** A bold heading whose first word has its own style. */
  titled(first: string, text: string, style: Style): void {
    const [line = '', ...rest] = wrapped(`${first} ${text}`, this.options.width - 4, -4);
    this.line(0, this.styled(`${this.styled(first, style)}${line.slice(first.length)}`, 'bold'));
    for (const one of rest) this.line(4, this.styled(one, 'bold'));
  }

  list(title: string, items: readonly string[]): void {
    if (items.length === 0) return;
    this.heading(`${title} (${items.length})`, 'bold');
    for (const item of items) this.wrapped(2, `- ${item}`, undefined, 4);
    this.blank();
  }

  text(): string {
    return `${this.lines.map(inertLogLine).join('\n')}\n`;
  }
}

import { inertLogLine } from './escape.js';
import type { Paint, Style } from './paint.js';
import { unbrokenSpace } from './phrase.js';

/** The place that a text report is shown in. */
export interface TextOptions {
  readonly paint: Paint;
  /** Columns to wrap sentences at; code and paths are not wrapped. */
  readonly width: number;
}

/** Puts lines and wrapped sentences together for a terminal; no line of it is a command of a runner. */
export class TextWriter {
  private readonly lines: string[] = [];

  constructor(private readonly options: TextOptions) {}

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

  /** One sentence over as many lines as the width asks for; `hanging` is the indent of all but the first. */
  wrapped(indent: number, text: string, style?: Style, hanging = indent): void {
    let line = ' '.repeat(indent);
    let empty = true;
    const flush = (): void => {
      const body = line.trimStart().replaceAll(unbrokenSpace, ' ');
      const indented = line.slice(0, line.length - body.length);
      this.lines.push(`${indented}${style === undefined ? body : this.styled(body, style)}`);
    };
    // The column of the first word after "before  " is kept: only single spaces are places to break.
    for (const word of text.split(/(?<! ) (?! )/)) {
      if (!empty && line.length + 1 + word.length > this.options.width) {
        flush();
        line = ' '.repeat(hanging);
        empty = true;
      }
      line += empty ? word : ` ${word}`;
      empty = false;
    }
    flush();
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

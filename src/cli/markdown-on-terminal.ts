import type { Terminal } from './output.js';

/** Our own Markdown pages (headings, paragraphs, lists, fenced code) as text for a terminal. Not for text from a repository. */
export class MarkdownOnTerminal {
  constructor(private readonly terminal: Terminal) {}

  bold(text: string): string {
    return this.terminal.paint('bold', text);
  }

  dim(text: string): string {
    return this.terminal.paint('dim', text);
  }

  severity(severity: 'error' | 'warning' | 'info', text: string): string {
    return this.terminal.paint(severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan', text);
  }

  page(markdown: string): string {
    const out: string[] = [];
    let isCode = false;
    for (const line of markdown.trimEnd().split('\n')) {
      if (line.startsWith('```')) {
        isCode = !isCode;
        continue;
      }
      if (isCode) out.push(`    ${this.dim(line)}`);
      else if (line.startsWith('#')) out.push(this.bold(line.replace(/^#+ /, '')));
      else out.push(...this.#wrapped(plain(line)));
    }
    return `${out.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
  }

  #wrapped(line: string): readonly string[] {
    const indent = /^(- )?/.exec(line)?.[0].length ?? 0;
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ')) {
      if (current !== '' && current.length + 1 + word.length > this.terminal.width) {
        lines.push(current);
        current = `${' '.repeat(indent)}${word}`;
      } else current = current === '' ? word : `${current} ${word}`;
    }
    return [...lines, current];
  }
}

/** Links as "title (address)", code and strong text without marks. */
function plain(line: string): string {
  return line.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)').replace(/\*\*|`/g, '');
}

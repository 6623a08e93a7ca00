import type { Location, Suggestion } from '../review/review.js';
import { markdownFence, markdownLinkTarget, shownLine } from './escape.js';
import { patchLineEnding, patchLines } from './patch.js';
import { code, markdownPhrase, placed, type Phrase, type PhrasePiece } from './phrase.js';
import { type ReportedRule } from './reported-rule.js';

/** Options of every Markdown report. */
export interface MarkdownOptions {
  /** Budget of the whole text in UTF-8 bytes, including the hidden marker. */
  readonly budget: number;
  readonly rules?: readonly ReportedRule[];
  /** A page that shows this line of head, or null. */
  readonly link?: (location: Location) => string | null;
  /** Where readers find what was cut: "the job summary". */
  readonly elsewhere?: string;
  /** Where it is displayed; left out: GitHub. */
  readonly host?: 'GitHub' | 'Azure Repos';
  /** Where the run stores the explorer's page; left out: it was not written. */
  readonly explorer?: string;
}

/** The parts of Markdown that depend on links. */
export class MarkdownWords {
  private readonly rules: ReadonlyMap<string, ReportedRule>;

  constructor(private readonly options: Omit<MarkdownOptions, 'budget'>) {
    this.rules = new Map((options.rules ?? []).map((rule) => [rule.id, rule]));
  }

  /** The page with everything. */
  get whole(): string {
    return this.options.host === 'Azure Repos' ? 'the summary of the build' : 'the job summary';
  }

  /** A question for the bot or, without one, for the command line. Names and values are plain. */
  explainCommand(asked: Readonly<Record<string, string>>): string {
    const isBot = this.options.host !== 'Azure Repos';
    const words = Object.entries(asked).map(([name, value]) => (isBot ? `${name}=${value}` : `--${name} ${value}`));
    return `${isBot ? '/' : ''}apim-cors explain ${words.join(' ')}`;
  }

  rule(id: string): string {
    const url = this.rules.get(id)?.docsUrl;
    const name = markdownPhrase([code(id)]);
    return url === undefined ? name : `[${name}](${markdownLinkTarget(url)})`;
  }

  place(location: Location, where: 'text' | 'table' = 'text'): string {
    const url = this.options.link?.(location) ?? null;
    const name = markdownPhrase([placed(location)], where);
    return url === null ? name : `[${name}](${markdownLinkTarget(url)})`;
  }

  /** A sentence with links for its places, if there is a page for them. */
  linked(said: Phrase): string {
    const parts: string[] = [];
    let words: PhrasePiece[] = [];
    const close = (): void => {
      if (words.length > 0) parts.push(markdownPhrase(words));
      words = [];
    };
    for (const piece of said) {
      const line = typeof piece === 'string' || !('code' in piece) ? null : /^:(\d+)$/.exec(piece.tail ?? '');
      if (line === null || typeof piece === 'string' || !('code' in piece)) words.push(piece);
      else {
        close();
        parts.push(this.place({ path: piece.code, line: Number(line[1]) }));
      }
    }
    close();
    return parts.join('');
  }
}

/** The patch for `git apply`; a line below mentions what a comment cannot show. */
export function diffBlock(suggestion: Suggestion): string {
  const lines = patchLines(suggestion.patch).map(({ text }) => text);
  const remarks = [
    ...(patchLineEnding(suggestion.patch) === 'crlf'
      ? ['These lines end in CRLF in the file: use `git apply --ignore-whitespace`, and give the new lines CRLF.']
      : []),
    ...(lines.some((line) => shownLine(line) !== line)
      ? ['Hidden characters and commands of runners are written out here; the JSON report has the exact lines.']
      : []),
  ];
  return [markdownFence(lines, 'diff', false), ...remarks].join('\n\n');
}

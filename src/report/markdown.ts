import { unreviewedPhrase } from './sentences/unreviewed.js';
import type { Finding, Review, Suggestion } from '../review/review.js';
import { type Item, type Section, cutBytes, fit } from './budget.js';
import { markdownFence } from './escape.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { type Phrase, code, markdownPhrase, plainPhrase, summaryPhrase } from './phrase.js';
import { openPoints } from './change-rows.js';
import { counted } from './counting.js';
import { orderedFindings, severityRank } from './finding-order.js';
import { verdictOf } from './verdict.js';
import { ignoredPhrase } from './wording.js';

import { type MarkdownOptions, MarkdownWords } from './markdown-words.js';

/** GitHub's limit for one step's job summary, in bytes. */
export const jobSummaryBudget = 1_048_576;

/** What the summary of a pull request can be told besides. */
export interface SummaryOptions extends MarkdownOptions {
  /** A hidden line by which the comment is found again; ours, an HTML comment. Counted in the budget. */
  readonly marker: string;
  /** Findings that have a line comment, each with the suggestion its comment offers as a block, if any. They are not repeated here. */
  readonly placed: ReadonlyMap<Finding, Suggestion | null>;
}

/** The sticky summary of a pull request: the verdict, before and after, and whatever has no line comment. */
export function summaryComment(review: Review, options: SummaryOptions): string {
  return markdownDocument(review, options, options.placed, options.marker, 'the job summary');
}

/** The job summary: everything, whatever comments were written, so that it is enough on its own. */
export function jobSummary(review: Review, options: Partial<MarkdownOptions> = {}): string {
  const text = markdownDocument(review, { ...options, budget: (options.budget ?? jobSummaryBudget) - 1 }, new Map(), '', 'the JSON report');
  return `${text}\n`;
}

/** `--format markdown`: everything, with no budget unless one is given. */
export function markdownReport(review: Review, options: Partial<MarkdownOptions> = {}): string {
  const text = markdownDocument(review, { ...options, budget: (options.budget ?? Infinity) - 1 }, new Map(), '', 'the JSON report');
  return `${text}\n`;
}

function markdownDocument(
  review: Review,
  options: MarkdownOptions,
  comments: ReadonlyMap<Finding, Suggestion | null>,
  marker: string,
  elsewhere: string,
): string {
  const words = new MarkdownWords(review, options);
  const verdict = verdictOf(review);
  const sign = review.conclusion === 'pass' ? '✅' : '❌';
  const first = `${sign} **${markdownPhrase([verdict.title])}.** ${markdownPhrase([verdict.sentences.join(' ')])}`;
  const head = marker === '' ? first : `${marker}\n${first}`;
  if (verdict.complete) return cutBytes(head, options.budget);

  const ordered = orderedFindings(review.findings);
  const open = ordered.filter((finding) => !comments.has(finding));
  const fresh = open.filter((finding) => finding.status === 'new');
  const existing = open.filter((finding) => finding.status === 'existing');
  const patches = ordered.filter((finding) => comments.get(finding) === null && finding.suggestions.length > 0);

  const sections: Section[] = [
    changesSection(review, words),
    openPointsSection(review),
    section({
      heading: `### ${comments.size > 0 ? 'Findings without a line comment' : 'Findings'}\n\n`,
      items: fresh.map((finding) => ({ forms: words.finding(finding), rank: severityRank(finding.severity) * 2 })),
      between: '\n\n',
      share: 0.6,
      cut: (count) => counted(count, 'finding'),
      shortened: (count) => `the patches of ${counted(count, 'finding')}`,
    }),
    section({
      heading:
        '### Patches for line comments\n\nThese repairs reach beyond the lines a suggestion can replace. Save a block to a file and `git apply` it.\n\n',
      items: patches.map((finding) => ({ forms: words.patchOf(finding), rank: 6 })),
      between: '\n\n',
      share: 0.3,
      cut: (count) => counted(count, 'patch', 'patches'),
      shortened: (count) => counted(count, 'patch', 'patches'),
    }),
    folded(
      `${counted(existing.length, 'finding')} that base has too`,
      existing.map(
        (finding) => `- ${finding.severity} ${words.place(finding)} ${words.rule(finding.rule)}: ${markdownPhrase(messagePhrase(finding))}`,
      ),
      9,
      (count) => `${counted(count, 'finding')} that base has too`,
    ),
    section({
      heading: '### Ignored\n\n',
      items: review.ignored.map((ignored) => ({ forms: [`- ${markdownPhrase(ignoredPhrase(ignored))}`], rank: 7 })),
      between: '\n',
      share: 0.2,
      cut: (count) => counted(count, 'ignored finding'),
    }),
    section({
      heading: '### Not reviewed\n\n',
      items: review.unreviewed.map((one) => {
        const { path, scopeEntry } = one;
        const line = `- ${markdownPhrase([code(path), ': ', ...unreviewedPhrase(one)])}`;
        return {
          forms: scopeEntry === null ? [line] : [`${line}\n\n${indented(markdownFence(scopeEntry.trimEnd().split('\n'), 'yaml', false))}`, line],
          rank: 8,
        };
      }),
      between: '\n',
      share: 0.2,
      cut: (count) => counted(count, 'file that was not reviewed', 'files that were not reviewed'),
      shortened: (count) => `the \`scopes:\` entries of ${counted(count, 'file')}`,
    }),
    section({
      heading: '### Notes\n\n',
      items: [
        ...review.notes.map((note) => notePhrase(note)),
        ...review.assumptions.map((assumption): Phrase => ['Settled by the configuration: ', code(assumption), '.']),
      ].map((note) => ({ forms: [`- ${markdownPhrase(note)}`], rank: 6 })),
      between: '\n',
      share: 0.2,
      cut: (count) => counted(count, 'note'),
    }),
  ];
  const where = options.elsewhere ?? elsewhere;
  return fit(head, sections, options.budget, (cuts) => `_Cut to fit: ${cuts.join(', ')}. All of it is in ${where}._`).text;
}

function section(given: Pick<Section, 'heading' | 'items' | 'between' | 'share' | 'cut'> & Partial<Section>): Section {
  return { end: '', shortened: given.cut, ...given };
}

function folded(title: string, lines: readonly string[], rank: number, cut: (count: number) => string): Section {
  return section({
    heading: `<details>\n<summary>${summaryPhrase([title])}</summary>\n\n`,
    items: lines.map((line) => ({ forms: [line], rank })),
    between: '\n',
    end: '\n\n</details>',
    share: 0.2,
    cut,
  });
}

/** The before/after table: one row for origins of one group of operations that read alike. */
function changesSection(review: Review, words: MarkdownWords): Section {
  return section({
    heading: '### Before and after\n\n| Change | Operations | Pages from | Before | After |\n| --- | --- | --- | --- | --- |\n',
    items: review.changes.map((change): Item => ({ forms: [words.change(change, 6), words.change(change, 1)], rank: 1 })),
    between: '\n',
    share: 0.5,
    cut: (count) => counted(count, 'group of changed operations', 'groups of changed operations'),
    shortened: (count) => `some origins of ${counted(count, 'group of changed operations', 'groups of changed operations')}`,
  });
}

function openPointsSection(review: Review): Section {
  const points = new Map<string, Phrase>();
  for (const change of review.changes) for (const point of openPoints(change)) points.set(plainPhrase(point), point);
  return section({
    heading: 'What the unknowns depend on:\n\n',
    items: [...points.values()].map((point) => ({ forms: [`- ${markdownPhrase(point)}`], rank: 3 })),
    between: '\n',
    share: 0.2,
    cut: (count) => counted(count, 'open point'),
  });
}

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

import { withComputedNamed } from './computed-names.js';
import { reasonsTold } from './sentences/cause-marks.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';
import type { Location, Review, Suggestion } from '../review/review.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { type ReportSection, cutBytes, fit } from './budget.js';
import { CauseMarkdown, countWords, fold } from './cause-markdown.js';
import { causePicture } from './cause-picture.js';
import { bestOf } from '../review/offered-repairs.js';
import { markdownFence, markdownLinkTarget } from './escape.js';
import { harmRows, type HarmRow, tableStates } from './harm-table.js';
import { notePhrase } from './sentences/notes.js';
import { messagePhrase } from './sentences/statements.js';
import { type Phrase, code, markdownPhrase, summaryPhrase } from './phrase.js';
import { counted, grouped } from './counting.js';
import { orderedFindings, severityRank } from './finding-order.js';
import { pageHeadline, verdictSentences } from './page-headline.js';
import { verdictOf } from './verdict.js';
import { ignoredPhrase } from './wording.js';

import { type MarkdownOptions, MarkdownWords, diffBlock } from './markdown-words.js';

/** GitHub's limit for one step's job summary, in bytes. */
export const jobSummaryBudget = 1_048_576;

/** Options for the summary of a pull request. */
export interface SummaryOptions extends MarkdownOptions {
  /** A hidden HTML comment of ours that identifies the comment. Counted in the budget. */
  readonly marker: string;
  /** Causes with a line comment, by id, each with the suggestion in its block, if any. They are not repeated here. */
  readonly placed: ReadonlyMap<string, Suggestion | null>;
  /** Include findings that base has. */
  readonly existing?: boolean;
}

/** Most rows of the table of gains and losses. */
const mostRows = 12;
/** Most chains drawn on a page. */
const mostPictures = 20;
/** Most words of a summary besides its table, before the folds. */
const mostWords = 105;

/** The sticky summary of a pull request: the verdict, before and after, and causes without a line comment. */
export function summaryComment(reviewed: Review, options: SummaryOptions): string {
  const review = withComputedNamed(reviewed);
  const page = new Page(review, options);
  const told = page.causes.filter(({ id, severity }) => severity !== 'info' && !options.placed.has(id));
  const [first] = page.causes;
  const isOpen = first !== undefined && told[0] === first;
  const head = `${options.marker}\n${pageHeadline(review, page.all)}`;
  if (verdictOf(review).complete) return cutBytes(head, options.budget);
  const shown = new Set<string>();
  const opened = isOpen ? page.opened(first) : null;
  const toDo = opened === null ? page.toDo(options.placed) : [opened.reason, opened.repair].filter((part) => part !== '').join('\n\n');
  const patches = page.causes.flatMap((cause) => {
    const best = options.placed.get(cause.id) === null ? bestOf(cause) : null;
    if (best === null || shown.has(best.patch)) return [];
    shown.add(best.patch);
    return [fold(page.of(cause).patchTitle(best), diffBlock(best))];
  });
  const sections: ReportSection[] = [
    page.table(),
    page.lines(toDo, 0),
    section({
      items: told.map((cause) => ({ forms: page.folded(cause, shown, cause === first ? opened : null), rank: severityRank(cause.severity) * 2 + 2 })),
      share: 0.6,
      cut: (count) => counted(count, 'problem'),
      shortened: (count) => `the patches of ${counted(count, 'problem')}`,
    }),
    section({ items: patches.map((patch) => ({ forms: [patch], rank: 6 })), share: 0.3, cut: (count) => counted(count, 'patch', 'patches') }),
    ...page.rest({ remarks: true }),
    page.lines(page.meaning(), 7),
    page.lines(page.coverage(), 0),
  ];
  return page.fitted(head, sections, options.elsewhere ?? new MarkdownWords(options).whole);
}

/** The job summary: everything, independent of comments. */
export function jobSummary(review: Review, options: Partial<MarkdownOptions> = {}): string {
  return wholePage(review, { ...options, budget: (options.budget ?? jobSummaryBudget) - 1 });
}

/** `--format markdown`: everything, without a budget unless one is given. */
export function markdownReport(review: Review, options: Partial<MarkdownOptions> = {}): string {
  return wholePage(review, { ...options, budget: (options.budget ?? Infinity) - 1 });
}

function wholePage(reviewed: Review, options: MarkdownOptions): string {
  const review = withComputedNamed(reviewed);
  const page = new Page(review, options);
  const head = pageHeadline(review, page.all);
  if (verdictOf(review).complete) return `${cutBytes(head, options.budget)}\n`;
  const shown = new Set<string>();
  const sections: ReportSection[] = [
    page.table(),
    page.lines(page.meaning(), 7),
    page.lines(page.coverage(), 0),
    section({
      items: page.causes
        .filter(({ severity, rows }) => severity !== 'info' || rows.length === 0)
        .map((cause) => ({ forms: page.whole(cause, shown), rank: severityRank(cause.severity) * 2 })),
      between: '\n\n',
      share: 0.6,
      cut: (count) => counted(count, 'problem'),
      shortened: (count) => `the patches of ${counted(count, 'problem')}`,
    }),
    section({
      heading: '#### Findings in the table\n\n',
      items: page.causes
        .filter(({ severity, rows }) => severity === 'info' && rows.length > 0)
        .flatMap((cause) => page.findings(cause).map((line) => ({ forms: [line], rank: 5 }))),
      between: '\n',
      share: 0.2,
      cut: (count) => counted(count, 'finding'),
    }),
    // Remarks are in the sections above.
    ...page.rest({ remarks: false }),
  ];
  return `${page.fitted(head, sections, options.elsewhere ?? 'the JSON report')}\n`;
}

/** The parts of a page. */
class Page {
  /** Worst first. */
  readonly all: readonly RootCause[];
  /** Those that count; existing ones only if requested. */
  readonly causes: readonly RootCause[];
  private readonly words: MarkdownWords;
  private readonly rows: readonly HarmRow[];
  private readonly told: ReadonlyMap<string, Location>;
  /** Number of pictures that still fit. */
  private pictures = mostPictures;
  /** Sentences on the page so far. */
  private readonly said: Set<string>;

  constructor(
    private readonly review: Review,
    private readonly options: MarkdownOptions & { readonly existing?: boolean },
  ) {
    this.all = rootCauses(review);
    this.causes = this.all.filter(({ status }) => status === 'new' || options.existing === true);
    this.told = reasonsTold(this.causes);
    this.words = new MarkdownWords(options);
    this.rows = harmRows(review, this.causes);
    this.said = new Set(this.causes.map((cause) => this.of(cause).reason()));
  }

  of(cause: RootCause): CauseMarkdown {
    return new CauseMarkdown(this.words, cause, this.told.get(cause.id) ?? null);
  }

  table(): ReportSection {
    const shown = this.rows.length > mostRows ? this.rows.slice(0, mostRows - 1) : this.rows;
    const left = this.rows.length - shown.length;
    const states = tableStates(this.review);
    const row = (one: HarmRow): string =>
      `| ${[one.mark, ...[one.origins, one.where, ...states.map(({ of }) => one[of])].map((cell) => markdownPhrase(cell, 'table'))].join(' | ')} |`;
    return section({
      heading: `| | Pages from | API | ${states.map(({ title }) => title).join(' | ')} |\n| --- | --- | --- |${' --- |'.repeat(states.length)}\n`,
      items: [...shown.map(row), ...(left === 0 ? [] : [`| | and ${counted(left, 'more row')} | |${' |'.repeat(states.length)}`])].map((form) => ({
        forms: [form],
        rank: 1,
      })),
      between: '\n',
      share: 0.5,
      cut: (count) => counted(count, 'row'),
    });
  }

  lines(line: string, rank: number): ReportSection {
    return section({ items: line === '' ? [] : [{ forms: [line], rank }], share: 1, cut: () => 'a paragraph' });
  }

  /** The reader's next step, if the worst cause has a comment. */
  toDo(placed: ReadonlyMap<string, Suggestion | null>): string {
    const cause = this.causes.find(({ id, severity }) => severity !== 'info' && placed.has(id));
    if (cause === undefined) return '';
    const edit = placed.get(cause.id)?.edits[0];
    const next = edit === undefined ? 'see its comment' : `commit the suggestion at ${this.words.place({ path: edit.path, line: edit.startLine })}`;
    return `**To do:** ${next}, or ignore it with a reason.`;
  }

  /** The worst cause without a comment: reason and repair, as far as they fit. */
  opened(cause: RootCause): { readonly reason: string; readonly repair: string } {
    const told = this.of(cause);
    const best = bestOf(cause);
    const around = `${pageHeadline(this.review, this.all)} ${this.coverage()}`;
    const reason = told.reason();
    const repair = best === null ? '' : told.repair(best, `${around} ${reason}`, '');
    if (countWords(`${around} ${reason} ${repair}`) <= mostWords) return { reason, repair };
    return { reason: '', repair: countWords(`${around} ${repair}`) <= mostWords ? repair : '' };
  }

  /** A cause of the summary in a fold, longest form first. `opened`: its part shown above; null: none. */
  folded(cause: RootCause, shown: Set<string>, opened: ReturnType<Page['opened']> | null): readonly string[] {
    const told = this.of(cause);
    const best = bestOf(cause);
    const reason = told.reason();
    const start = [
      ...(opened?.reason === reason ? [] : [reason]),
      ...(best === null || (opened?.repair ?? '') !== '' ? [] : [told.repair(best, '', '')]),
    ];
    const more = told.folds(best, this.words.whole);
    const patches = best === null ? [] : told.patches(shown, [best]);
    const title = opened === null ? told.foldedTitle() : 'Patch, other ways, and how to ignore it';
    const form = (parts: readonly string[]): string => fold(title, [...start, ...parts, told.lastLine()].filter((part) => part !== '').join('\n\n'));
    return [form([...more, ...patches]), form(more), form([])];
  }

  /** A cause of the job summary, longest form first: with every patch, without patches, only title and reason. */
  whole(cause: RootCause, shown: Set<string>): readonly string[] {
    const told = this.of(cause);
    const best = bestOf(cause);
    const reason = told.reason();
    const picture = this.pictures > 0 ? causePicture(cause) : null;
    if (picture !== null) this.pictures -= 1;
    const start = [`#### ${told.title()}`, reason, ...(picture === null ? [] : [picture])];
    const repair = best === null ? [] : [told.repair(best, '', '')];
    const rows = this.findings(cause);
    const findings = [rows.length === 1 ? (rows[0] ?? '') : fold(counted(rows.length, 'finding'), rows.join('\n'))];
    const folds = told.folds(best, null);
    const form = (parts: readonly string[]): string => [...parts, told.lastLine()].filter((part) => part !== '').join('\n\n');
    return [
      form([...start, ...repair, ...findings, ...folds, ...told.patches(shown, cause.repairs)]),
      form([...start, ...repair, ...findings, ...folds]),
      this.findings(cause, false).join('\n'),
    ];
  }

  /** The findings of a cause, one per line; `isOnce`: skips sentences that are on the page already. */
  findings(cause: RootCause, isOnce = true): readonly string[] {
    const above = isOnce ? this.of(cause).reason() : null;
    return orderedFindings(cause.findings).map((finding) => {
      const message = this.words.linked(messagePhrase(finding));
      const isSaid = isOnce && this.said.has(message);
      this.said.add(message);
      const says = message === above ? '' : `: ${isSaid ? 'the same' : message}`;
      return `- **${finding.severity}** ${this.words.place(finding)} ${this.words.rule(finding.rule)}${says}`;
    });
  }

  /** The explanation for readers who do not know CORS, if an origin is blocked. */
  meaning(): string {
    if (!this.rows.some(({ mark }) => mark.includes('lose'))) return '';
    return fold(
      'What does "blocked" mean here?',
      'A browser asks API Management before it lets a page read an answer (CORS). Where no `<cors>` policy says yes to the page, the call fails in the browser with "No \'Access-Control-Allow-Origin\' header is present". Servers and Postman are not affected.',
    );
  }

  coverage(): string {
    const { explorer } = this.options;
    const link = explorer === undefined ? [] : [`[look around in the explorer](${markdownLinkTarget(explorer)})`];
    const parts = [...[verdictSentences(this.review, this.all)].filter((line) => line !== ''), ...link];
    return parts.length === 0 ? '' : `<sub>${parts.join(' · ')}</sub>`;
  }

  /** What is not a problem of this change: remarks, existing findings, ignored ones, unreviewed files, notes; each in a fold. */
  rest({ remarks: areTold }: { readonly remarks: boolean }): readonly ReportSection[] {
    const { review } = this;
    const remarks = areTold ? this.causes.filter(({ severity, rows }) => severity === 'info' && rows.length === 0) : [];
    const older = this.all.filter((cause) => !this.causes.includes(cause));
    const line = (cause: RootCause): string => this.findings(cause).join('\n');
    const ignored = review.ignored.filter(({ isConsequence }) => isConsequence !== true);
    return [
      folded(counted(remarks.length, 'remark'), remarks.map(line), 7),
      folded(`${counted(older.length, 'older problem')} of base`, older.map(line), 9),
      folded(
        `${counted(ignored.length, 'finding')} ignored`,
        ignored.map((one) => `- ${markdownPhrase(ignoredPhrase(one))}`),
        7,
      ),
      folded(`${counted(review.unreviewed.length, 'file')} not reviewed`, this.unreviewed(), 8),
      folded(
        counted(review.notes.length + review.assumptions.length, 'note'),
        [
          ...review.notes.map((note) => notePhrase(note)),
          ...review.assumptions.map((assumption): Phrase => ['Settled by the configuration: ', code(assumption), '.']),
        ].map((note) => `- ${markdownPhrase(note)}`),
        6,
      ),
    ];
  }

  /** Unreviewed files, one per line with an entry; each reason once. */
  private unreviewed(): readonly string[] {
    let last = '';
    return this.review.unreviewed.map((one) => {
      const reason = markdownPhrase(unreviewedPhrase(one));
      const entry = one.scopeEntry === null ? '' : `\n\n${indented(markdownFence(one.scopeEntry.trimEnd().split('\n'), 'yaml', false))}`;
      const line = `- ${markdownPhrase([code(one.path)])}: ${reason === last ? 'the same' : reason}${entry}`;
      last = reason;
      return line;
    });
  }

  fitted(head: string, sections: readonly ReportSection[], where: string): string {
    return fit(head, sections, this.options.budget, (cuts) => `_Cut to fit: ${cuts.join(', ')}. All of it is in ${where}._`).text;
  }
}

function section(given: Pick<ReportSection, 'items' | 'share' | 'cut'> & Partial<ReportSection>): ReportSection {
  return { heading: '', between: '\n\n', end: '', shortened: given.cut, ...given };
}

function folded(title: string, lines: readonly string[], rank: number): ReportSection {
  return section({
    heading: `<details>\n<summary>${summaryPhrase([title])}</summary>\n\n`,
    items: lines.map((line) => ({ forms: [line], rank })),
    between: '\n',
    end: '\n\n</details>',
    share: 0.2,
    cut: (count) => `${grouped(count)} of the ${title}`,
  });
}

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

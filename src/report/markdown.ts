import type { Change, Finding, Location, Review, Suggestion } from '../review/review.js';
import { type Item, type Section, cutBytes, fit } from './budget.js';
import { byteLength, markdownFence, markdownLinkTarget, survivesFence, visible } from './escape.js';
import { patchLineEnding, patchLines } from './patch.js';
import { type Phrase, code, markdownPhrase, placed, plainPhrase, prose, summaryPhrase } from './phrase.js';
import {
  type ReportedRule,
  certaintyWords,
  changeRows,
  changeTitle,
  concerns,
  counted,
  ignoredPhrase,
  openPoints,
  orderedFindings,
  severalRoots,
  severityRank,
  targetsPhrase,
  titlePhrase,
  verdictOf,
} from './wording.js';

/** GitHub's limit for the body of a comment, in characters; counted in bytes here, which is never less. */
export const commentBudget = 65_536;
/** GitHub's limit for one step's job summary, in bytes. */
export const jobSummaryBudget = 1_048_576;

/** What every Markdown report can be told. */
export interface MarkdownOptions {
  /** UTF-8 bytes the whole text may take, hidden marker included. */
  readonly budget: number;
  readonly rules?: readonly ReportedRule[];
  /** A page that shows this line of head, or null. */
  readonly link?: (location: Location) => string | null;
  /** Where the reader finds what was cut: "the job summary". */
  readonly elsewhere?: string;
}

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
        (finding) => `- ${finding.severity} ${words.place(finding)} ${words.rule(finding.rule)}: ${markdownPhrase(prose(finding.message))}`,
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
      items: review.unreviewed.map(({ path, reason, scopeEntry }) => {
        const line = `- ${markdownPhrase([code(path), ': ', ...prose(reason)])}`;
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
        ...review.notes.map((note): Phrase => prose(note)),
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
    heading: 'What the unknowns hang on:\n\n',
    items: [...points.values()].map((point) => ({ forms: [`- ${markdownPhrase(point)}`], rank: 3 })),
    between: '\n',
    share: 0.2,
    cut: (count) => counted(count, 'open point'),
  });
}

/** The pieces of Markdown that need to know the review and where things are. */
export class MarkdownWords {
  private readonly showRoots: boolean;
  private readonly rules: ReadonlyMap<string, ReportedRule>;

  constructor(
    review: Review | null,
    private readonly options: Omit<MarkdownOptions, 'budget'>,
  ) {
    this.showRoots = review !== null && severalRoots(review);
    this.rules = new Map((options.rules ?? []).map((rule) => [rule.id, rule]));
  }

  rule(id: string): string {
    const url = this.rules.get(id)?.docsUrl;
    const name = markdownPhrase([code(id)]);
    return url === undefined ? name : `[${name}](${markdownLinkTarget(url)})`;
  }

  ruleTitle(id: string): string | null {
    const title = this.rules.get(id)?.title;
    return title === undefined ? null : markdownPhrase(titlePhrase(title));
  }

  place(location: Location, where: 'text' | 'table' = 'text'): string {
    const url = this.options.link?.(location) ?? null;
    const name = markdownPhrase([placed(location)], where);
    return url === null ? name : `[${name}](${markdownLinkTarget(url)})`;
  }

  /** The rows of one change; the group and its causes stand in the first. */
  change(change: Change, mostRows: number): string {
    const rows = changeRows(change);
    const causes = change.causes.slice(0, 3).map((cause) => this.place(cause, 'table'));
    const more = change.causes.length > 3 ? ` and ${change.causes.length - 3} more` : '';
    const group = [
      markdownPhrase(targetsPhrase(change.targets, this.showRoots), 'table'),
      ...(causes.length > 0 ? [`${causes.join(', ')}${more}`] : []),
    ].join('<br>');
    const lines = rows.slice(0, mostRows).map((row, index) => {
      const cells = [row.origins, row.pair.before, row.pair.after].map((phrase) => markdownPhrase(phrase, 'table'));
      return `| ${[index === 0 ? markdownPhrase(changeTitle(change), 'table') : '', index === 0 ? group : '', ...cells].join(' | ')} |`;
    });
    if (rows.length > mostRows) lines.push(`| | | and ${counted(rows.length - mostRows, 'more row')} | | |`);
    return lines.join('\n');
  }

  /** A finding as a paragraph of the summary, longest form first: with every patch, with the best one, with none. */
  finding(finding: Finding): readonly string[] {
    const title = this.ruleTitle(finding.rule);
    const first = `**${finding.severity}** ${this.place(finding)} ${this.rule(finding.rule)}${title === null ? '' : `: ${title}`}`;
    const plain = [first, ...this.reasons(finding)];
    const [best, ...others] = finding.suggestions;
    if (best === undefined) return [plain.join('\n\n')];
    const repair = this.repair(best);
    const patch = `<details>\n<summary>Patch</summary>\n\n${diffBlock(best)}\n\n</details>`;
    const withBest = [...plain, repair, patch];
    const forms = [withBest.join('\n\n'), [...plain, repair].join('\n\n'), plain.join('\n\n')];
    return others.length === 0 ? forms : [[...withBest, this.otherRepairs(others)].join('\n\n'), ...forms];
  }

  /** Message, who it concerns, and how certain it is. */
  reasons(finding: Finding): readonly string[] {
    const who = concerns(finding, this.showRoots);
    const certainty = certaintyWords(finding.certainty);
    return [
      markdownPhrase(prose(finding.message)),
      ...(who === null ? [] : [`Concerns ${markdownPhrase(who)}.`]),
      ...(certainty === null ? [] : [`_${markdownPhrase([certainty])}_`]),
    ];
  }

  repair(suggestion: Suggestion): string {
    const certainty = certaintyWords(suggestion.certainty);
    return `**Repair: ${markdownPhrase(titlePhrase(suggestion.title))}.** ${markdownPhrase(prose(suggestion.effect))}${certainty === null ? '' : ` _${markdownPhrase([certainty])}_`}`;
  }

  otherRepairs(suggestions: readonly Suggestion[]): string {
    const bodies = suggestions.map((suggestion) => `${this.repair(suggestion)}\n\n${diffBlock(suggestion)}`);
    return `<details>\n<summary>${counted(suggestions.length, 'other repair')}</summary>\n\n${bodies.join('\n\n')}\n\n</details>`;
  }

  /** The patch of a finding whose line comment could not offer it as a suggestion. */
  patchOf(finding: Finding): readonly string[] {
    const best = finding.suggestions[0];
    if (best === undefined) return [''];
    return [`${this.place(finding)} ${this.rule(finding.rule)}: ${markdownPhrase(titlePhrase(best.title))}\n\n${diffBlock(best)}`];
  }
}

/** The patch as `git apply` takes it; what a comment cannot carry, or no reader could see, is said below it. */
export function diffBlock(suggestion: Suggestion): string {
  const lines = patchLines(suggestion.patch).map(({ text }) => text);
  const remarks = [
    ...(patchLineEnding(suggestion.patch) === 'crlf'
      ? ['These lines end in CRLF in the file: use `git apply --ignore-whitespace`, and give the new lines CRLF.']
      : []),
    ...(lines.some((line) => visible(line) !== line) ? ['Hidden characters are written out here; the JSON report has the exact lines.'] : []),
  ];
  return [markdownFence(lines, 'diff', false), ...remarks].join('\n\n');
}

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** A line comment, and whether it offers the suggestion as a block (if not, the patch belongs in the summary). */
export interface LineComment {
  readonly body: string;
  readonly offersSuggestion: boolean;
}

export interface LineCommentOptions extends Omit<MarkdownOptions, 'budget'> {
  readonly budget?: number;
  /** A hidden line that identifies the comment; ours. Counted in the budget. */
  readonly marker?: string;
  /** Said under the suggestion, one sentence each: for instance that GitHub writes the lines with its own line endings. */
  readonly remarks?: readonly string[];
}

/**
 * One review comment. `block` is the suggestion and the exact lines that replace the lines the comment is attached to; null when the repair
 * cannot be offered there. A block is shown whole or not at all.
 */
export function lineComment(
  finding: Finding,
  block: { readonly suggestion: Suggestion; readonly lines: readonly string[] } | null,
  options: LineCommentOptions = {},
): LineComment {
  const words = new MarkdownWords(null, options);
  const budget = options.budget ?? commentBudget;
  const title = words.ruleTitle(finding.rule);
  const marker = options.marker === undefined ? '' : `\n\n${options.marker}`;
  const start = [`**${finding.severity}${title === null ? '' : `: ${title}`}** (${words.rule(finding.rule)})`, ...words.reasons(finding)].join(
    '\n\n',
  );
  const offered = block !== null && survivesFence(block.lines) ? block : null;
  const remarks = (options.remarks ?? []).map((remark) => markdownPhrase(prose(remark))).join(' ');
  const suggestion =
    offered === null
      ? ''
      : `\n\n${words.repair(offered.suggestion)}\n\n${markdownFence(offered.lines, 'suggestion', true)}${remarks === '' ? '' : `\n\n${remarks}`}`;
  const best = finding.suggestions[0];
  const pointer = best === undefined ? '' : `\n\n${words.repair(best)} The patch is in ${options.elsewhere ?? 'the summary comment'}.`;
  const others = finding.suggestions.filter((other) => other !== (offered === null ? best : offered.suggestion));
  const rest = others.length === 0 ? '' : `\n\n${words.otherRepairs(others)}`;
  const without = (count: number): string =>
    count === 0 ? '' : `\n\n_Cut to fit: ${counted(count, others.length === count ? 'other repair' : 'repair')}. All of it is in the job summary._`;
  const candidates = [
    ...(offered === null
      ? []
      : [
          { body: `${start}${suggestion}${rest}`, offersSuggestion: true },
          { body: `${start}${suggestion}${without(others.length)}`, offersSuggestion: true },
        ]),
    ...(offered === null ? [{ body: `${start}${pointer}${rest}`, offersSuggestion: false }] : []),
    { body: `${start}${pointer}${without(finding.suggestions.length - 1)}`, offersSuggestion: false },
    { body: `${start}${without(finding.suggestions.length)}`, offersSuggestion: false },
  ];
  const room = budget - byteLength(marker);
  const chosen = candidates.find(({ body }) => byteLength(body) <= room) ?? { body: cutBytes(start, room), offersSuggestion: false };
  return { body: `${chosen.body}${marker}`, offersSuggestion: chosen.offersSuggestion };
}

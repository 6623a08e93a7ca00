import type { Change, Finding, Location, Review, Suggestion } from '../review/review.js';
import { markdownFence, markdownLinkTarget, shownLine } from './escape.js';
import { effectPhrase } from './sentences/effects.js';
import { messagePhrase } from './sentences/statements.js';
import { patchLineEnding, patchLines } from './patch.js';
import { code, markdownPhrase, placed } from './phrase.js';
import { changeRows, changeTitle } from './change-rows.js';
import { counted } from './counting.js';
import { severalRoots, targetsPhrase } from './reached-operations.js';
import { titlePhrase } from './sentences/repairs.js';
import { certaintyWords } from './vocabulary.js';
import { type ReportedRule } from './reported-rule.js';
import { concerns, ruleTitlePhrase } from './wording.js';

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
    return title === undefined ? null : markdownPhrase(ruleTitlePhrase(title));
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
      markdownPhrase(messagePhrase(finding)),
      ...(who === null ? [] : [`Concerns ${markdownPhrase(who)}.`]),
      ...(certainty === null ? [] : [`_${markdownPhrase([certainty])}_`]),
    ];
  }

  repair(suggestion: Suggestion): string {
    const certainty = certaintyWords(suggestion.certainty);
    return `**Repair: ${markdownPhrase(titlePhrase(suggestion.title))}.** ${markdownPhrase(effectPhrase(suggestion.effect))}${certainty === null ? '' : ` _${markdownPhrase([certainty])}_`}`;
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
    ...(lines.some((line) => shownLine(line) !== line)
      ? ['Hidden characters and commands of runners are written out here; the JSON report has the exact lines.']
      : []),
  ];
  return [markdownFence(lines, 'diff', false), ...remarks].join('\n\n');
}

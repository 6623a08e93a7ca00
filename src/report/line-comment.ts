import type { Finding, Suggestion } from '../review/review.js';
import { cutBytes } from './budget.js';
import { byteLength, markdownFence, survivesFence } from './escape.js';
import { markdownPhrase } from './phrase.js';
import { counted } from './counting.js';

import { type MarkdownOptions, MarkdownWords } from './markdown-words.js';

/** GitHub's limit for the body of a comment, in characters; counted in bytes here, which is never less. */
export const commentBudget = 65_536;
/** A line comment, and whether it offers the suggestion as a block (if not, the patch belongs in the summary). */
export interface LineComment {
  readonly body: string;
  readonly offersSuggestion: boolean;
}

/** What a line comment is made with, beside the finding. */
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
  const remarks = (options.remarks ?? []).map((remark) => markdownPhrase([remark])).join(' ');
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

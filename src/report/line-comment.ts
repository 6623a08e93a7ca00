import type { RootCause } from '../review/root-causes.js';
import type { Location, Suggestion } from '../review/review.js';
import { cutBytes } from './budget.js';
import { CauseMarkdown } from './cause-markdown.js';
import { byteLength, markdownFence, survivesFence } from './escape.js';
import { type MarkdownOptions, MarkdownWords } from './markdown-words.js';
import { bestOf } from '../review/offered-repairs.js';
import { markdownPhrase } from './phrase.js';

/** GitHub's limit for the body of a comment, in characters; counted in bytes here, which are never fewer. */
export const commentBudget = 65_536;
/** A line comment, and whether it contains the suggestion as a block (if not, the patch belongs in the summary). */
export interface LineComment {
  readonly body: string;
  readonly offersSuggestion: boolean;
}

/** Options for a line comment. */
export interface LineCommentOptions extends Omit<MarkdownOptions, 'budget'> {
  readonly budget?: number;
  /** A hidden line of ours that identifies the comment. Counted in the budget. */
  readonly marker?: string;
  /** An earlier cause with the same reason. */
  readonly sameAs?: Location | null;
  /** Sentences under the suggestion, for instance that GitHub writes its own line endings. */
  readonly remarks?: readonly string[];
}

/**
 * One review comment. `block` is a safe repair with the exact replacement for the commented lines; null if none is possible there. A block is shown completely
 * or not at all.
 */
export function lineComment(
  cause: RootCause,
  block: { readonly suggestion: Suggestion; readonly lines: readonly string[] } | null,
  options: LineCommentOptions = {},
): LineComment {
  const words = new MarkdownWords(options);
  const told = new CauseMarkdown(words, cause, options.sameAs ?? null);
  const marker = options.marker === undefined ? '' : `\n\n${options.marker}`;
  const room = (options.budget ?? commentBudget) - byteLength(marker);
  const offered = block !== null && survivesFence(block.lines) ? block : null;
  const best = offered?.suggestion ?? bestOf(cause);
  const start = `**${told.title()}**\n\n${told.reason()}`;
  const last = told.lastLine();
  const repair = [best === null ? told.advice() : told.repair(best, start, last)];
  const pointer = best === null ? [] : [`Patch: in ${options.elsewhere ?? 'the summary comment'}.`];
  const folds = told.folds(best, words.whole);
  const remarks = (options.remarks ?? []).map((remark) => markdownPhrase([remark]));
  const blocks = offered === null ? [] : [markdownFence(offered.lines, 'suggestion', true), ...remarks];
  const cut = `_Cut to fit: ${words.whole} has all of it._`;
  const forms: readonly (readonly [isOffered: boolean, parts: readonly string[]])[] = [
    ...(offered === null
      ? []
      : ([
          [true, [...repair, ...blocks, ...folds]],
          [true, [...repair, ...blocks, cut]],
        ] as const)),
    [false, [...repair, ...pointer, ...folds]],
    [false, [...repair, ...pointer, cut]],
    [false, [cut]],
  ];
  for (const [offersSuggestion, parts] of forms) {
    const body = [start, ...parts, last].filter((part) => part !== '').join('\n\n');
    if (byteLength(body) <= room) return { body: `${body}${marker}`, offersSuggestion };
  }
  return { body: `${cutBytes(start, room)}${marker}`, offersSuggestion: false };
}

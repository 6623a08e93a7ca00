import { weakest } from '../cors/certainty.js';
import { commentBudget, lineComment, type LineCommentOptions } from '../report/line-comment.js';
import { patchLineEnding } from '../report/patch.js';
import type { Finding, Suggestion } from '../review/review.js';
import { joinReplacements, visiblePart, type Hunk, type LineReplacement } from './hunks.js';
import { openMarker, sealed } from './marker.js';

/** What a line comment may hold. `plain`: no suggestion block; `none`: there is no comment, and the finding is in the summary. */
export type Commenting = 'suggestions' | 'plain' | 'none';

/** Where a finding's comment stands, and what it says. */
export interface Placement {
  readonly finding: Finding;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly body: string;
  /** Hash of the body, as its marker has it. */
  readonly said: string;
  /** The suggestion its block offers, if it has one. */
  readonly suggestion: Suggestion | null;
}

/** Options of a line comment that are the same for every finding. */
export type CommentWords = Omit<LineCommentOptions, 'budget' | 'marker' | 'remarks'>;

/**
 * A place for a finding's comment on the lines the pull request shows, or null. First choice is the best suggestion whose lines all lie in
 * one hunk, as a block; else the comment stands where the finding's own lines are shown.
 */
export function place(finding: Finding, hunks: readonly Hunk[], commenting: Commenting, use: string, words: CommentWords): Placement | null {
  if (commenting === 'none' || finding.isOfMerge === true) return null;
  if (commenting === 'suggestions') {
    for (const suggestion of offered(finding)) {
      const block = blockOf(finding, suggestion, hunks);
      const written = block === null ? null : write(finding, use, words, { suggestion, lines: block.lines });
      if (block !== null && written?.offersSuggestion === true) {
        return { finding, path: finding.path, start: block.start, end: block.end, body: written.body, said: written.said, suggestion };
      }
    }
  }
  const part = visiblePart(hunks, { start: finding.line, end: Math.max(finding.line, finding.endLine) });
  if (part === null) return null;
  return { finding, path: finding.path, ...part, ...withoutBlock(finding, use, words), suggestion: null };
}

/** What a comment says that stands where no block can be offered. */
export function withoutBlock(finding: Finding, use: string, words: CommentWords): { readonly body: string; readonly said: string } {
  const { body, said } = write(finding, use, words, null);
  return { body, said };
}

/**
 * One click must not cost more, or be less certain, than the best repair: a lesser one is offered as a block only if it is as certain and
 * keeps the inherited policies too. The comment shows the others as patches.
 */
function offered(finding: Finding): readonly Suggestion[] {
  const [best] = finding.suggestions;
  if (best === undefined) return [];
  return finding.suggestions.filter(
    (one) => weakest(one.certainty, best.certainty) === best.certainty && (one.keepsInheritedPolicies || !best.keepsInheritedPolicies),
  );
}

function blockOf(finding: Finding, suggestion: Suggestion, hunks: readonly Hunk[]): LineReplacement | null {
  if (!suggestion.fitsBlock || !suggestion.edits.every((edit) => edit.path === finding.path)) return null;
  return joinReplacements(
    hunks,
    suggestion.edits.map(({ startLine, endLine, lines }) => ({ start: startLine, end: endLine, lines })),
  );
}

interface Written {
  readonly body: string;
  readonly said: string;
  readonly offersSuggestion: boolean;
}

function write(
  finding: Finding,
  use: string,
  words: CommentWords,
  block: { readonly suggestion: Suggestion; readonly lines: readonly string[] } | null,
): Written {
  const marker = openMarker(use, finding.fingerprint);
  const ending = block === null ? 'lf' : patchLineEnding(block.suggestion.patch);
  const remarks = ending === 'crlf' ? ['The lines of this file end in CRLF: check the endings of what GitHub commits.'] : [];
  const written = lineComment(finding, block, { ...words, marker, remarks, budget: commentBudget });
  return { ...sealed(written.body, marker), offersSuggestion: written.offersSuggestion };
}

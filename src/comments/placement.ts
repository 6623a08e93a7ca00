import { commentBudget, lineComment, type LineCommentOptions } from '../report/line-comment.js';
import { offeredFirst } from '../review/offered-repairs.js';
import { patchLineEnding } from '../report/patch.js';
import type { Location, Suggestion } from '../review/review.js';
import type { RootCause } from '../review/root-causes.js';
import type { LineRange } from '../text/line-index.js';
import type { PullRequestHost } from './host.js';
import { joinReplacements, visiblePart, type Hunk, type LineReplacement } from './hunks.js';
import { openMarker, sealed } from './marker.js';

/** What a line comment may contain. `plain`: no suggestion block; `none`: no comments, causes are in the summary. */
export type Commenting = 'suggestions' | 'plain' | 'none';

/** Place and content of a cause's comment. */
export interface Placement {
  readonly cause: RootCause;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly body: string;
  /** Hash of the body, as in its marker. */
  readonly said: string;
  /** The suggestion in its block, if any. */
  readonly suggestion: Suggestion | null;
}

/** Options shared by all comments. */
export interface PlacementOptions {
  readonly host: PullRequestHost;
  readonly use: string;
  readonly words: Omit<LineCommentOptions, 'budget' | 'marker' | 'remarks' | 'sameAs'>;
  /** Causes, by id, with the same reason as an earlier one. */
  readonly told: ReadonlyMap<string, Location>;
  /** Hunks of the pull request by path. */
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
}

/** Lines replaced by the suggestion blocks of one review: two blocks on the same lines cannot be committed together. */
export class TakenLines {
  readonly #ranges: { readonly path: string; readonly range: LineRange }[] = [];

  take(path: string, range: LineRange): void {
    this.#ranges.push({ path, range });
  }

  isFree(path: string, { start, end }: LineRange): boolean {
    return this.#ranges.every((one) => one.path !== path || one.range.end < start || end < one.range.start);
  }
}

/**
 * A place for a cause's comment on the lines that the pull request shows, or null. Preferred is the best safe repair, as a block, if its lines are all in one
 * hunk and no other block replaces them; otherwise the deciding element's line, or one of its findings'.
 */
export function placeComment(cause: RootCause, commenting: Commenting, taken: TakenLines, options: PlacementOptions): Placement | null {
  if (commenting === 'none' || cause.findings[0]?.isOfMerge === true) return null;
  if (commenting === 'suggestions') {
    for (const suggestion of offeredFirst(cause).filter(({ isSafe }) => isSafe)) {
      const block = blockOf(suggestion, options.hunks);
      if (block === null || (block.lines.length === 0 && !options.host.deletesByBlock) || !taken.isFree(block.path, block)) continue;
      const written = write(cause, options, { suggestion, lines: block.lines });
      if (!written.offersSuggestion) continue;
      return { cause, path: block.path, start: block.start, end: block.end, body: written.body, said: written.said, suggestion };
    }
  }
  for (const { path, line, endLine } of placesOf(cause)) {
    const part = visiblePart(options.hunks.get(path) ?? [], { start: line, end: Math.max(line, endLine) });
    if (part !== null) return { cause, path, ...part, ...withoutBlock(cause, options), suggestion: null };
  }
  return null;
}

/** The text of a comment where no block is possible. */
export function withoutBlock(cause: RootCause, options: PlacementOptions): { readonly body: string; readonly said: string } {
  const { body, said } = write(cause, options, null);
  return { body, said };
}

/** The deciding element, then its findings' own lines, worst first. */
function placesOf({ path, line, findings }: RootCause): readonly (Location & { readonly endLine: number })[] {
  const own = findings.find((finding) => finding.path === path && finding.line === line);
  return [{ path, line, endLine: own?.endLine ?? line }, ...findings];
}

function blockOf({ fitsBlock, edits }: Suggestion, hunks: PlacementOptions['hunks']): (LineReplacement & { readonly path: string }) | null {
  const path = edits[0]?.path;
  if (!fitsBlock || path === undefined || !edits.every((edit) => edit.path === path)) return null;
  const joined = joinReplacements(
    hunks.get(path) ?? [],
    edits.map(({ startLine, endLine, lines }) => ({ start: startLine, end: endLine, lines })),
  );
  return joined === null ? null : { ...joined, path };
}

interface Written {
  readonly body: string;
  readonly said: string;
  readonly offersSuggestion: boolean;
}

function write(
  cause: RootCause,
  { use, words, told, host }: PlacementOptions,
  block: { readonly suggestion: Suggestion; readonly lines: readonly string[] } | null,
): Written {
  const marker = openMarker(use, cause.id);
  const ending = block === null ? 'lf' : patchLineEnding(block.suggestion.patch);
  const remarks = ending === 'crlf' ? [`The lines of this file end in CRLF: check the endings of what ${host.name} commits.`] : [];
  const written = lineComment(cause, block, { ...words, marker, remarks, sameAs: told.get(cause.id) ?? null, budget: commentBudget });
  return { ...sealed(written.body, marker), offersSuggestion: written.offersSuggestion };
}

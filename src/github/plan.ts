import { commentBudget, lineComment, summaryComment } from '../report/markdown.js';
import type { ReportedRule } from '../report/wording.js';
import type { Finding, Location, Review, Suggestion } from '../review/review.js';
import { commentableLines, isInOneHunk, type CommentableLines } from './hunks.js';
import { readMarker, sameLogin, useOf, writeMarker } from './marker.js';

/** A changed file as the pull request lists it. */
export interface ListedFile {
  readonly path: string;
  readonly patch: string | undefined;
}

export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  readonly author: string;
  readonly body: string;
  readonly inReplyTo: number | null;
}

export interface IssueComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** The pull request as it stands: all a plan is made from. */
export interface PullRequestState {
  readonly viewer: string;
  readonly headSha: string;
  readonly files: readonly ListedFile[];
  readonly reviewComments: readonly ReviewComment[];
  readonly issueComments: readonly IssueComment[];
}

export interface PlanOptions {
  readonly commentId: string;
  readonly reviewComments: boolean;
  readonly summaryComment: 'on-change' | 'always' | 'never';
  readonly reportExisting: boolean;
  readonly rules: readonly ReportedRule[];
  readonly link: (location: Location) => string | null;
}

/** One comment of the review to post; `start` only where it covers several lines. */
export interface PlannedComment {
  readonly path: string;
  readonly start: number | null;
  readonly line: number;
  readonly body: string;
}

export type StaleComment =
  | { readonly action: 'delete'; readonly id: number }
  /** Somebody replied: the thread stays, the comment says that it is fixed. */
  | { readonly action: 'close'; readonly id: number; readonly nodeId: string; readonly body: string };

export type SummaryAction =
  | { readonly action: 'none' }
  | { readonly action: 'create'; readonly body: string }
  | { readonly action: 'update'; readonly id: number; readonly body: string };

/** What is to be written. Empty on a second run over the same commits. */
export interface Plan {
  readonly comments: readonly PlannedComment[];
  readonly stale: readonly StaleComment[];
  readonly summary: SummaryAction;
  /** Where each counted finding is shown: exactly one home each. */
  readonly homes: ReadonlyMap<Finding, 'line' | 'summary'>;
}

/** Comments of one run; the rest goes to the summary. */
export const mostComments = 30;

interface Placed {
  readonly finding: Finding;
  readonly comment: PlannedComment;
  readonly suggestion: Suggestion | null;
}

/** Decides what to write, from the review and the pull request as it stands. Pure. */
export function planFor(review: Review, state: PullRequestState, options: PlanOptions): Plan {
  const use = useOf(options.commentId);
  const lines = new Map<string, CommentableLines>(state.files.map((file) => [file.path, commentableLines(file.patch)]));
  const counted = review.findings.filter((finding) => finding.status === 'new' || options.reportExisting);
  const placed = new Map<Finding, Placed>();
  if (options.reviewComments) {
    for (const finding of counted) {
      if (placed.size >= mostComments) break;
      const found = placeFinding(finding, lines.get(finding.path), use, options);
      if (found !== null) placed.set(finding, found);
    }
  }
  const own = ownComments(state, use);
  const wanted = new Map([...placed.values()].map((one) => [one.finding.fingerprint, one]));
  const known = new Set(own.flatMap(({ fingerprint }) => (wanted.has(fingerprint) ? [fingerprint] : [])));
  const comments = [...placed.values()].filter(({ finding }) => !known.has(finding.fingerprint)).map(({ comment }) => comment);
  const stale = options.reviewComments ? staleComments(own, wanted, state, counted) : [];
  return {
    comments: comments.sort(bottomUp),
    stale,
    summary: planSummary(review, state, options, use, placed),
    homes: new Map(counted.map((finding) => [finding, placed.has(finding) ? 'line' : 'summary'])),
  };
}

/** In one file from the bottom to the top, so that applying them one after the other moves no line of those to come. */
function bottomUp(a: PlannedComment, b: PlannedComment): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : b.line - a.line;
}

/** At the lines of its best suggestion that lies in one hunk, else at its own lines, else nowhere. */
function placeFinding(finding: Finding, lines: CommentableLines | undefined, use: string, options: PlanOptions): Placed | null {
  if (lines === undefined) return null;
  const marker = writeMarker(use, finding.fingerprint);
  const words = { rules: options.rules, link: options.link, budget: commentBudget, marker };
  for (const suggestion of finding.suggestions) {
    const [edit] = suggestion.edits;
    if (edit === undefined || suggestion.edits.length > 1 || edit.path !== finding.path || !isInOneHunk(lines, edit.startLine, edit.endLine)) continue;
    const written = lineComment(finding, { suggestion, lines: edit.lines }, words);
    if (!written.offersSuggestion) continue;
    return { finding, suggestion, comment: commentAt(finding.path, edit.startLine, edit.endLine, written.body) };
  }
  const end = isInOneHunk(lines, finding.line, finding.endLine) ? finding.endLine : finding.line;
  if (!isInOneHunk(lines, finding.line, end)) return null;
  return { finding, suggestion: null, comment: commentAt(finding.path, finding.line, end, lineComment(finding, null, words).body) };
}

function commentAt(path: string, start: number, line: number, body: string): PlannedComment {
  return { path, start: start === line ? null : start, line, body };
}

interface OwnComment {
  readonly comment: ReviewComment;
  readonly fingerprint: string;
  readonly hasReply: boolean;
}

/** Comments that are ours beyond doubt: our login and our marker, for this use. */
function ownComments(state: PullRequestState, use: string): readonly OwnComment[] {
  const answered = new Set(state.reviewComments.flatMap((comment) => comment.inReplyTo ?? []));
  return state.reviewComments.flatMap((comment) => {
    const marker = sameLogin(comment.author, state.viewer) && comment.inReplyTo === null ? readMarker(comment.body) : null;
    if (marker?.use !== use || marker.fingerprint === 'summary') return [];
    return [{ comment, fingerprint: marker.fingerprint, hasReply: answered.has(comment.id) }];
  });
}

const closing = 'Fixed in ';

/** Comments whose finding is gone, and second comments of one finding. A finding that is still there but has no place for a comment any more keeps the one it has. */
function staleComments(own: readonly OwnComment[], wanted: ReadonlyMap<string, Placed>, state: PullRequestState, counted: readonly Finding[]): readonly StaleComment[] {
  const present = new Set([...wanted.keys(), ...counted.map((finding) => finding.fingerprint)]);
  const seen = new Set<string>();
  const stale: StaleComment[] = [];
  for (const { comment, fingerprint, hasReply } of own) {
    const isRepeated = seen.has(fingerprint);
    seen.add(fingerprint);
    if (present.has(fingerprint) && wanted.has(fingerprint) && !isRepeated) continue;
    if (!hasReply) stale.push({ action: 'delete', id: comment.id });
    else if (!comment.body.startsWith(closing) && !present.has(fingerprint)) {
      const marker = /<!-- [^>]*-->\s*$/.exec(comment.body)?.[0] ?? '';
      stale.push({ action: 'close', id: comment.id, nodeId: comment.nodeId, body: `${closing}${state.headSha}.\n\n${marker}` });
    }
  }
  return stale;
}

function planSummary(review: Review, state: PullRequestState, options: PlanOptions, use: string, placed: ReadonlyMap<Finding, Placed>): SummaryAction {
  if (options.summaryComment === 'never') return { action: 'none' };
  const marker = writeMarker(use, 'summary');
  const existing = state.issueComments.find((comment) => {
    const found = sameLogin(comment.author, state.viewer) ? readMarker(comment.body) : null;
    return found?.use === use && found.fingerprint === 'summary';
  });
  const says = review.changes.length > 0 || review.findings.some((finding) => finding.status === 'new') || review.ignored.length > 0 || review.unreviewed.length > 0;
  if (existing === undefined && options.summaryComment === 'on-change' && !says) return { action: 'none' };
  const body = summaryComment(review, {
    budget: commentBudget,
    marker,
    placed: new Map([...placed].map(([finding, { suggestion }]) => [finding, suggestion])),
    rules: options.rules,
    link: options.link,
  });
  if (existing === undefined) return { action: 'create', body };
  return existing.body.replaceAll('\r\n', '\n').trim() === body.trim() ? { action: 'none' } : { action: 'update', id: existing.id, body };
}

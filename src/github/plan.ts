import { commentBudget } from '../report/line-comment.js';
import { summaryComment } from '../report/markdown.js';
import type { ReportedRule } from '../report/reported-rule.js';
import type { Finding, Location, Review, Suggestion } from '../review/review.js';
import { readHunks, type Hunk } from './hunks.js';
import { isOwnLogin, openMarker, readMarker, sealed, useOf } from './marker.js';
import type { PlannedComment } from './planned-comment.js';
import { place, withoutBlock, type Commenting, type CommentWords, type Placement } from './placement.js';
import type { IssueComment, PullRequestState, ReviewComment } from './pull-request-state.js';
import { nothingWithheld, type Withheld } from './withheld.js';

/** What a plan is made with, beside the review and the pull request. */
export interface PlanOptions {
  readonly commentId: string;
  readonly commenting: Commenting;
  /** What GitHub refused before; left out: nothing. */
  readonly withheld?: Withheld;
  /** The token may not write comments: nothing but the summary is worth a try. */
  readonly isSummaryOnly?: boolean;
  readonly summaryComment: 'on-change' | 'always' | 'never';
  readonly reportExisting: boolean;
  readonly rules: readonly ReportedRule[];
  readonly link: (location: Location) => string | null;
}

/** A comment of ours whose words are out of date. */
export interface PlannedEdit {
  readonly id: number;
  readonly body: string;
}

/** What is done with a comment of ours whose finding is gone. */
export type StaleComment =
  | { readonly action: 'delete'; readonly id: number }
  /** Somebody replied: the thread stays, the comment says what became of it and is minimised. */
  | { readonly action: 'close'; readonly id: number; readonly nodeId: string; readonly body: string; readonly classifier: 'RESOLVED' | 'DUPLICATE' };

/** What is done with the summary comment. */
export type SummaryAction =
  | { readonly action: 'none' }
  | { readonly action: 'create'; readonly body: string }
  | { readonly action: 'update'; readonly id: number; readonly body: string };

/** Where a counted finding is shown. Annotations and the job summary show all of them besides. */
export type Home = 'line' | 'summary' | 'annotation';

/** What is to be written. Empty on a second run over the same commits. */
export interface Plan {
  readonly comments: readonly PlannedComment[];
  readonly edits: readonly PlannedEdit[];
  readonly stale: readonly StaleComment[];
  readonly summary: SummaryAction;
  /** Summary comments to delete: second ones, which two runs at once can leave, and all of them when none is wanted. */
  readonly obsoleteSummaries: readonly number[];
  /** Exactly one home for each finding that counts. */
  readonly homes: ReadonlyMap<Finding, Home>;
}

/** Line comments on a pull request, whether this run posts them or an earlier one did; the other findings are in the summary. */
export const mostComments = 30;

/** Decides what to write, from the review and the pull request as it stands. Pure. */
export function planFor(review: Review, state: PullRequestState, options: PlanOptions): Plan {
  const use = useOf(options.commentId);
  const threads = ownThreads(state, use);
  const lines = planLines(review, state, options, use, threads);
  const summaries = state.issueComments.filter((comment) => isOwnSummary(comment, state.viewer, use)).sort((a, b) => a.id - b.id);
  const summary = planSummary(review, options, use, lines.placed, summaries[0]);
  const isAll = options.isSummaryOnly !== true;
  return {
    comments: lines.comments.sort(bottomUp),
    edits: isAll ? lines.edits : [],
    stale: isAll ? [...lines.stale, ...staleThreads(review, state, options, threads)] : [],
    summary,
    obsoleteSummaries: !isAll ? [] : summaries.slice(options.summaryComment === 'never' ? 0 : 1).map(({ id }) => id),
    homes: new Map(
      counted(review, options).map((finding) => [
        finding,
        lines.placed.has(finding) ? 'line' : options.summaryComment === 'never' ? 'annotation' : 'summary',
      ]),
    ),
  };
}

/** True when there is nothing to write. */
export function isEmpty(plan: Plan): boolean {
  return plan.comments.length + plan.edits.length + plan.stale.length + plan.obsoleteSummaries.length === 0 && plan.summary.action === 'none';
}

/** The findings that count: what base has too does only if it is asked for. */
export function counted(review: Review, options: Pick<PlanOptions, 'reportExisting'>): readonly Finding[] {
  return review.findings.filter((finding) => finding.status === 'new' || options.reportExisting);
}

/** In one file from the bottom to the top, so that applying them one after the other moves no line of those to come. */
function bottomUp(a: PlannedComment, b: PlannedComment): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : b.line - a.line;
}

/** A comment of ours and whether somebody replied to it. */
interface Thread {
  readonly comment: ReviewComment;
  readonly said: string;
  readonly hasReply: boolean;
}

type Threads = ReadonlyMap<string, readonly Thread[]>;

/** Comments that are ours beyond doubt (our login and our marker, for this use), by fingerprint; those with replies first. */
function ownThreads(state: PullRequestState, use: string): Threads {
  const answered = new Set(state.reviewComments.flatMap((comment) => comment.inReplyTo ?? []));
  const threads = new Map<string, Thread[]>();
  for (const comment of state.reviewComments) {
    if (comment.inReplyTo !== null || !isOwnLogin(comment.author, state.viewer)) continue;
    const marker = readMarker(comment.body);
    if (marker?.use !== use || marker.subject === 'summary' || marker.subject === 'closed') continue;
    const known = threads.get(marker.subject) ?? [];
    threads.set(marker.subject, [...known, { comment, said: marker.said, hasReply: answered.has(comment.id) }]);
  }
  for (const [fingerprint, known] of threads) {
    threads.set(
      fingerprint,
      known.toSorted((a, b) => Number(b.hasReply) - Number(a.hasReply) || a.comment.id - b.comment.id),
    );
  }
  return threads;
}

interface LinePlan {
  readonly comments: PlannedComment[];
  readonly edits: PlannedEdit[];
  readonly stale: StaleComment[];
  /** Findings whose home is a line comment, with the suggestion its block offers. */
  readonly placed: Map<Finding, Suggestion | null>;
}

/** Finds every counted finding its comment: the one it has, where that still says so at the right lines, or a new one. */
function planLines(review: Review, state: PullRequestState, options: PlanOptions, use: string, threads: Threads): LinePlan {
  const plan: LinePlan = { comments: [], edits: [], stale: [], placed: new Map() };
  const hunks = new Map<string, readonly Hunk[]>(state.files.map((file) => [file.path, readHunks(file.patch)]));
  const words: CommentWords = {
    rules: options.rules,
    link: options.link,
    elsewhere: options.summaryComment === 'never' ? 'the job summary' : 'the summary comment',
  };
  for (const finding of counted(review, options)) {
    const own = threads.get(finding.fingerprint) ?? [];
    const placement = place(finding, hunks.get(finding.path) ?? [], commentingOf(finding, options), use, words);
    const kept = own.find((thread) => thread.hasReply) ?? own.find((thread) => placement !== null && standsAt(thread.comment, placement));
    const mayPost = !(options.withheld ?? nothingWithheld).comments.has(finding.fingerprint);
    const hasPlace = kept?.hasReply === true || (placement !== null && plan.placed.size < mostComments && (kept !== undefined || mayPost));
    for (const thread of own) if (!hasPlace || thread !== kept) plan.stale.push(ended(thread, use, 'This is said in another comment.', 'DUPLICATE'));
    if (!hasPlace) continue;
    if (kept === undefined) {
      if (placement === null) continue;
      plan.comments.push(commentAt(placement));
      plan.placed.set(finding, placement.suggestion);
      continue;
    }
    // A thread that people talk in stays, even where no comment could be placed any more; then it offers no block.
    const fits = placement !== null && standsAt(kept.comment, placement);
    const saying = fits ? placement : { ...withoutBlock(finding, use, words), suggestion: null };
    if (saying.said !== kept.said) plan.edits.push({ id: kept.comment.id, body: saying.body });
    plan.placed.set(finding, saying.suggestion);
  }
  return plan;
}

function commentingOf({ fingerprint }: Finding, { commenting, withheld = nothingWithheld }: PlanOptions): Commenting {
  return commenting === 'suggestions' && withheld.suggestions.has(fingerprint) ? 'plain' : commenting;
}

function standsAt(comment: ReviewComment, placement: Placement): boolean {
  return comment.path === placement.path && comment.line === placement.end && (comment.startLine ?? comment.line) === placement.start;
}

function commentAt({ path, start, end, body, finding, suggestion }: Placement): PlannedComment {
  return { path, start: start === end ? null : start, line: end, body, finding, offersSuggestion: suggestion !== null };
}

/** What becomes of the comments of findings that do not count any more. */
function staleThreads(review: Review, state: PullRequestState, options: PlanOptions, threads: Threads): readonly StaleComment[] {
  const use = useOf(options.commentId);
  const current = new Set(counted(review, options).map((finding) => finding.fingerprint));
  const ignored = new Set(review.ignored.map(({ finding }) => finding.fingerprint));
  const existing = new Set(review.findings.map((finding) => finding.fingerprint));
  const stale: StaleComment[] = [];
  for (const [fingerprint, own] of threads) {
    if (current.has(fingerprint)) continue;
    const words = ignored.has(fingerprint)
      ? `Ignored as of ${state.headSha}; the summary has the reason.`
      : existing.has(fingerprint)
        ? `As of ${state.headSha} the base branch has this too, so it does not count here.`
        : `Fixed in ${state.headSha}.`;
    for (const thread of own) stale.push(ended(thread, use, words, 'RESOLVED'));
  }
  return stale;
}

function ended({ comment, hasReply }: Thread, use: string, words: string, classifier: 'RESOLVED' | 'DUPLICATE'): StaleComment {
  if (!hasReply) return { action: 'delete', id: comment.id };
  const marker = openMarker(use, 'closed');
  const { body } = sealed(`${words}\n\n${marker}`, marker);
  return { action: 'close', id: comment.id, nodeId: comment.nodeId, body, classifier };
}

function isOwnSummary(comment: IssueComment, viewer: string, use: string): boolean {
  const marker = isOwnLogin(comment.author, viewer) ? readMarker(comment.body) : null;
  return marker?.use === use && marker.subject === 'summary';
}

function planSummary(
  review: Review,
  options: PlanOptions,
  use: string,
  placed: ReadonlyMap<Finding, Suggestion | null>,
  existing: IssueComment | undefined,
): SummaryAction {
  if (options.summaryComment === 'never') return { action: 'none' };
  const says = review.changes.length > 0 || counted(review, options).length > 0 || review.ignored.length > 0 || review.unreviewed.length > 0;
  if (existing === undefined && options.summaryComment === 'on-change' && !says) return { action: 'none' };
  const marker = openMarker(use, 'summary');
  const text = summaryComment(review, { budget: commentBudget, marker, placed, rules: options.rules, link: options.link });
  const { body, said } = sealed(text, marker);
  if (existing === undefined) return { action: 'create', body };
  return readMarker(existing.body)?.said === said ? { action: 'none' } : { action: 'update', id: existing.id, body };
}

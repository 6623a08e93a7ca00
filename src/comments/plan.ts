import { withComputedNamed } from '../report/computed-names.js';
import { markdownPhrase } from '../report/phrase.js';
import { commentBudget } from '../report/line-comment.js';
import { summaryComment } from '../report/markdown.js';
import type { ReportedRule } from '../report/reported-rule.js';
import type { Location, Review, Suggestion } from '../review/review.js';
import { causeId, rootCauses, type RootCause } from '../review/root-causes.js';
import { reasonsTold } from '../report/sentences/cause-marks.js';
import { causeTitlePhrase } from '../report/sentences/cause-titles.js';
import type { PullRequestHost } from './host.js';
import { isOwnLogin, openMarker, readMarker, sealed, useOf } from './marker.js';
import type { PlannedComment } from './planned-comment.js';
import { placeComment, TakenLines, withoutBlock, type Commenting, type Placement, type PlacementOptions } from './placement.js';
import type { IssueComment, PullRequestState, ReviewComment } from './pull-request-state.js';
import { nothingWithheld, type Withheld } from './withheld.js';

/** Options for a plan. */
export interface CommentPlanOptions {
  readonly host: PullRequestHost;
  readonly commentId: string;
  readonly commenting: Commenting;
  /** What the host refused before, if anything. */
  readonly withheld?: Withheld;
  /** The token may not write comments, so only the summary is tried. */
  readonly isSummaryOnly?: boolean;
  readonly summaryComment: 'on-change' | 'always' | 'never';
  readonly reportExisting: boolean;
  readonly rules: readonly ReportedRule[];
  readonly link: (location: Location) => string | null;
  /** Where the run stores the explorer's page; left out: it was not written. */
  readonly explorer?: string;
}

/** A comment of ours with outdated text. */
export interface PlannedEdit {
  readonly id: number;
  readonly body: string;
}

/** What to do with a comment of ours whose cause is gone. */
export type StaleComment =
  | { readonly action: 'delete'; readonly id: number }
  /** There is a reply: the thread stays, and the comment says that the cause is gone and is minimised. */
  | { readonly action: 'close'; readonly id: number; readonly nodeId: string; readonly body: string; readonly classifier: 'RESOLVED' | 'DUPLICATE' };

/** What to do with the summary comment. */
export type SummaryAction =
  | { readonly action: 'none' }
  | { readonly action: 'create'; readonly body: string }
  | { readonly action: 'update'; readonly id: number; readonly body: string };

/** Where a counted cause is shown. Annotations and the job summary show all of them in addition. */
export type Home = 'line' | 'summary' | 'annotation';

/** What to write. Empty on a second run over the same commits. */
export interface CommentPlan {
  readonly comments: readonly PlannedComment[];
  /** The review's own text, the first line of the mail: the title of the worst cause with a comment. */
  readonly reviewBody: string;
  readonly edits: readonly PlannedEdit[];
  readonly stale: readonly StaleComment[];
  readonly summary: SummaryAction;
  /** Summary comments to delete: duplicates of concurrent runs, or all of them if none is wanted. */
  readonly obsoleteSummaries: readonly number[];
  /** Exactly one home for each cause that counts, by id. */
  readonly homes: ReadonlyMap<string, Home>;
}

/** Most line comments on a pull request, from this run and earlier ones; other causes are in the summary. */
export const mostComments = 10;

/** Decides what to write, from the review and the current pull request. Pure. */
export function planFor(reviewed: Review, state: PullRequestState, options: CommentPlanOptions): CommentPlan {
  const review = withComputedNamed(reviewed);
  const use = useOf(options.commentId);
  const causes = rootCauses(review);
  const counting = causes.filter((cause) => counts(cause, options));
  const threads = ownThreads(state, use);
  const lines = planLines(counting, state, options, use, threads);
  const summaries = state.issueComments.filter((comment) => isOwnSummary(comment, state.viewer, use)).sort((a, b) => a.id - b.id);
  const summary = planSummary(review, counting, options, lines.placed, summaries[0]);
  const isAll = options.isSummaryOnly !== true;
  return {
    reviewBody: bodyOf(lines.comments),
    comments: [...lines.comments].sort(bottomUp),
    edits: isAll ? lines.edits : [],
    stale: isAll ? [...lines.stale, ...staleThreads({ review, causes, counting, keeps: options.host.keepsFixed }, state, use, threads)] : [],
    summary,
    obsoleteSummaries: !isAll ? [] : summaries.slice(options.summaryComment === 'never' ? 0 : 1).map(({ id }) => id),
    homes: new Map(counting.map(({ id }) => [id, lines.placed.has(id) ? 'line' : options.summaryComment === 'never' ? 'annotation' : 'summary'])),
  };
}

/** True if there is nothing to write. */
export function writesNothing(plan: CommentPlan): boolean {
  return plan.comments.length + plan.edits.length + plan.stale.length + plan.obsoleteSummaries.length === 0 && plan.summary.action === 'none';
}

/** The causes that count; existing ones only if requested. */
export function countedCauses(review: Review, options: Pick<CommentPlanOptions, 'reportExisting'>): readonly RootCause[] {
  return rootCauses(review).filter((cause) => counts(cause, options));
}

function counts({ status }: RootCause, { reportExisting }: Pick<CommentPlanOptions, 'reportExisting'>): boolean {
  return status === 'new' || reportExisting;
}

/** Comments come worst first. */
function bodyOf(comments: readonly PlannedComment[]): string {
  const [worst] = comments;
  return worst === undefined ? '' : markdownPhrase(causeTitlePhrase(worst.cause));
}

/** From the bottom of a file to the top, so that applying one suggestion does not move the lines of the next. */
function bottomUp(a: PlannedComment, b: PlannedComment): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : b.line - a.line;
}

/** A comment of ours, and whether it has a reply. */
interface Thread {
  readonly comment: ReviewComment;
  readonly said: string;
  readonly hasReply: boolean;
}

type Threads = ReadonlyMap<string, readonly Thread[]>;

/** Comments that are certainly ours (our login and our marker, for this use), by cause; those with replies first. */
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
  /** Causes with a line comment, by id, with the suggestion in its block. */
  readonly placed: Map<string, Suggestion | null>;
}

/** Assigns every counted cause its comment: the existing one, if it is unchanged and at the right lines, or a new one. */
function planLines(causes: readonly RootCause[], state: PullRequestState, options: CommentPlanOptions, use: string, threads: Threads): LinePlan {
  const plan: LinePlan = { comments: [], edits: [], stale: [], placed: new Map() };
  const taken = new TakenLines();
  const placing: PlacementOptions = {
    use,
    told: reasonsTold(causes),
    hunks: new Map(state.files.map(({ path, hunks }) => [path, hunks])),
    host: options.host,
    words: {
      rules: options.rules,
      link: options.link,
      host: options.host.name,
      elsewhere: options.summaryComment === 'never' ? 'the job summary' : 'the summary comment',
    },
  };
  for (const cause of causes) {
    const own = identitiesOf(cause).flatMap((identity) => threads.get(identity) ?? []);
    const placement = cause.severity === 'info' ? null : placeComment(cause, commentingOf(cause, options), taken, placing);
    const kept = own.find((thread) => thread.hasReply) ?? own.find((thread) => placement !== null && standsAt(thread.comment, placement));
    const mayPost = !(options.withheld ?? nothingWithheld).comments.has(cause.id);
    const hasPlace = kept?.hasReply === true || (placement !== null && plan.placed.size < mostComments && (kept !== undefined || mayPost));
    for (const thread of own) if (!hasPlace || thread !== kept) plan.stale.push(ended(thread, use, 'This is said in another comment.', 'DUPLICATE'));
    if (!hasPlace) continue;
    if (kept === undefined) {
      if (placement === null) continue;
      plan.comments.push(commentAt(placement));
      settle(plan, taken, placement);
      continue;
    }
    // A thread with a discussion stays, even if no comment could be placed now; then it has no block.
    const fits = placement !== null && standsAt(kept.comment, placement);
    const saying = fits ? placement : { ...withoutBlock(cause, placing), suggestion: null };
    if (saying.said !== kept.said) plan.edits.push({ id: kept.comment.id, body: saying.body });
    if (fits) settle(plan, taken, placement);
    else plan.placed.set(cause.id, null);
  }
  return plan;
}

/** Registers the cause's comment, and the lines that its block replaces. */
function settle(plan: LinePlan, taken: TakenLines, { cause, path, start, end, suggestion }: Placement): void {
  plan.placed.set(cause.id, suggestion);
  if (suggestion !== null) taken.take(path, { start, end });
}

/**
 * Possible subjects in the marker of a cause's comment: its id, its former id under another first finding, and the fingerprint of a finding, as in comments on
 * single findings.
 */
function identitiesOf({ id, findings }: RootCause): readonly string[] {
  return [...new Set([id, ...findings.flatMap(({ fingerprint }) => [causeId(fingerprint), fingerprint])])];
}

function commentingOf({ id }: RootCause, { commenting, withheld = nothingWithheld }: CommentPlanOptions): Commenting {
  return commenting === 'suggestions' && withheld.suggestions.has(id) ? 'plain' : commenting;
}

function standsAt(comment: ReviewComment, placement: Placement): boolean {
  return comment.path === placement.path && comment.line === placement.end && (comment.startLine ?? comment.line) === placement.start;
}

function commentAt({ path, start, end, body, cause, suggestion }: Placement): PlannedComment {
  return { path, start: start === end ? null : start, line: end, body, cause, offersSuggestion: suggestion !== null };
}

interface Causes {
  readonly review: Review;
  readonly causes: readonly RootCause[];
  readonly counting: readonly RootCause[];
  /** A comment whose cause is gone is closed, not deleted. */
  readonly keeps: boolean;
}

/** What to do with comments of causes that do not count any more. */
function staleThreads({ review, causes, counting, keeps }: Causes, state: PullRequestState, use: string, threads: Threads): readonly StaleComment[] {
  const current = new Set(counting.flatMap(identitiesOf));
  const ignored = new Set(review.ignored.flatMap(({ finding: { fingerprint } }) => [fingerprint, causeId(fingerprint)]));
  const existing = new Set(causes.flatMap(identitiesOf));
  const stale: StaleComment[] = [];
  for (const [subject, own] of threads) {
    if (current.has(subject)) continue;
    const words = ignored.has(subject)
      ? `Ignored as of ${state.headSha}; the summary has the reason.`
      : existing.has(subject)
        ? `As of ${state.headSha} the base branch has this too, so it does not count here.`
        : `Fixed in ${state.headSha}.`;
    for (const thread of own) stale.push(ended(keeps ? { ...thread, hasReply: true } : thread, use, words, 'RESOLVED'));
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
  counting: readonly RootCause[],
  options: CommentPlanOptions,
  placed: ReadonlyMap<string, Suggestion | null>,
  existing: IssueComment | undefined,
): SummaryAction {
  if (options.summaryComment === 'never') return { action: 'none' };
  const says = review.changes.length > 0 || counting.length > 0 || review.ignored.length > 0 || review.unreviewed.length > 0;
  if (existing === undefined && options.summaryComment === 'on-change' && !says) return { action: 'none' };
  const marker = openMarker(useOf(options.commentId), 'summary');
  const { rules, link, reportExisting, host, explorer } = options;
  const shown = { budget: commentBudget, marker, placed, rules, link, existing: reportExisting, host: host.name };
  const text = summaryComment(review, explorer === undefined ? shown : { ...shown, explorer });
  const { body, said } = sealed(text, marker);
  if (existing === undefined) return { action: 'create', body };
  return readMarker(existing.body)?.said === said ? { action: 'none' } : { action: 'update', id: existing.id, body };
}

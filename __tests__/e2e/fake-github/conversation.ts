import { type Answer, created, noContent, notFound, ok, unprocessable, violates } from './answer.js';
import { accountOf, bot } from './identity.js';
import type { PostedComment, PullRequest, Side } from './pull-request.js';

type Body = Readonly<Record<string, unknown>>;

export interface PostedIssueComment {
  id: number;
  user: { login: string } | null;
  body: string;
}

export interface PostedReview {
  readonly id: number;
  readonly commit_id: string;
  /** Where head had branched off when it was posted. */
  readonly mergeBase: string;
  body: string;
  readonly comments: readonly PostedComment[];
}

/** A comment of the token's, as it stood after it was written or edited. */
export interface WrittenSummary {
  readonly body: string;
  readonly head: string;
  readonly mergeBase: string;
}

export interface Reaction {
  readonly comment: number;
  readonly content: string;
  readonly login: string;
}

/** A review takes no more; nobody wrote it down. */
const mostCommentsInReview = 100;
const longestBody = 65_536;

/** What people and programs have said on the pull request, and GitHub's rules for saying more. */
export class Conversation {
  readonly reviews: PostedReview[] = [];
  readonly reactions: Reaction[] = [];
  readonly written: WrittenSummary[] = [];
  reviewComments: PostedComment[] = [];
  issueComments: PostedIssueComment[] = [];
  #nextId = 1000;

  constructor(
    private readonly pull: () => PullRequest,
    private readonly isMinimised: (nodeId: string) => boolean,
  ) {}

  newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  /** As REST shows it: where it stands now, `line` null once its lines have changed. */
  reviewComment(comment: PostedComment) {
    const pull = this.pull();
    const now = pull.currentLines(comment);
    return {
      id: comment.id,
      node_id: comment.node_id,
      user: comment.user === null ? null : accountOf(comment.user),
      path: comment.path,
      body: comment.body,
      side: comment.side,
      line: now?.line ?? null,
      start_line: now?.start_line ?? null,
      start_side: comment.original_start_line === null ? null : comment.side,
      original_line: comment.original_line,
      original_start_line: comment.original_start_line,
      commit_id: pull.head,
      original_commit_id: comment.original_commit_id,
      subject_type: 'line',
      pull_request_review_id: comment.pull_request_review_id ?? null,
      ...(comment.in_reply_to_id === undefined ? {} : { in_reply_to_id: comment.in_reply_to_id }),
    };
  }

  issueComment({ id, user, body }: PostedIssueComment) {
    return { id, node_id: issueNode(id), user: user === null ? null : accountOf(user), body };
  }

  review({ id, commit_id, body }: PostedReview) {
    return { id, node_id: `review${id}`, user: accountOf(bot), body, state: 'COMMENTED', commit_id };
  }

  /** All or nothing: one comment that cannot stand where it is to refuses the review. */
  createReview(body: Body): Answer {
    const pull = this.pull();
    const wanted = (body['comments'] ?? []) as readonly Body[];
    const event = body['event'];
    if (event === undefined) return violates('a review without an event stays a draft that only its author sees');
    if (event !== 'APPROVE' && isBlank(body['body'])) return violates('a review that comments or requests changes needs a body');
    const commit = typeof body['commit_id'] === 'string' ? body['commit_id'] : pull.head;
    if (commit !== pull.head) return unprocessable('Start commit oid is not part of the pull request');
    if (wanted.length > mostCommentsInReview) return violates(`a review of more than ${mostCommentsInReview} comments`);
    const tooLong = bodyProblem(body['body'] ?? 'x');
    if (tooLong !== null) return violates(tooLong);
    for (const comment of wanted) {
      const { path, line, side = 'RIGHT', start_line: start, start_side: startSide = side } = comment;
      if ('position' in comment) return violates('position is closing down: use line');
      const problem = pull.refusal({ path: String(path), line, side, start, startSide }) ?? bodyProblem(comment['body']);
      if (problem !== null) return violates(`${problem} (${String(path)}:${start === undefined ? '' : `${Number(start)}-`}${Number(line)})`);
    }
    const id = this.newId();
    const posted = wanted.map((comment) => this.#posted(comment, commit, id));
    this.reviewComments.push(...posted);
    const review = { id, commit_id: commit, mergeBase: pull.mergeBase, body: textOf(body['body']), comments: posted };
    this.reviews.push(review);
    return ok(this.review(review));
  }

  updateReview(id: number, body: Body): Answer {
    const review = this.reviews.find((one) => one.id === id);
    if (review === undefined) return notFound;
    review.body = textOf(body['body']);
    return ok(this.review(review));
  }

  createReviewComment(body: Body): Answer {
    const pull = this.pull();
    if (body['subject_type'] === 'file') return violates('comments on whole files are not made here');
    if (body['commit_id'] !== pull.head) return unprocessable('Commit oid is not part of the pull request');
    const { path, line, side = 'RIGHT', start_line: start, start_side: startSide = side } = body;
    const problem = pull.refusal({ path: String(path), line, side, start, startSide }) ?? bodyProblem(body['body']);
    if (problem !== null) return violates(problem);
    const comment = this.#posted(body, pull.head, this.newId());
    this.reviewComments.push(comment);
    return created(this.reviewComment(comment));
  }

  createReply(to: number, body: Body): Answer {
    const root = this.reviewComments.find((comment) => comment.id === to);
    const problem = bodyProblem(body['body']);
    if (root === undefined || root.in_reply_to_id !== undefined) return notFound;
    if (problem !== null) return violates(problem);
    return created(this.reviewComment(this.reply(root, bot.login, textOf(body['body']))));
  }

  reply(root: PostedComment, login: string, body: string): PostedComment {
    const id = this.newId();
    const reply = { ...root, id, node_id: commentNode(id), user: { login }, body, in_reply_to_id: root.id };
    this.reviewComments.push(reply);
    return reply;
  }

  createIssueComment(body: Body): Answer {
    const problem = bodyProblem(body['body']);
    if (problem !== null) return violates(problem);
    const comment = { id: this.newId(), user: bot, body: textOf(body['body']) };
    this.issueComments.push(comment);
    this.#note(comment.body);
    return created(this.issueComment(comment));
  }

  #note(body: string): void {
    const { head, mergeBase } = this.pull();
    this.written.push({ body, head, mergeBase });
  }

  showReviewComment(id: number): Answer {
    const comment = this.reviewComments.find((one) => one.id === id);
    return comment === undefined ? notFound : ok(this.reviewComment(comment));
  }

  showIssueComment(id: number): Answer {
    const comment = this.issueComments.find((one) => one.id === id);
    return comment === undefined ? notFound : ok(this.issueComment(comment));
  }

  editReviewComment(id: number, body: Body): Answer {
    const answer = edited(this.reviewComments, id, body);
    return answer ?? this.showReviewComment(id);
  }

  editIssueComment(id: number, body: Body): Answer {
    const answer = edited(this.issueComments, id, body);
    if (answer === null) this.#note(textOf(body['body']));
    return answer ?? this.showIssueComment(id);
  }

  deleteReviewComment(id: number): Answer {
    return removed(this.reviewComments, id);
  }

  deleteIssueComment(id: number): Answer {
    return removed(this.issueComments, id);
  }

  /** 200 where the same reaction stands already. */
  react(comment: number, body: Body): Answer {
    if (![...this.issueComments, ...this.reviewComments].some(({ id }) => id === comment)) return notFound;
    const reaction = { comment, content: textOf(body['content']), login: bot.login };
    const stands = this.reactions.some((one) => one.comment === comment && one.content === reaction.content && one.login === reaction.login);
    if (!stands) this.reactions.push(reaction);
    const answer = { id: this.newId(), node_id: 'reaction', user: accountOf(bot), content: reaction.content, created_at: '2026-01-01T00:00:00Z' };
    return stands ? ok(answer) : created(answer);
  }

  /** Nodes by which GraphQL names comments. */
  node(nodeId: string): Readonly<Record<string, unknown>> | null {
    const review = this.reviewComments.find((comment) => comment.node_id === nodeId);
    if (review !== undefined) return this.#node('PullRequestReviewComment', review.id, nodeId, review);
    const issue = this.issueComments.find(({ id }) => issueNode(id) === nodeId);
    return issue === undefined ? null : this.#node('IssueComment', issue.id, nodeId, issue);
  }

  #node(__typename: string, id: number, nodeId: string, { user, body }: { readonly user: { login: string } | null; readonly body: string }) {
    const author = user === null ? null : { __typename: user.login.endsWith('[bot]') ? 'Bot' : 'User', login: user.login.replace(/\[bot\]$/, '') };
    return { __typename, id: nodeId, databaseId: id, fullDatabaseId: String(id), author, body, isMinimized: this.isMinimised(nodeId) };
  }

  issueNodes(): readonly unknown[] {
    return this.issueComments.map(({ id }) => this.node(issueNode(id)));
  }

  threadNodes(): readonly { readonly root: PostedComment; readonly comments: readonly unknown[] }[] {
    return this.reviewComments
      .filter((comment) => comment.in_reply_to_id === undefined)
      .map((root) => ({
        root,
        comments: this.reviewComments
          .filter(({ id, in_reply_to_id: to }) => id === root.id || to === root.id)
          .map(({ node_id: id }) => this.node(id)),
      }));
  }

  #posted(comment: Body, commit: string, review: number): PostedComment {
    const id = this.newId();
    const start = comment['start_line'];
    return {
      id,
      node_id: commentNode(id),
      user: bot,
      path: textOf(comment['path']),
      original_commit_id: commit,
      original_line: Number(comment['line']),
      original_start_line: start === undefined || start === null ? null : Number(start),
      side: (comment['side'] ?? 'RIGHT') as Side,
      body: textOf(comment['body']),
      pull_request_review_id: review,
    };
  }
}

export function issueNode(id: number): string {
  return `issue-comment-${id}`;
}

function commentNode(id: number): string {
  return `node${id}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isBlank(value: unknown): boolean {
  return textOf(value).trim() === '';
}

function bodyProblem(body: unknown): string | null {
  if (isBlank(body)) return "Body can't be blank";
  return textOf(body).length > longestBody ? `Body is too long (maximum is ${longestBody} characters)` : null;
}

/** Null: it was edited. */
function edited(comments: readonly { id: number; body: string }[], id: number, { body }: Body): Answer | null {
  const comment = comments.find((one) => one.id === id);
  const problem = bodyProblem(body);
  if (comment === undefined) return notFound;
  if (problem !== null) return violates(problem);
  comment.body = textOf(body);
  return null;
}

function removed(comments: { id: number }[], id: number): Answer {
  const at = comments.findIndex((one) => one.id === id);
  if (at < 0) return notFound;
  comments.splice(at, 1);
  return noContent;
}

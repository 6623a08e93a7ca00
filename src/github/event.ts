import * as z from 'zod/mini';
import { ConfigError, InputError } from '../config/errors.js';

const commit = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
/** A full name that GitHub allows; no part is `.` or `..`, which would change the API's path. */
const fullName = z.string().check(z.regex(/^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/));
const reference = z.string().check(z.regex(/^refs\/[^\0-\x20\x7f]+$/));
const id = z.number().check(z.int(), z.positive());
const repository = z.object({ full_name: fullName });
const account = z.object({ login: z.string().check(z.regex(/^[\w.-]+(?:\[bot\])?$/)), type: z.string() });

/** A fork may be deleted: then its side has no repository. */
const side = z.object({ sha: commit, ref: z.string().check(z.minLength(1)), repo: z.nullable(z.object({ full_name: fullName })) });
const pullRequestPayload = z.object({ pull_request: z.object({ number: id, head: side, base: side }), repository });
const mergeGroupPayload = z.object({
  action: z.string(),
  merge_group: z.object({ base_sha: commit, base_ref: reference, head_sha: commit }),
  repository,
});
const pushPayload = z.object({
  ref: reference,
  before: commit,
  after: commit,
  deleted: z.boolean(),
  repository: z.object({ full_name: fullName, default_branch: z.string().check(z.minLength(1)) }),
});
const dispatchPayload = z.object({ ref: reference, inputs: z.optional(z.nullable(z.record(z.string(), z.unknown()))), repository });
const commentPayload = z.object({
  action: z.string(),
  issue: z.object({ number: id, user: z.nullable(account), pull_request: z.optional(z.looseObject({})) }),
  comment: z.object({ id, body: z.string(), user: z.nullable(account) }),
  sender: account,
  repository,
});

/** Where the configuration is read from. */
export interface ConfigurationPlace {
  /** The branch whose tip is used, `refs/heads/main`; null: the commit is used. */
  readonly branch: string | null;
  /** Used if the branch does not exist. A commit's id or, before `resolveRevisions`, a name. */
  readonly commit: string;
}

/** The commit to compare with head: itself, or its merge base with head. */
export interface BaseRevision {
  readonly revision: string;
  readonly from: 'itself' | 'merge-base';
}

/** Two states to compare, or one to scan. */
export interface ReviewEvent {
  readonly kind: 'review';
  readonly owner: string;
  readonly repository: string;
  /** null: nothing to compare head with. */
  readonly base: BaseRevision | null;
  /** A commit's id or, before `resolveRevisions`, a name. */
  readonly head: string;
  readonly configuration: ConfigurationPlace;
  /** The pull request for comments. */
  readonly pullRequest: { readonly number: number; readonly isFromFork: boolean } | null;
}

/** A comment on a pull request, possibly with a command. */
export interface CommentEvent {
  readonly kind: 'comment';
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly commentId: number;
  readonly body: string;
  /** Who wrote or last edited it. */
  readonly sender: string;
  readonly isSenderAuthor: boolean;
}

/** Nothing to do, with the reason; `isReview`: a check was requested, and passes. */
export interface NothingEvent {
  readonly kind: 'nothing';
  readonly message: string;
  readonly isReview: boolean;
}

/** What a workflow's event requests. */
export type EventReading = ReviewEvent | CommentEvent | NothingEvent | { readonly kind: 'unsupported'; readonly message: string };

const readers = new Map<string, (payload: unknown, sha: string) => EventReading>([
  ['pull_request', readPullRequest],
  // Read like `pull_request`: nothing of head is run or checked out.
  ['pull_request_target', readPullRequest],
  ['merge_group', readMergeGroup],
  ['push', readPush],
  ['workflow_dispatch', readDispatch],
  ['issue_comment', readComment],
]);

/**
 * What an event requests: a pure function of its name, payload and commit (GitHub Docs, "Events that trigger workflows" and "Webhook events and payloads"). An
 * unsupported or malformed event gives one line. Throws `ConfigError`: a dispatch's inputs contradict each other.
 */
export function readEvent(name: string, payload: unknown, sha: string): EventReading {
  const read = readers.get(name);
  if (read === undefined) {
    return { kind: 'unsupported', message: `the event '${name}' is not supported: run this action on ${[...readers.keys()].join(', ')}` };
  }
  try {
    return read(payload, sha);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return { kind: 'unsupported', message: `the payload of '${name}' is not what GitHub sends: ${where}${issue?.message ?? ''}` };
  }
}

function readPullRequest(payload: unknown): ReviewEvent {
  const { pull_request: pull, repository: repo } = z.parse(pullRequestPayload, payload);
  return {
    kind: 'review',
    ...named(repo),
    base: { revision: pull.base.sha, from: 'merge-base' },
    head: pull.head.sha,
    configuration: { branch: `refs/heads/${pull.base.ref}`, commit: pull.base.sha },
    pullRequest: { number: pull.number, isFromFork: pull.head.repo?.full_name !== repo.full_name },
  };
}

/** The queue's candidate compared with its target branch. Its base commit may be that of an earlier candidate, but the configuration is the branch's. */
function readMergeGroup(payload: unknown): ReviewEvent | NothingEvent {
  const { action, merge_group: group, repository: repo } = z.parse(mergeGroupPayload, payload);
  if (action !== 'checks_requested') return nothing(`The merge queue says '${action}': there is nothing to review.`);
  return {
    kind: 'review',
    ...named(repo),
    base: { revision: group.base_sha, from: 'merge-base' },
    head: group.head_sha,
    configuration: { branch: group.base_ref, commit: group.base_sha },
    pullRequest: null,
  };
}

/** A branch before and after the push. A new branch is compared with its merge base with the default branch. */
function readPush(payload: unknown): ReviewEvent | NothingEvent {
  const { ref, before, after, deleted, repository: repo } = z.parse(pushPayload, payload);
  if (!ref.startsWith('refs/heads/')) return nothing(`${ref} is no branch: pushing it changes no policy.`);
  if (deleted || isZero(after)) return nothing(`${ref} was deleted: there is nothing to review.`);
  const main = `refs/heads/${repo.default_branch}`;
  const event = { kind: 'review', ...named(repo), head: after, pullRequest: null } as const;
  if (!isZero(before)) return { ...event, base: { revision: before, from: 'itself' }, configuration: { branch: null, commit: before } };
  if (ref === main) return { ...event, base: null, configuration: { branch: null, commit: after } };
  return { ...event, base: { revision: main, from: 'merge-base' }, configuration: { branch: main, commit: main } };
}

/** The workflow's own inputs `base` and `head` name two revisions to compare; without them, everything at the workflow's ref is scanned. */
function readDispatch(payload: unknown, sha: string): ReviewEvent {
  const { ref, inputs, repository: repo } = z.parse(dispatchPayload, payload);
  const at = z.safeParse(commit, sha).success ? sha : ref;
  const base = revisionInput(inputs, 'base');
  const head = revisionInput(inputs, 'head');
  if (base === null && head !== null) throw new ConfigError("the workflow's input 'head' needs 'base' beside it: what to compare it with");
  return {
    kind: 'review',
    ...named(repo),
    base: base === null ? null : { revision: base, from: 'merge-base' },
    head: head ?? at,
    configuration: { branch: null, commit: base ?? at },
    pullRequest: null,
  };
}

/** Characters that git allows in the name of a branch, tag or commit (git-check-ref-format). */
const revisionName = /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/|\/\.))[^\0-\x20\x7f~^:?*[\\]{1,250}(?<![/.])$/;

function revisionInput(inputs: Readonly<Record<string, unknown>> | null | undefined, name: string): string | null {
  const value = inputs?.[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || !revisionName.test(value)) throw new ConfigError(`the workflow's input '${name}' names no branch, tag or commit`);
  return value;
}

function readComment(payload: unknown): CommentEvent | NothingEvent {
  const { action, issue, comment, sender, repository: repo } = z.parse(commentPayload, payload);
  const unasked = (message: string): NothingEvent => ({ kind: 'nothing', message, isReview: false });
  if (issue.pull_request === undefined) return unasked('The comment is on an issue: commands are for pull requests.');
  if (action !== 'created' && action !== 'edited') return unasked(`The comment was ${action}: nothing to answer.`);
  if ([sender, comment.user].some((one) => one === null || one.type === 'Bot' || one.login.endsWith('[bot]'))) {
    return unasked('The comment is not a person’s: nothing to answer.');
  }
  return {
    kind: 'comment',
    ...named(repo),
    number: issue.number,
    commentId: comment.id,
    body: comment.body,
    sender: sender.login,
    isSenderAuthor: issue.user?.login === sender.login,
  };
}

function nothing(message: string): NothingEvent {
  return { kind: 'nothing', message, isReview: true };
}

function named({ full_name: full }: { readonly full_name: string }): { readonly owner: string; readonly repository: string } {
  const [owner = '', repo = ''] = full.split('/');
  return { owner, repository: repo };
}

function isZero(sha: string): boolean {
  return /^0+$/.test(sha);
}

/** Whether a text is a full commit id (SHA-1 or SHA-256). */
export function isCommitId(revision: string): boolean {
  return z.safeParse(commit, revision).success;
}

/** The event with every name replaced by its current commit. `lookUp` returns a commit's id, or null if there is none. Throws `InputError`: none. */
export async function resolveRevisions(event: ReviewEvent, lookUp: (revision: string) => Promise<string | null>): Promise<ReviewEvent> {
  const known = new Map<string, Promise<string>>();
  const resolve = (revision: string): Promise<string> => {
    if (isCommitId(revision)) return Promise.resolve(revision);
    let found = known.get(revision);
    if (found === undefined) {
      found = lookUp(revision).then((sha) => {
        if (sha === null) throw new InputError(`'${revision}' is no branch, tag or commit of ${event.owner}/${event.repository}`);
        return sha;
      });
      known.set(revision, found);
    }
    return found;
  };
  const [head, base, configured] = await Promise.all([
    resolve(event.head),
    event.base === null ? null : resolve(event.base.revision),
    resolve(event.configuration.commit),
  ]);
  return {
    ...event,
    head,
    base: event.base === null || base === null ? null : { revision: base, from: event.base.from },
    configuration: { branch: event.configuration.branch, commit: configured },
  };
}

import { accountOf, fullName, repositoryOf } from './identity.js';
import type { PullRequest } from './pull-request.js';

/** What can be told of an event besides the pull request. */
export interface EventDetails {
  /** Repository of the head branch; null: a fork that is gone. */
  readonly headRepository?: string | null;
  /** Who opened the pull request. */
  readonly author?: string;
  /** `push`: the commit before; all zeros for a new branch. */
  readonly before?: string;
  readonly after?: string;
  readonly ref?: string;
  /** `workflow_dispatch`. */
  readonly inputs?: Readonly<Record<string, string>> | null;
  /** `issue_comment`. */
  readonly comment?: { readonly id: number; readonly login: string; readonly body: string };
  readonly action?: string;
  /** `issue_comment` on an issue that is no pull request. */
  readonly isIssue?: boolean;
}

/** The payload that GitHub sends with an event (GitHub Docs, "Webhook events and payloads"), as far as programs read it. */
export function eventPayload(event: string, pull: PullRequest, details: EventDetails = {}): Readonly<Record<string, unknown>> {
  const author = accountOf({ login: details.author ?? 'mona' });
  const common = { repository: repositoryOf(fullName), sender: author };
  switch (event) {
    case 'merge_group':
      return {
        action: details.action ?? 'checks_requested',
        merge_group: {
          head_sha: pull.head,
          head_ref: `refs/heads/gh-readonly-queue/main/pr-1-${pull.base}`,
          base_sha: pull.base,
          base_ref: 'refs/heads/main',
          head_commit: { id: pull.head },
        },
        ...common,
      };
    case 'push':
      return {
        ref: details.ref ?? 'refs/heads/main',
        before: details.before ?? pull.base,
        after: details.after ?? pull.head,
        created: /^0+$/.test(details.before ?? ''),
        deleted: /^0+$/.test(details.after ?? ''),
        forced: false,
        base_ref: null,
        commits: [],
        head_commit: { id: details.after ?? pull.head },
        pusher: { name: 'mona' },
        ...common,
      };
    case 'workflow_dispatch':
      return { inputs: details.inputs ?? null, ref: details.ref ?? 'refs/heads/main', workflow: '.github/workflows/cors.yml', ...common };
    case 'schedule':
      return { schedule: '0 5 * * 1', workflow: '.github/workflows/cors.yml', ...common };
    case 'issue_comment': {
      const { id = 1, login = 'mona', body = '' } = details.comment ?? {};
      return {
        action: details.action ?? 'created',
        issue: {
          number: 1,
          state: 'open',
          user: author,
          ...(details.isIssue === true ? {} : { pull_request: { url: `https://api.github.example.com/repos/${fullName}/pulls/1` } }),
        },
        comment: { id, node_id: `issue-comment-${id}`, user: accountOf({ login }), body, author_association: 'MEMBER' },
        ...common,
        sender: accountOf({ login }),
      };
    }
    default:
      return { action: details.action ?? 'synchronize', number: 1, pull_request: pullRequestOf(pull, details), ...common };
  }
}

/** GITHUB_SHA of an event's run (GitHub Docs, "Events that trigger workflows"). */
export function eventCommit(event: string, pull: PullRequest, details: EventDetails = {}): string {
  switch (event) {
    case 'merge_group':
      return pull.head;
    case 'push':
      return details.after ?? pull.head;
    case 'pull_request':
      // A merge that nobody made: what reads it reads the wrong lines.
      return 'f'.repeat(40);
    default:
      return pull.base;
  }
}

/** The pull request as its event and REST have it. */
export function pullRequestOf(pull: PullRequest, details: EventDetails = {}): Readonly<Record<string, unknown>> {
  const head = details.headRepository === undefined ? fullName : details.headRepository;
  const author = accountOf({ login: details.author ?? 'mona' });
  const side = (sha: string, ref: string, repo: string | null): unknown => ({
    label: `${repo?.split('/')[0] ?? 'unknown repository'}:${ref}`,
    ref,
    sha,
    user: author,
    repo: repo === null ? null : repositoryOf(repo),
  });
  return {
    id: 1,
    number: 1,
    state: 'open',
    draft: false,
    merged: false,
    user: author,
    head: side(pull.head, 'topic', head),
    base: side(pull.base, 'main', fullName),
  };
}

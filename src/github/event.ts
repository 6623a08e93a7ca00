import * as z from 'zod/mini';

const commit = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
const fullName = z.string().check(z.regex(/^[\w.-]+\/[\w.-]+$/));
/** A fork can be gone: then its side has no repository. */
const side = z.object({ sha: commit, ref: z.string().check(z.minLength(1)), repo: z.nullable(z.object({ full_name: fullName })) });
const pullRequestEvent = z.object({
  pull_request: z.object({ number: z.number().check(z.int(), z.positive()), head: side, base: side }),
  repository: z.object({ full_name: fullName }),
});

/** A pull request as the event tells it. */
export interface PullRequestEvent {
  readonly kind: 'pull-request';
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  /** Tip of the base branch when the event was sent; not the merge base. */
  readonly baseSha: string;
  /** The base branch's name, without `refs/heads/`. */
  readonly baseRef: string;
}

export type EventReading = PullRequestEvent | { readonly kind: 'unsupported'; readonly message: string };

const supported: readonly string[] = ['pull_request', 'pull_request_target'];

/**
 * What an event asks for: a pure function of its name and payload (GitHub Docs, "Events that trigger workflows"). `pull_request_target` is
 * read like `pull_request`: nothing of the head is run or checked out.
 */
export function readEvent(name: string, payload: unknown): EventReading {
  if (!supported.includes(name)) {
    return { kind: 'unsupported', message: `the event '${name}' is not supported: run this action on ${supported.join(' or ')}` };
  }
  const parsed = pullRequestEvent.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'unsupported', message: `the payload of '${name}' is no pull request's: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  }
  const { pull_request: pull, repository } = parsed.data;
  const [owner = '', repo = ''] = repository.full_name.split('/');
  return {
    kind: 'pull-request',
    owner,
    repository: repo,
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
  };
}

import * as z from 'zod/mini';

const commit = z.string().check(z.regex(/^[0-9a-f]{40,64}$/));
const side = z.object({ sha: commit, ref: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) });
const pullRequestEvent = z.object({
  pull_request: z.object({ number: z.number().check(z.int(), z.positive()), head: side, base: side }),
  repository: z.object({ full_name: z.string() }),
});

/** A pull request as the event tells it. `baseSha` is the tip of the base branch, not the merge base. */
export interface PullRequestEvent {
  readonly kind: 'pull-request';
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  /** The head branch lives in another repository, or in one that is gone: the token cannot write. */
  readonly fromFork: boolean;
}

export type EventResult = PullRequestEvent | { readonly kind: 'unsupported'; readonly message: string };

const supported = ['pull_request', 'pull_request_target'];

/** What an event asks for. A pure function of the event's name and payload. */
export function readEvent(name: string, payload: unknown): EventResult {
  if (!supported.includes(name)) {
    return { kind: 'unsupported', message: `the event '${name}' is not supported; run this action on ${supported.join(' or ')}` };
  }
  const parsed = pullRequestEvent.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'unsupported', message: `the payload of '${name}' is not a pull request's: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() };
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
    fromFork: pull.head.repo?.full_name !== repository.full_name,
  };
}

import * as z from 'zod/mini';
import type { IssueComment, PullRequestState, ReviewComment, ShownFile } from '../comments/pull-request-state.js';
import type { AzureClient } from './azure-client.js';
import { AzureError } from './azure-refusal.js';
import type { AzureBuild } from './build-environment.js';

/** A current thread, with what is needed to write to it. */
export interface KnownThread {
  readonly commentId: number;
}

/** The current pull request, with what is needed to write to it. Ids of comments in `state` are those of their threads. */
export interface AzureState {
  readonly state: PullRequestState;
  readonly threads: ReadonlyMap<number, KnownThread>;
  /** The newest iteration: the reviewed push. */
  readonly iteration: number;
  /** By path: the ids by which threads follow a file through pushes. */
  readonly tracking: ReadonlyMap<string, number>;
  /** By path: head's lines. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

const line = z.nullish(z.object({ line: z.number() }));
const threadsAnswer = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      status: z.nullish(z.string()),
      isDeleted: z.nullish(z.boolean()),
      threadContext: z.nullish(z.object({ filePath: z.nullish(z.string()), rightFileStart: line, rightFileEnd: line })),
      comments: z.nullish(
        z.array(
          z.object({
            id: z.number(),
            parentCommentId: z.nullish(z.number()),
            commentType: z.nullish(z.string()),
            content: z.nullish(z.string()),
            isDeleted: z.nullish(z.boolean()),
            author: z.nullish(z.object({ id: z.nullish(z.string()) })),
          }),
        ),
      ),
    }),
  ),
});
const iterationsAnswer = z.object({ value: z.array(z.object({ id: z.number(), sourceRefCommit: z.nullish(z.object({ commitId: z.string() })) })) });
const changesAnswer = z.object({
  changeEntries: z.nullish(
    z.array(
      z.object({
        changeTrackingId: z.nullish(z.number()),
        item: z.nullish(z.object({ path: z.nullish(z.string()) })),
        changeType: z.nullish(z.string()),
      }),
    ),
  ),
  nextSkip: z.nullish(z.number()),
  nextTop: z.nullish(z.number()),
});
const connection = z.object({ authenticatedUser: z.object({ id: z.string() }) });

type Thread = z.output<typeof threadsAnswer>['value'][number];

/** The largest page of changes. */
const page = 2000;

/** Statuses that people give to settled threads. */
const settled = ['fixed', 'wontFix', 'closed', 'byDesign'];

/** The path of the pull request's resources. */
export function pullRequestPath({ project, repositoryId, pullRequest }: AzureBuild): string {
  return `${encodeURIComponent(project)}/_apis/git/repositories/${encodeURIComponent(repositoryId)}/pullRequests/${pullRequest}`;
}

/** Our own id, which identifies our comments. Throws if Azure DevOps does not give it. */
export async function viewerOf(client: AzureClient): Promise<string> {
  return shaped(connection, await client.send({ method: 'GET', path: '_apis/connectionData', version: '7.0-preview.1' }), 'word on who we are')
    .authenticatedUser.id;
}

/** The newest push of the pull request. */
export async function newestIteration(client: AzureClient, build: AzureBuild): Promise<{ readonly id: number; readonly commit: string }> {
  const { value } = shaped(
    iterationsAnswer,
    await client.send({ method: 'GET', path: `${pullRequestPath(build)}/iterations` }),
    'list of iterations',
  );
  const newest = value.reduce<(typeof value)[number] | null>((last, one) => (last === null || one.id > last.id ? one : last), null);
  if (newest === null) throw new Error('the pull request has no iteration yet');
  return { id: newest.id, commit: newest.sourceRefCommit?.commitId ?? '' };
}

/**
 * Reads the current pull request. `texts` returns head's texts of paths for possible comments: Azure Repos shows every line of a changed file. Throws on an
 * unexpected answer.
 */
export async function readAzureState(
  client: AzureClient,
  build: AzureBuild,
  viewer: string,
  texts: (changed: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<AzureState> {
  const { id: iteration, commit } = await newestIteration(client, build);
  const tracking = await changedFiles(client, build, iteration);
  const { value } = shaped(threadsAnswer, await readThreads(client, build, iteration), 'list of threads');
  const lines = new Map([...(await texts([...tracking.keys()]))].map(([path, text]) => [path, text.replace(/\n$/, '').split('\n')]));
  const files: readonly ShownFile[] = [...lines].map(([path, all]) => ({ path, hunks: [{ start: 1, lines: all, added: new Set<number>() }] }));
  const threads = new Map<number, KnownThread>();
  const reviewComments: ReviewComment[] = [];
  const issueComments: IssueComment[] = [];
  for (const thread of value) {
    const first = thread.comments?.find((comment) => (comment.parentCommentId ?? 0) === 0);
    if (thread.isDeleted === true || first === undefined || first.isDeleted === true) continue;
    threads.set(thread.id, { commentId: first.id });
    const said = { id: thread.id, author: first.author?.id ?? '', body: first.content ?? '' };
    if (thread.threadContext?.filePath == null) issueComments.push(said);
    else reviewComments.push(...inFile(thread, said));
  }
  return { state: { viewer, headSha: commit, files, reviewComments, issueComments }, threads, iteration, tracking, lines };
}

/** A thread in a file, in the plan's form. A thread that someone settled is kept like one with a reply. */
function inFile(thread: Thread, said: IssueComment): readonly ReviewComment[] {
  const { filePath, rightFileStart, rightFileEnd } = thread.threadContext ?? {};
  const [start, end] = [rightFileStart?.line ?? null, rightFileEnd?.line ?? null];
  const comment = {
    ...said,
    nodeId: '',
    path: (filePath ?? '').replace(/^\//, ''),
    line: end,
    startLine: start === end ? null : start,
    inReplyTo: null,
  };
  const replies = (thread.comments ?? []).filter(
    ({ parentCommentId, commentType, isDeleted }) => (parentCommentId ?? 0) !== 0 && commentType !== 'system' && isDeleted !== true,
  );
  const isTouched = replies.length > 0 || settled.includes(thread.status ?? '');
  return isTouched ? [comment, { ...comment, id: -thread.id, author: '', body: '', inReplyTo: thread.id }] : [comment];
}

/** Threads with their places in the newest push, if the server can follow them. */
async function readThreads(client: AzureClient, build: AzureBuild, iteration: number): Promise<unknown> {
  const request = { method: 'GET', path: `${pullRequestPath(build)}/threads` } as const;
  try {
    return await client.send({ ...request, query: { $iteration: iteration, $baseIteration: 0 } });
  } catch (error) {
    if (!(error instanceof AzureError) || error.refusal.kind !== 'invalid') throw error;
    return client.send(request);
  }
}

async function changedFiles(client: AzureClient, build: AzureBuild, iteration: number): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (let skip = 0; ;) {
    const answer = shaped(
      changesAnswer,
      await client.send({
        method: 'GET',
        path: `${pullRequestPath(build)}/iterations/${iteration}/changes`,
        query: { $compareTo: 0, $top: page, $skip: skip },
      }),
      'list of changes',
    );
    for (const { item, changeTrackingId, changeType } of answer.changeEntries ?? []) {
      const path = item?.path ?? '';
      if (path !== '' && !/\bdelete\b/.test(changeType ?? '')) found.set(path.replace(/^\//, ''), changeTrackingId ?? 0);
    }
    const next = answer.nextSkip ?? 0;
    if (next <= skip || (answer.nextTop ?? 0) === 0) return found;
    skip = next;
  }
}

/** An answer of the described shape. Throws a one-line error otherwise. */
function shaped<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new Error(`the ${what} of Azure DevOps is not what it should be`);
  return parsed.data;
}

import type { CommentPlan, StaleComment } from '../comments/plan.js';
import type { PlannedComment } from '../comments/planned-comment.js';
import type { AzureClient } from './azure-client.js';
import { pullRequestPath, type AzureState } from './azure-pull-request.js';
import { AzureError, azureWords, type AzureRefusal } from './azure-refusal.js';
import type { AzureBuild } from './build-environment.js';

/** The result of a plan. `stopped`: no further writes in this run; `uncertain`: a write may or may not have arrived. */
export interface CarriedOut {
  readonly kind: 'done' | 'stopped' | 'uncertain';
  /** Writes that Azure DevOps confirmed. */
  readonly written: number;
  /** Causes whose thread Azure DevOps refuses, by id. */
  readonly refused: ReadonlySet<string>;
  /** Causes whose new thread exists, by id. */
  readonly shown: ReadonlySet<string>;
  readonly isSummaryShown: boolean;
  readonly troubles: readonly string[];
}

interface Write {
  readonly subject: 'thread' | 'summary' | 'other';
  readonly what: string;
  readonly cause: string | null;
  readonly send: () => Promise<unknown>;
}

/** Writes the plan: first threads, then the summary, which refers to them, then outdated comments. `failed`: the summary stays open. */
export async function carryOut(client: AzureClient, build: AzureBuild, known: AzureState, plan: CommentPlan, failed: boolean): Promise<CarriedOut> {
  let written = 0;
  let isSummaryShown = plan.summary.action === 'none';
  const [refused, shown, troubles] = [new Set<string>(), new Set<string>(), [] as string[]];
  const ended = (kind: CarriedOut['kind']): CarriedOut => ({ kind, written, refused, shown, isSummaryShown, troubles });
  for (const { subject, what, cause, send } of writesOf(client, build, known, plan, failed)) {
    // The content of a refused thread belongs in the summary: a new plan is needed.
    if (subject === 'summary' && refused.size > 0) continue;
    try {
      await send();
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      const { refusal } = error;
      if (cause !== null && refusal.kind === 'invalid') {
        refused.add(cause);
        troubles.push(`${what} could not be written, so the summary says it: ${azureWords(refusal)}.`);
        continue;
      }
      // A thread to delete may be gone already.
      if (refusal.kind === 'missing' && subject === 'other') continue;
      const kind = endOf(subject, refusal);
      if (kind !== 'uncertain') troubles.push(`${what} could not be written: ${azureWords(refusal)}.`);
      if (kind !== null) return ended(kind);
      continue;
    }
    written += 1;
    if (cause !== null) shown.add(cause);
    if (subject === 'summary') isSummaryShown = true;
  }
  return ended('done');
}

/** The effect of a failed write on the whole; null: other writes continue. */
function endOf(subject: Write['subject'], { kind }: AzureRefusal): CarriedOut['kind'] | null {
  switch (kind) {
    case 'permission':
    case 'token':
    case 'limit':
      return 'stopped';
    case 'missing':
      return subject === 'thread' ? 'stopped' : 'uncertain';
    case 'unanswered':
      return 'uncertain';
    case 'invalid':
      return null;
  }
}

function writesOf(client: AzureClient, build: AzureBuild, known: AzureState, plan: CommentPlan, failed: boolean): readonly Write[] {
  const threads = `${pullRequestPath(build)}/threads`;
  const post = (body: unknown): Promise<unknown> => client.send({ method: 'POST', path: threads, body });
  const mark = (id: number, status: string): Promise<unknown> => client.send({ method: 'PATCH', path: `${threads}/${id}`, body: { status } });
  const commentOf = (id: number): string => `${threads}/${id}/comments/${known.threads.get(id)?.commentId ?? 1}`;
  const edit = (id: number, content: string): Promise<unknown> => client.send({ method: 'PATCH', path: commentOf(id), body: { content } });
  const remove = (id: number): Promise<unknown> => client.send({ method: 'DELETE', path: commentOf(id) });
  const { summary } = plan;
  // An open thread can block a pull request ("Check for comment resolution"): the summary is open only if the review fails.
  const status = failed ? 'active' : 'closed';
  return [
    ...plan.comments.map((comment) => ({
      subject: 'thread' as const,
      what: 'A comment',
      cause: comment.cause.id,
      send: () => post({ ...threadOf(comment.body, 'active'), ...placeOf(comment, known) }),
    })),
    ...plan.edits.map(({ id, body }) => other('A comment', () => edit(id, body))),
    ...(summary.action === 'none'
      ? []
      : [
          {
            subject: 'summary' as const,
            what: 'The summary',
            cause: null,
            send: async () => {
              if (summary.action === 'create') return post(threadOf(summary.body, status));
              await mark(summary.id, status);
              return edit(summary.id, summary.body);
            },
          },
        ]),
    ...plan.obsoleteSummaries.map((id) => other('An obsolete summary', () => remove(id))),
    ...plan.stale.map((stale) => other('An obsolete comment', () => end(stale))),
  ];

  /** Resolved before it is edited: if the second step fails, the next run repeats both. */
  async function end(stale: StaleComment): Promise<unknown> {
    if (stale.action === 'delete') return remove(stale.id);
    await mark(stale.id, stale.classifier === 'RESOLVED' ? 'fixed' : 'closed');
    return edit(stale.id, stale.body);
  }
}

function other(what: string, send: () => Promise<unknown>): Write {
  return { subject: 'other', what, cause: null, send };
}

function threadOf(content: string, status: string): object {
  return { comments: [{ parentCommentId: 0, content, commentType: 'text' }], status };
}

/** Whole lines, from the first character to behind the last; positions start at 1. */
function placeOf({ path, start, line }: PlannedComment, { iteration, tracking, lines }: AzureState): object {
  const last = (lines.get(path)?.[line - 1] ?? '').replace(/\r$/, '');
  return {
    threadContext: {
      filePath: `/${path}`,
      rightFileStart: { line: start ?? line, offset: 1 },
      rightFileEnd: { line, offset: last.length + 1 },
    },
    pullRequestThreadContext: {
      changeTrackingId: tracking.get(path) ?? 0,
      // Equal on both sides: the difference from the commit where the source branched off.
      iterationContext: { firstComparingIteration: iteration, secondComparingIteration: iteration },
    },
  };
}

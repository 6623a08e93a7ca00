import * as z from 'zod/mini';
import type { PullRequestHost } from '../comments/host.js';
import { countedCauses, writesNothing, planFor, type Home, type CommentPlan, type CommentPlanOptions } from '../comments/plan.js';
import { nothingWithheld } from '../comments/withheld.js';
import { homesLine, writtenLine } from '../comments/written-line.js';
import type { Tree } from '../layouts/tree.js';
import { countsWords } from '../report/counting.js';
import type { ReportedRule } from '../report/reported-rule.js';
import type { Location, Review } from '../review/review.js';
import { AzureClient } from './azure-client.js';
import { newestIteration, pullRequestPath, readAzureState, viewerOf, type AzureState } from './azure-pull-request.js';
import { AzureError, azureWords } from './azure-refusal.js';
import type { AzureBuild } from './build-environment.js';
import { carryOut, type CarriedOut } from './carry-out.js';

/** What to write, and where. */
export interface Posting {
  readonly build: AzureBuild;
  readonly review: Review;
  /** The reviewed state: the source commit of the build. */
  readonly head: Tree;
  readonly rules: readonly ReportedRule[];
  readonly reportExisting: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives a log line about a rate limit. */
  readonly tell: (text: string) => void;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** The result on the pull request, as log lines. It does not change the verdict. */
export interface Posted {
  /** The current places of all causes. */
  readonly line: string;
  /** What could not be written, and the missing permission. */
  readonly troubles: readonly string[];
}

const azureRepos: PullRequestHost = { name: 'Azure Repos', keepsFixed: true, deletesByBlock: false };

/** Most rounds of reading and planning, including those after refused threads, of which there are at most ten. */
const mostRounds = 15;
/** Most rounds after unanswered requests. */
const mostUnanswered = 2;
/** Most writing rounds: a complete one, and one to remove what a concurrent run wrote. */
const mostWriting = 2;

/**
 * Brings the threads and the status of the pull request up to the review. Each round plans from the current state, so nothing is written twice; a last look
 * removes what a concurrent run wrote. After one forbidden write nothing more is tried. Never throws.
 */
export async function post(posting: Posting): Promise<Posted> {
  const { build, review } = posting;
  const options = planOptions(posting);
  const annotated = new Map<string, Home>(countedCauses(review, options).map(({ id }) => [id, 'annotation']));
  if (build.token === null) {
    const reason = build.isFromFork
      ? ' Builds of forks may have none: then the build says it all.'
      : ' Map it in the step: SYSTEM_ACCESSTOKEN: $(System.AccessToken).';
    return { line: `Nothing written on the pull request. ${homesLine(annotated)}`, troubles: [`SYSTEM_ACCESSTOKEN is not set.${reason}`] };
  }
  const client = new AzureClient({ ...posting, collection: build.collection, token: build.token });
  const run = new Rounds(posting, client, options, annotated);
  try {
    await run.all();
  } catch (error) {
    const why = error instanceof AzureError ? azureWords(error.refusal) : error instanceof Error ? error.message : String(error);
    run.troubles.add(`The pull request could not be read${run.written === 0 ? '' : ' again'}: ${why}.`);
  }
  return { line: writtenLine(run.written, run.homes), troubles: [...run.troubles] };
}

/** The rounds of one run. */
class Rounds {
  readonly troubles = new Set<string>();
  written = 0;
  homes: ReadonlyMap<string, Home>;
  readonly #withheld = new Set<string>();

  constructor(
    private readonly posting: Posting,
    private readonly client: AzureClient,
    private readonly options: CommentPlanOptions,
    private readonly annotated: ReadonlyMap<string, Home>,
  ) {
    this.homes = annotated;
  }

  async all(): Promise<void> {
    const { client } = this;
    const { build, review } = this.posting;
    const viewer = await viewerOf(client);
    const texts = textsFor(this.posting);
    let [unanswered, writing] = [0, 0];
    for (let round = 0; round < mostRounds; round += 1) {
      const known = await readAzureState(client, build, viewer, texts);
      if (this.#isSuperseded(known.state.headSha)) return;
      const plan = planFor(review, known.state, { ...this.options, withheld: { ...nothingWithheld, comments: this.#withheld } });
      if (writesNothing(plan)) {
        this.homes = plan.homes;
        return this.#status(known);
      }
      if (this.#isSuperseded((await newestIteration(client, build)).commit)) return;
      const outcome = await carryOut(client, build, known, plan, review.conclusion === 'fail');
      this.written += outcome.written;
      this.homes = homesAfter(outcome, plan, this.annotated);
      for (const trouble of outcome.troubles) this.troubles.add(trouble);
      for (const id of outcome.refused) this.#withheld.add(id);
      if (outcome.kind === 'stopped') return;
      if (outcome.kind === 'uncertain' && (unanswered += 1) > mostUnanswered) {
        this.troubles.add('Azure DevOps gave no answer to what was written; what was sent may have arrived all the same.');
        return;
      }
      if (outcome.kind === 'done' && outcome.refused.size === 0 && (writing += 1) >= mostWriting) return this.#status(known);
    }
  }

  #isSuperseded(head: string): boolean {
    const { sourceCommit } = this.posting.build;
    if (head === sourceCommit) return false;
    this.troubles.add(
      `The pull request has moved on to ${head.slice(0, 12)}: nothing more was written for ${sourceCommit.slice(0, 12)}, which this run reviewed.`,
    );
    return true;
  }

  /** The status of the iteration, which a branch policy can require. An equal one is left alone. */
  async #status({ iteration }: AzureState): Promise<void> {
    const { build, review } = this.posting;
    const path = `${pullRequestPath(build)}/statuses`;
    const wanted = {
      state: review.conclusion === 'pass' ? 'succeeded' : 'failed',
      description: `${review.conclusion === 'pass' ? 'passes' : 'fails'}: ${countsWords(review.counts) ?? 'no finding that counts'}`,
    };
    try {
      const found = statusesAnswer.safeParse(await this.client.send({ method: 'GET', path }));
      const own = (found.data?.value ?? []).filter(
        ({ context, iterationId }) => context?.name === statusContext.name && context.genre === statusContext.genre && iterationId === iteration,
      );
      const last = own.reduce<(typeof own)[number] | null>((newest, one) => (newest === null || one.id > newest.id ? one : newest), null);
      if (last?.state === wanted.state && last.description === wanted.description) return;
      const page = build.page === null ? {} : { targetUrl: build.page };
      await this.client.send({ method: 'POST', path, body: { ...wanted, ...page, context: statusContext, iterationId: iteration } });
      this.written += 1;
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      this.troubles.add(`The status could not be written: ${azureWords(error.refusal)}.`);
    }
  }
}

/** Identifies our status for branch policies. */
const statusContext = { genre: 'apim-cors-review', name: 'cors' };

const statusesAnswer = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      state: z.nullish(z.string()),
      description: z.nullish(z.string()),
      iterationId: z.nullish(z.number()),
      context: z.nullish(z.object({ name: z.nullish(z.string()), genre: z.nullish(z.string()) })),
    }),
  ),
});

function planOptions({ build, rules, reportExisting }: Posting): CommentPlanOptions {
  return {
    host: azureRepos,
    commentId: build.commentId,
    commenting: 'suggestions',
    summaryComment: 'on-change',
    reportExisting,
    rules,
    link: linkOf(build),
  };
}

/** The URL of a line in the source commit. */
function linkOf({ collection, project, repositoryName, sourceCommit }: AzureBuild): CommentPlanOptions['link'] {
  if (repositoryName === '') return () => null;
  const files = `${collection}${encodeURIComponent(project)}/_git/${encodeURIComponent(repositoryName)}`;
  return ({ path, line }: Location) => {
    const place = { path: `/${path}`, version: `GC${sourceCommit}`, line, lineEnd: line + 1, lineStartColumn: 1, lineEndColumn: 1 };
    return `${files}?${Object.entries(place)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value).replace(/\p{Cs}/gu, '\uFFFD'))}`)
      .join('&')}`;
  };
}

/** Head's texts of the changed files for possible comments, each read once. */
function textsFor({ review, head }: Posting): (changed: readonly string[]) => Promise<ReadonlyMap<string, string>> {
  const named = new Set(
    review.findings.flatMap(({ path, suggestions }) => [path, ...suggestions.flatMap(({ edits }) => edits.map((edit) => edit.path))]),
  );
  const texts = new Map<string, string>();
  const decoder = new TextDecoder();
  return async (changed) => {
    const wanted = changed.filter((path) => named.has(path) && head.entries.get(path)?.kind === 'file');
    const missing = wanted.filter((path) => !texts.has(path));
    if (missing.length > 0) for (const [path, bytes] of await head.read(missing)) texts.set(path, decoder.decode(bytes));
    return new Map(wanted.map((path) => [path, texts.get(path) ?? '']));
  };
}

/** A cause without its thread or summary has only the build's annotations. */
function homesAfter(outcome: CarriedOut, plan: CommentPlan, annotated: ReadonlyMap<string, Home>): ReadonlyMap<string, Home> {
  const posted = new Set(plan.comments.map(({ cause }) => cause.id));
  return new Map(
    [...plan.homes].map(([id, home]) => {
      const isShown = home === 'line' ? !posted.has(id) || outcome.shown.has(id) : home === 'summary' ? outcome.isSummaryShown : true;
      return [id, isShown ? home : (annotated.get(id) ?? 'annotation')];
    }),
  );
}

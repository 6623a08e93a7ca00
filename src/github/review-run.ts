import * as core from '@actions/core';
import { context } from '@actions/github';
import { InputError } from '../config/errors.js';
import { escapeUriPath } from '../report/escape.js';
import { reportedRule } from '../report/reported-rule.js';
import type { Review } from '../review/review.js';
import { hasContracts } from '../review/contracts-present.js';
import { branchOf, reviewWithMerge } from '../review/merge.js';
import { scanTree } from '../review/run.js';
import type { Pair } from '../review/sides.js';
import { rules } from '../rules/catalogue.js';
import { contractRules } from '../report/contract-rules.js';
import { comparisonPath } from '../sources/github-api.js';
import type { GitHubReads } from '../sources/github-port.js';
import { openClient, type GitHubClient } from './client.js';
import { readEvent, resolveRevisions, type ReviewEvent } from './event.js';
import { failureOf } from './failure.js';
import { readInputs, requireToken, withInputs, type Inputs } from './inputs.js';
import { fail, keepSecret, tell, warn } from './log.js';
import { reviewOfNothing } from './nothing.js';
import { readOpening } from './opening.js';
import { writeExplorer, writeFailure, writeOutputs, type ReportWords } from './outputs.js';
import type { CommentPlanOptions } from '../comments/plan.js';
import { publish, unpublished } from './publish.js';
import type { PullRequestPlace } from './pull-request-place.js';
import { commitOf } from './revisions.js';
import { openSides } from './open-sides.js';
import { artifactsOfRun } from './run-address.js';
import { homesLine, writtenLine } from '../comments/written-line.js';
import { documentation } from '../text/home.js';
import { version } from '../version.js';

/**
 * Runs the Action. `first`: the answer to the comparison requested while this module loaded, or null. Never throws: whatever prevents the review sets exit code
 * 1 with its reason.
 */
export async function runAction(first: Promise<unknown>): Promise<void> {
  try {
    if (!(await run(first))) process.exitCode = 1;
  } catch (error) {
    process.exitCode = 1;
    const { title, text, stack } = failureOf(error);
    fail(text, title);
    await writeFailure(title, text);
    if (stack !== null) tell(stack);
  }
}

/** True: the check passes. */
async function run(first: Promise<unknown>): Promise<boolean> {
  const inputs = readInputs((name) => core.getInput(name), `${context.workflow} / ${context.job}`);
  keepSecret(inputs.token);
  requireToken(inputs);
  if (inputs.organisation !== null) {
    // Loaded on demand: reviews do not need it.
    const { runOrganisation } = await import('./organisation.js');
    return runOrganisation(clientFor(inputs), inputs.organisation, inputs);
  }
  const event = readEvent(context.eventName, context.payload, context.sha);
  switch (event.kind) {
    case 'unsupported':
      throw new InputError(event.message);
    case 'nothing':
      tell(event.message);
      if (event.isReview)
        await writeOutputs(reviewOfNothing(event.message, inputs.failOn ?? 'error'), inputs, false, { rules: [], link: () => null });
      return true;
    case 'comment': {
      // Loaded on demand: reviews do not need it.
      const { answerComment } = await import('./bot.js');
      await answerComment(clientFor(inputs), event, inputs, (rule) => documentation(`rules/${rule}.md`));
      return true;
    }
    case 'review':
      return (await reviewEvent(event, inputs, first)).conclusion === 'pass';
  }
}

async function reviewEvent(asked: ReviewEvent, inputs: Inputs, first: Promise<unknown>): Promise<Review> {
  const client = clientFor(inputs);
  const event = await resolveRevisions(asked, (revision) => commitOf(client, asked, revision));
  const reads = answeredFirst(client, event, first);
  const [sides, opening] = await Promise.all([
    openSides(reads, event, inputs.source, process.env['GITHUB_WORKSPACE'] ?? '', tell),
    readOpening(reads, event, event.configuration, inputs.config),
  ]);
  const settings = withInputs(opening.settings, inputs);
  let pairs: readonly Pair[] = [];
  const keep = inputs.explorerFile === '' ? {} : { onEvaluated: (all: readonly Pair[]) => void (pairs = all) };
  const options = { settings, today: new Date().toISOString().slice(0, 10), progress: tell, ...keep };
  const words = wordsFor(event, inputs.explorerFile !== '');
  let review: Review;
  try {
    const { base, head, moved } = sides;
    // Only a pull request is merged into its branch's current state: a queue's candidate includes that already.
    const tip = event.pullRequest === null ? null : opening.tip;
    let opened: ReturnType<typeof moved> | null = null;
    const movedBase = (): ReturnType<typeof moved> => (opened ??= tip === null ? Promise.resolve(null) : moved(tip));
    review = base === null ? await scanTree(head, options) : await reviewWithMerge({ base, head }, movedBase, options);
    if (base !== null && (await hasContracts(review, base, head, settings))) {
      const { withContracts } = await import('../contracts/review-contracts.js');
      review = await withContracts(review, { base, head }, options);
    }
    const branch = base === null ? null : await branchOf({ base, head }, movedBase);
    if (base !== null && branch !== null) {
      // The branch may have added promises since.
      const { withContractsOfMerge } = await import('../contracts/contracts-of-merge.js');
      review = await withContractsOfMerge(review, { base, head }, branch, options);
    }
    const shown = review;
    await writeExplorer(inputs.explorerFile, async () => {
      const { explorerPage } = await import(/* webpackChunkName: "explorer" */ '../explorer/explorer-html.js');
      const looked = { base: base ?? head, head, pairs, assume: settings.assume };
      return explorerPage(shown, looked, { toolVersion: version, rules: words.rules });
    });
  } finally {
    sides.close();
  }
  await writeOutputs(review, inputs, settings.reportExisting, words);
  if (event.pullRequest === null) tell('There is no pull request to comment on: the job summary has everything.');
  else {
    const place = { ...event, ...event.pullRequest, headSha: event.head };
    await write(client, place, review, opening.viewer, {
      ...words,
      host: gitHub,
      commentId: inputs.commentId,
      commenting: inputs.reviewComments ? 'suggestions' : 'none',
      summaryComment: inputs.summaryComment,
      reportExisting: settings.reportExisting,
    });
  }
  return review;
}

function clientFor({ token }: Inputs): GitHubClient {
  return openClient({ token, apiUrl: context.apiUrl, graphqlUrl: context.graphqlUrl }, tell);
}

/** The answer to the early request, used once. */
function answeredFirst(client: GitHubClient, event: ReviewEvent, first: Promise<unknown>): GitHubReads {
  const path = event.base === null ? null : comparisonPath(event, event.base.revision, event.head);
  return {
    graphql: (query, variables, options) => client.graphql(query, variables, options),
    get: async (asked, query) => (asked === path ? await first : null) ?? client.get(asked, query),
  };
}

function wordsFor(event: ReviewEvent, hasExplorer: boolean): ReportWords {
  const run = artifactsOfRun(context, event);
  const blobs = `${context.serverUrl}/${event.owner}/${event.repository}/blob/${event.head}`;
  return {
    rules: [
      ...rules.map((rule) => reportedRule(rule, documentation(`rules/${rule.id}.md`))),
      ...contractRules.map((rule) => reportedRule(rule, documentation('contracts.md'))),
    ],
    link: ({ path, line }) => `${blobs}/${escapeUriPath(path)}#L${line}`,
    ...(hasExplorer && run !== null ? { explorer: run } : {}),
  };
}

const gitHub = { name: 'GitHub', keepsFixed: false, deletesByBlock: true } as const;

const notWritten = 'APIM CORS Review: not everything was written';

/** Writes comments if the token may. Failures are reported and never change the verdict. */
async function write(client: GitHubClient, place: PullRequestPlace, review: Review, viewer: string, options: CommentPlanOptions): Promise<void> {
  if (viewer === '') {
    warn(
      'GitHub did not say who we are, so our own comments cannot be told from others: nothing was written. The job summary has everything.',
      notWritten,
    );
    tell(homesLine(unpublished(review, options)));
    return;
  }
  const { kind, troubles, written, homes } = await publish(client, place, review, viewer, options);
  for (const trouble of troubles) {
    if (kind === 'superseded') tell(trouble);
    else warn(`${trouble} The job summary has everything, and the verdict is the same.`, notWritten);
  }
  tell(writtenLine(written, homes));
}

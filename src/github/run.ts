import * as core from '@actions/core';
import { context } from '@actions/github';
import { InputError } from '../config/errors.js';
import type { Settings } from '../config/settings.js';
import { reportedRule } from '../report/wording.js';
import type { Finding, Review } from '../review/review.js';
import { reviewTrees } from '../review/run.js';
import { rules } from '../rules/catalogue.js';
import { comparisonPath } from '../sources/github-api.js';
import type { GitHubReads } from '../sources/github-port.js';
import { openClient, type GitHubClient } from './client.js';
import { readEvent, type PullRequestEvent } from './event.js';
import { failureOf } from './failure.js';
import { readInputs, withInputs, type Inputs } from './inputs.js';
import { fail, tell, warn } from './log.js';
import { readOpening } from './opening.js';
import { writeFailure, writeOutputs, type ReportWords } from './outputs.js';
import type { Home } from './plan.js';
import { publish } from './publish.js';
import { openSides } from './sides.js';

const documentation = 'https://github.com/apim-cors/review/blob/main/docs/rules';

/**
 * Runs the Action. `first` is the answer to the comparison that was asked for while this was being loaded, or null. Never throws: whatever
 * keeps the review from being made sets the exit code 1, and says which of the two it was.
 */
export async function runAction(first: Promise<unknown>): Promise<void> {
  try {
    const review = await run(first);
    if (review.conclusion === 'fail') process.exitCode = 1;
  } catch (error) {
    process.exitCode = 1;
    const { title, text, stack } = failureOf(error);
    fail(text, title);
    await writeFailure(title, text);
    if (stack !== null) tell(stack);
  }
}

async function run(first: Promise<unknown>): Promise<Review> {
  const inputs = readInputs((name) => core.getInput(name), `${context.workflow} / ${context.job}`);
  const event = readEvent(context.eventName, context.payload);
  if (event.kind === 'unsupported') throw new InputError(event.message);
  const client = openClient({ token: inputs.token, apiUrl: context.apiUrl, graphqlUrl: context.graphqlUrl }, tell);
  const reads = answeredFirst(client, event, first);
  const [sides, opening] = await Promise.all([
    openSides(reads, event, inputs.source, process.env['GITHUB_WORKSPACE'] ?? ''),
    readOpening(reads, event, inputs.config),
  ]);
  const settings = withInputs(opening.settings, inputs);
  let review: Review;
  try {
    review = await reviewTrees(sides.base, sides.head, { settings, today: new Date().toISOString().slice(0, 10), progress: tell });
  } finally {
    sides.close();
  }
  const words = wordsFor(event);
  await writeOutputs(review, inputs, settings.reportExisting, words);
  await write(client, review, opening.viewer, inputs, settings, event, words);
  return review;
}

/** The comparison is asked for before anything else; its answer is taken once. */
function answeredFirst(client: GitHubClient, event: PullRequestEvent, first: Promise<unknown>): GitHubReads {
  const path = comparisonPath({ owner: event.owner, repository: event.repository }, event.baseSha, event.headSha);
  return {
    graphql: (query, variables, options) => client.graphql(query, variables, options),
    get: async (asked, query) => (asked === path ? await first : null) ?? client.get(asked, query),
  };
}

function wordsFor(event: PullRequestEvent): ReportWords {
  const blobs = `${context.serverUrl}/${event.owner}/${event.repository}/blob/${event.headSha}`;
  return {
    rules: rules.map((rule) => reportedRule(rule, `${documentation}/${rule.id}.md`)),
    link: ({ path, line }) => `${blobs}/${path.split('/').map(encodeURIComponent).join('/')}#L${line}`,
  };
}

const notWritten = 'APIM CORS Review: not everything was written';

/** Comments, where the token may write them. Trouble is said and never changes the verdict. */
async function write(
  client: GitHubClient,
  review: Review,
  viewer: string,
  inputs: Inputs,
  settings: Settings,
  event: PullRequestEvent,
  words: ReportWords,
): Promise<void> {
  if (viewer === '') {
    warn(
      'GitHub did not say who we are, so our own comments cannot be told from others: nothing was written. The job summary has everything.',
      notWritten,
    );
    return;
  }
  try {
    const published = await publish(client, event, review, viewer, {
      ...words,
      commentId: inputs.commentId,
      commenting: inputs.reviewComments ? 'suggestions' : 'none',
      summaryComment: inputs.summaryComment,
      reportExisting: settings.reportExisting,
    });
    for (const trouble of published.troubles) {
      if (published.kind === 'superseded') tell(trouble);
      else warn(`${trouble} The job summary has everything.`, notWritten);
    }
    tell(`${published.written === 0 ? 'Nothing written' : `Written ${published.written}`} on the pull request. ${homesLine(published.homes)}`);
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    warn(
      `The pull request could not be commented on (${line.slice(0, 200)}). The job summary has everything, and the verdict is the same.`,
      notWritten,
    );
  }
}

function homesLine(homes: ReadonlyMap<Finding, Home>): string {
  const count = (wanted: Home): number => [...homes.values()].filter((home) => home === wanted).length;
  return `Findings in line comments: ${count('line')}, in the summary comment: ${count('summary')}, in annotations only: ${count('annotation')}.`;
}

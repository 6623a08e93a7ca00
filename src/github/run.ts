import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as core from '@actions/core';
import { context } from '@actions/github';
import { ConfigError, InputError } from '../config/errors.js';
import { parseSettings } from '../config/settings.js';
import { defaultSettings, type Settings } from '../config/defaults.js';
import { reportAnnotations } from '../report/annotations.js';
import { inertLogLine } from '../report/escape.js';
import { reportJson } from '../report/json.js';
import { jobSummary } from '../report/markdown.js';
import { reportSarif } from '../report/sarif.js';
import { reportedRule, type ReportedRule } from '../report/wording.js';
import type { Location, Review } from '../review/review.js';
import { reviewTrees } from '../review/run.js';
import { rules } from '../rules/catalogue.js';
import { GitHubTrees, mergeBaseOf } from '../sources/github-api.js';
import { statusOf, type GitHubReads } from '../sources/github-port.js';
import { version } from '../version.js';
import { openClient, readsOf, type GitHubClient } from './client.js';
import { readEvent, type PullRequestEvent } from './event.js';
import { execute } from './execute.js';
import { readInputs, withInputs, type Inputs } from './inputs.js';
import { planFor } from './plan.js';
import { readPullRequest } from './pull-request.js';

const documentation = 'https://github.com/apim-cors/review/blob/main/docs/rules';

/** Runs the Action. `first` is the answer to the comparison that was asked for while this was being loaded, or null. Never throws; the exit code is set. */
export async function runAction(first: Promise<unknown>): Promise<void> {
  try {
    const review = await run(first);
    if (review.conclusion === 'fail') process.exitCode = 1;
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof ConfigError || error instanceof InputError) {
      for (const line of error.message.split('\n')) core.error(inertLogLine(line), { title: 'APIM CORS Review could not run' });
      return;
    }
    const status = statusOf(error);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (status !== null) core.error(inertLogLine(`GitHub answered ${status}: ${refusalOf(status)}`), { title: 'APIM CORS Review could not read the change' });
    else core.error(inertLogLine('This is an internal error of the review, not a finding: the check fails because nothing was decided. Please report it with the log.'), { title: 'APIM CORS Review failed' });
    for (const line of text.split('\n')) console.log(inertLogLine(line));
  }
}

function refusalOf(status: number): string {
  if (status === 403 || status === 401 || status === 404) return 'the token needs "contents: read" and "pull-requests: read" in this repository.';
  return 'the change could not be read; run the job again.';
}

async function run(first: Promise<unknown>): Promise<Review> {
  const inputs = readInputs((name) => core.getInput(name), `${context.workflow} / ${context.job}`);
  const event = readEvent(context.eventName, context.payload);
  if (event.kind === 'unsupported') throw new InputError(event.message);
  const client = openClient(inputs.token, context.apiUrl, (text) => {
    core.info(inertLogLine(text));
  });
  const reads = answeredFirst(readsOf(client), first);
  const name = { owner: event.owner, repository: event.repository };
  const trees = new GitHubTrees(reads, name);
  const [base, head, tip] = await Promise.all([
    mergeBaseOf(reads, name, event.baseSha, event.headSha).then((commit) => trees.open(commit)),
    trees.open(event.headSha),
    Promise.resolve(event.baseSha),
  ]);
  const settings = withInputs(await settingsAt(reads, name, tip, inputs), inputs);
  const review = await reviewTrees(base, head, {
    settings,
    today: new Date().toISOString().slice(0, 10),
    progress: (text) => {
      core.info(inertLogLine(text));
    },
  });
  await report(review, inputs, settings, event);
  await write(client, review, inputs, settings, event);
  return review;
}

/** The comparison is the first thing asked for; its answer may be on its way already. */
function answeredFirst(reads: GitHubReads, first: Promise<unknown>): GitHubReads {
  return {
    ...reads,
    async get(path, query) {
      const early = path.includes('/compare/') ? await first : null;
      return early ?? reads.get(path, query);
    },
  };
}

/** The configuration as the base branch has it, so that a pull request cannot relax its own gate. */
async function settingsAt(reads: GitHubReads, name: { owner: string; repository: string }, commit: string, inputs: Inputs): Promise<Settings> {
  const path = inputs.config.split('/').map(encodeURIComponent).join('/');
  try {
    const answer = await reads.get(`/repos/${name.owner}/${name.repository}/contents/${path}`, { ref: commit });
    const content = typeof answer === 'object' && answer !== null && 'content' in answer && typeof answer.content === 'string' ? answer.content : null;
    if (content === null) throw new ConfigError(`${inputs.config} is not a file`);
    return parseSettings(Buffer.from(content, 'base64').toString('utf8'), inputs.config);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    if (inputs.config !== defaultConfig) throw new ConfigError(`input 'config': the base branch has no file ${inputs.config}`);
    return defaultSettings;
  }
}

const defaultConfig = '.github/apim-cors.yml';

function catalogue(): readonly ReportedRule[] {
  return rules.map((rule) => reportedRule(rule, `${documentation}/${rule.id}.md`));
}

function linkTo(event: PullRequestEvent): (location: Location) => string | null {
  return ({ path, line }) => `${context.serverUrl}/${event.owner}/${event.repository}/blob/${event.headSha}/${path.split('/').map(encodeURIComponent).join('/')}#L${line}`;
}

/** Everything that needs no right to write: job summary first, then the files, outputs and annotations. */
async function report(review: Review, inputs: Inputs, settings: Settings, event: PullRequestEvent): Promise<void> {
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (summaryFile !== '') {
    // Written by hand: the toolkit's buffer is global and does not know the limit of one mebibyte.
    await appendFile(summaryFile, jobSummary(review, { rules: catalogue(), link: linkTo(event) })).catch((error: unknown) => {
      core.warning(inertLogLine(`The job summary could not be written: ${String(error)}`));
    });
  }
  const temp = process.env['RUNNER_TEMP'] ?? tmpdir();
  const reportFile = resolve(inputs.reportFile === '' ? join(temp, 'apim-cors-review.json') : inputs.reportFile);
  const sarifFile = resolve(inputs.sarifFile === '' ? join(temp, 'apim-cors-review.sarif') : inputs.sarifFile);
  await writeReport(reportFile, reportJson(review, version));
  await writeReport(sarifFile, reportSarif(review, { toolVersion: version, rules: catalogue() }));
  core.setOutput('conclusion', review.conclusion);
  core.setOutput('errors', review.counts.error);
  core.setOutput('warnings', review.counts.warning);
  core.setOutput('infos', review.counts.info);
  core.setOutput('operations-changed', review.operations.changed);
  core.setOutput('report', reportFile);
  core.setOutput('sarif', sarifFile);
  for (const line of reportAnnotations(review, { existing: settings.reportExisting })) console.log(line);
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    core.warning(inertLogLine(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}`));
  }
}

/** Comments, where the token may write them. Trouble is said and never changes the verdict. */
async function write(client: GitHubClient, review: Review, inputs: Inputs, settings: Settings, event: PullRequestEvent): Promise<void> {
  if (!inputs.reviewComments && inputs.summaryComment === 'never') return;
  try {
    const state = await readPullRequest(client, event);
    const plan = planFor(review, state, {
      commentId: inputs.commentId,
      reviewComments: inputs.reviewComments,
      summaryComment: inputs.summaryComment,
      reportExisting: settings.reportExisting,
      rules: catalogue(),
      link: linkTo(event),
    });
    const outcome = await execute(client, event, plan);
    for (const trouble of outcome.troubles) core.warning(inertLogLine(trouble), { title: 'APIM CORS Review: not everything was written' });
    core.info(outcome.written === 0 ? 'Nothing to write on the pull request.' : `Written on the pull request: ${outcome.written}.`);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    core.warning(inertLogLine(`The pull request could not be commented on (${message.slice(0, 200)}); the job summary says everything, and the verdict is the same.`));
  }
}


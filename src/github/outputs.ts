import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as core from '@actions/core';
import { reportAnnotations } from '../report/annotations.js';
import { reportJson } from '../report/json.js';
import { jobSummary, jobSummaryBudget } from '../report/markdown.js';
import { reportSarif } from '../report/sarif.js';
import { cutLines } from '../report/budget.js';
import { escapeMarkdown } from '../report/escape.js';
import type { ReportedRule } from '../report/reported-rule.js';
import type { Location, Review } from '../review/review.js';
import { linkOnTheWay } from '../sources/links.js';
import { version } from '../version.js';
import type { Inputs } from './inputs.js';
import { warn, withoutSecret } from './log.js';

/** Context for reports: the rules, links to places, and to the explorer's page if requested. */
export interface ReportWords {
  readonly rules: readonly ReportedRule[];
  readonly explorer?: string;
  readonly link: (location: Location) => string | null;
}

/** Fewer bytes are not enough for a useful summary. */
const leastSummary = 2000;

const notWritten = 'APIM CORS Review: not everything was written';

/**
 * Writes everything that needs no permission on the repository and is complete in itself: first the job summary, then report files, outputs and annotations. A
 * file that cannot be written gives a warning.
 */
export async function writeOutputs(review: Review, inputs: Inputs, annotateExisting: boolean, words: ReportWords): Promise<void> {
  await writeSummary((budget) => jobSummary(review, { ...words, budget }));
  const temp = process.env['RUNNER_TEMP'] ?? tmpdir();
  const report = await writeReport(inputs.reportFile, join(temp, 'apim-cors-review.json'), reportJson(review, version));
  const sarif = await writeReport(
    inputs.sarifFile,
    join(temp, 'apim-cors-review.sarif'),
    reportSarif(review, { toolVersion: version, rules: words.rules }),
  );
  setOutputs({
    conclusion: review.conclusion,
    errors: review.counts.error,
    warnings: review.counts.warning,
    infos: review.counts.info,
    'operations-changed': review.operations.changed,
    report,
    sarif,
  });
  for (const line of reportAnnotations(review, { existing: annotateExisting })) core.info(line);
}

/** Writes the explorer's page if requested. A failure gives a warning, and has no other effect. */
export async function writeExplorer(asked: string, page: () => Promise<string>): Promise<void> {
  if (asked === '') return;
  try {
    await writeReport(asked, join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'apim-cors-explorer.html'), await page());
  } catch (error) {
    warn(`the explorer could not be made: ${reasonOf(error)}`, notWritten);
  }
}

/** The outputs of a run without a review. The check fails. */
export async function writeFailure(title: string, text: string): Promise<void> {
  setOutputs({ conclusion: 'fail' });
  const lines = text.split('\n').map((line) => escapeMarkdown(line.slice(0, 2000)));
  await writeSummary(() => `❌ **${title}.** ${lines.join('<br>')}\n`);
}

/** The answer to a command, in the job summary. */
export async function writeAnswer(page: string): Promise<void> {
  await writeSummary((budget) => cutLines(page, budget));
}

/** Written directly: the toolkit's buffer is global and has no limit. The budget is the rest of the step's file up to one mebibyte. */
async function writeSummary(text: (budget: number) => string): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  try {
    const used = await stat(path).then(
      (file) => file.size,
      () => 0,
    );
    const left = jobSummaryBudget - used;
    // Too little for a sentence: half of one would spoil what an earlier part of the step has written.
    if (left < leastSummary) warn('the job summary is full: the report files have everything', notWritten);
    else await appendFile(path, withoutSecret(text(left)));
  } catch (error) {
    warn(`the job summary could not be written: ${reasonOf(error)}`, notWritten);
  }
}

/** The step's outputs. If they cannot be written, later steps lack them, but the verdict stays. */
function setOutputs(outputs: Readonly<Record<string, string | number>>): void {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  } catch (error) {
    warn(`the step's outputs could not be written: ${reasonOf(error)}`, notWritten);
  }
}

/** The absolute path of the written file; in the runner's temporary folder if the requested one is not possible; '' if none is. */
async function writeReport(asked: string, fallback: string, text: string): Promise<string> {
  const workspace = process.env['GITHUB_WORKSPACE'] ?? '.';
  for (const path of asked === '' ? [resolve(fallback)] : [resolve(workspace, asked), resolve(fallback)]) {
    try {
      const link = linkOnTheWay(workspace, path);
      if (link !== null) throw new Error(`'${link}' is a symbolic link of the checkout, which is not followed`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      return path;
    } catch (error) {
      warn(`${path} could not be written: ${reasonOf(error)}`, notWritten);
    }
  }
  return '';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

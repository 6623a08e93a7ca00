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
import { version } from '../version.js';
import type { Inputs } from './inputs.js';
import { warn, withoutSecret } from './log.js';

/** What reports name beside the review: the rules, and links to places. */
export interface ReportWords {
  readonly rules: readonly ReportedRule[];
  readonly link: (location: Location) => string | null;
}

/** Bytes below which nothing worth reading can be said. */
const leastSummary = 2000;

const notWritten = 'APIM CORS Review: not everything was written';

/**
 * Writes all that needs no right on the repository and is enough on its own: the job summary first, then the report files, the outputs and the
 * annotations. A file that cannot be written is warned of.
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
  core.setOutput('conclusion', review.conclusion);
  core.setOutput('errors', review.counts.error);
  core.setOutput('warnings', review.counts.warning);
  core.setOutput('infos', review.counts.info);
  core.setOutput('operations-changed', review.operations.changed);
  core.setOutput('report', report);
  core.setOutput('sarif', sarif);
  for (const line of reportAnnotations(review, { existing: annotateExisting })) core.info(line);
}

/** What a run leaves that came to no review. It fails closed. */
export async function writeFailure(title: string, text: string): Promise<void> {
  core.setOutput('conclusion', 'fail');
  const lines = text.split('\n').map((line) => escapeMarkdown(line.slice(0, 2000)));
  await writeSummary(() => `❌ **${title}.** ${lines.join('<br>')}\n`);
}

/** The answer to a command, where it was asked for. */
export async function writeAnswer(page: string): Promise<void> {
  await writeSummary((budget) => cutLines(page, budget));
}

/** Written by hand: the toolkit's buffer is global and knows no limit. The budget is what the step's file has left of one mebibyte. */
async function writeSummary(text: (budget: number) => string): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  try {
    const used = await stat(path).then(
      (file) => file.size,
      () => 0,
    );
    const left = jobSummaryBudget - used;
    // Too little for a sentence: what an earlier part of the step has written is not spoilt by half of one.
    if (left < leastSummary) warn('the job summary is full: the report files have everything', notWritten);
    else await appendFile(path, withoutSecret(text(left)));
  } catch (error) {
    warn(`the job summary could not be written: ${reasonOf(error)}`, notWritten);
  }
}

/** The absolute path of the file written: the runner's temporary folder, where the one asked for cannot be. */
async function writeReport(asked: string, fallback: string, text: string): Promise<string> {
  if (asked !== '') {
    const path = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', asked);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      return path;
    } catch (error) {
      warn(`${path} could not be written: ${reasonOf(error)}`, notWritten);
    }
  }
  const path = resolve(fallback);
  try {
    await writeFile(path, text);
  } catch (error) {
    warn(`${path} could not be written: ${reasonOf(error)}`, notWritten);
  }
  return path;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

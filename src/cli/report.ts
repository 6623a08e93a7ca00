import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Tree } from '../layouts/tree.js';
import type { Review } from '../review/review.js';
import type { Looked } from '../explorer/explorer-html.js';
import type { ReportedRule } from '../report/reported-rule.js';
import { version } from '../version.js';
import { exit } from './exit.js';
import { terminalFor, write } from './output.js';
import type { OutputOptions, ReviewFormat } from './options.js';
import { documentation } from '../text/home.js';

/** Writes a review in the requested format and returns the exit code. */
export async function report(review: Review, options: OutputOptions, looked: Looked): Promise<number> {
  write(await textOf(review, options.format as ReviewFormat, options, looked), options);
  return codeOf(review);
}

/** The exit code. A scan without any evaluation never passes, unless nothing is to fail a step. */
export function codeOf({ conclusion, failOn }: Review): number {
  return conclusion === 'fail' && failOn !== 'never' ? exit.findings : exit.done;
}

async function textOf(review: Review, format: ReviewFormat, options: OutputOptions, looked: Looked): Promise<string> {
  switch (format) {
    case 'text': {
      const { pathsShown, reportText } = await import(/* webpackChunkName: "report" */ '../report/text.js');
      return reportText(review, { ...terminalFor(options), sources: await textsOf(looked.head, pathsShown(review)) });
    }
    case 'json':
      return (await import(/* webpackChunkName: "report" */ '../report/json.js')).reportJson(review, version);
    case 'markdown':
      return (await import('../report/markdown.js')).markdownReport(review, { rules: await reportedRules() });
    case 'sarif':
      return (await import('../report/sarif.js')).reportSarif(review, { toolVersion: version, rules: await reportedRules() });
    case 'html':
      return (await import('../report/html.js')).reportHtml(review, {
        toolVersion: version,
        rules: await reportedRules(),
      });
    case 'explorer':
      return (await import(/* webpackChunkName: "explorer" */ '../explorer/explorer-html.js')).explorerPage(review, looked, {
        toolVersion: version,
        rules: await reportedRules(),
      });
    case 'github':
      return (await import('../report/annotations.js'))
        .reportAnnotations(review)
        .map((line) => `${line}\n`)
        .join('');
    case 'azure':
      return azure(review, options);
    case 'junit':
      return (await import(/* webpackChunkName: "machines" */ '../report/junit.js')).reportJunit(review);
    case 'gitlab':
      return (await import(/* webpackChunkName: "machines" */ '../report/gitlab.js')).reportGitlab(review);
    case 'rdjson':
      return (await import(/* webpackChunkName: "machines" */ '../report/rdjson.js')).reportRdjson(review, await reportedRules());
  }
}

/** Logging commands; a job of Azure Pipelines also gets the Markdown report as a tab of its summary. */
async function azure(review: Review, options: OutputOptions): Promise<string> {
  const { reportAzure, uploadSummary } = await import(/* webpackChunkName: "machines" */ '../report/azure.js');
  const lines = [...reportAzure(review)];
  const folder = process.env['AGENT_TEMPDIRECTORY'] ?? '';
  if (process.env['TF_BUILD'] === 'True' && folder !== '' && options.output === undefined) {
    const file = join(folder, `apim-cors-${randomUUID()}.md`);
    write((await import('../report/markdown.js')).markdownReport(review, { rules: await reportedRules() }), { ...options, output: file });
    lines.push(uploadSummary(file));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** The texts of files, as far as they exist. */
async function textsOf(tree: Tree, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder();
  const read = await tree.read([...paths].filter((path) => tree.entries.get(path)?.kind === 'file'));
  return new Map([...read].map(([path, bytes]) => [path, decoder.decode(bytes)]));
}

/** The catalogue in the form for reports. */
export async function reportedRules(): Promise<readonly ReportedRule[]> {
  const [{ rules }, { contractRules }, { reportedRule }] = await Promise.all([
    import('../rules/catalogue.js'),
    import('../report/contract-rules.js'),
    import('../report/reported-rule.js'),
  ]);
  return [
    ...rules.map((rule) => reportedRule(rule, documentation(`rules/${rule.id}.md`))),
    ...contractRules.map((rule) => reportedRule(rule, documentation('contracts.md'))),
  ];
}

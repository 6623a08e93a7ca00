import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { node } from '../node.js';
import { fullName, token } from './identity.js';
import type { FakeGitHub } from './server.js';

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly status: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly fingerprint: string;
}

export interface ReportedCause {
  readonly id: string;
  readonly severity: string;
  readonly status: string;
  /** Fingerprints, worst first. */
  readonly findings: readonly string[];
}

export interface ActionRun {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Texts of the files that the outputs name. */
  readonly files: Readonly<Record<string, string>>;
  /** The JSON report; null: the run ended before there was one. */
  readonly report: {
    readonly findings: readonly ReportedFinding[];
    readonly causes: readonly ReportedCause[];
    readonly changes: readonly unknown[];
  } | null;
  /** Milliseconds the program wanted to wait, each time it waited long; they passed faster. */
  readonly waits: readonly number[];
}

export interface RunnerOptions {
  readonly event?: string;
  /** Left out: the event's, as GitHub sends it. */
  readonly payload?: unknown;
  /** A checkout; left out: an empty folder. */
  readonly workspace?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which an answer that does not come is given up; left out: as the program has it. */
  readonly patience?: number;
}

/**
 * Runs the committed bundle as the runner does: a process with an event, inputs and files to write to. APIM_CORS_ACTION names another bundle,
 * and APIM_CORS_NODE another Node. Throws when the run asked GitHub for something that it must not, wrote to it before the job summary was
 * there, or let the token out.
 */
export async function runAction(github: FakeGitHub, inputs: Readonly<Record<string, string>> = {}, options: RunnerOptions = {}): Promise<ActionRun> {
  const folder = mkdtempSync(join(tmpdir(), 'apim-cors-runner-'));
  const workspace = options.workspace ?? join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const file = (name: string, text = ''): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const event = options.event ?? 'pull_request';
  const output = file('output');
  const summary = file('summary.md');
  const waits = file('waits.json', '[]');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.payload ?? github.payloadOf(event))),
    GITHUB_REPOSITORY: fullName,
    GITHUB_SHA: github.commitOf(event),
    GITHUB_WORKFLOW: 'CORS',
    GITHUB_JOB: 'review',
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: folder,
    'INPUT_GITHUB-TOKEN': token,
    HURRY_LOG: waits,
    ...(options.patience === undefined ? {} : { HURRY_PATIENCE: String(options.patience) }),
    ...options.env,
  };
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
  const early = watchSummary(github, summary);
  const { code, log } = await runBundle(env, workspace);
  const writtenEarly = early();
  const outputs = readOutputs(readFileSync(output, 'utf8'));
  const files = Object.fromEntries(
    [outputs['report'], outputs['sarif']].flatMap((path) => (path === undefined ? [] : [[path, readFileSync(path, 'utf8')]])),
  );
  const report = outputs['report'] === undefined ? null : (JSON.parse(files[outputs['report']] ?? '') as ActionRun['report']);
  const said = { log, summary: readFileSync(summary, 'utf8'), outputs: readFileSync(output, 'utf8') };
  const run = { code, log, summary: said.summary, outputs, files, report, waits: JSON.parse(readFileSync(waits, 'utf8')) as number[] };
  rmSync(folder, { recursive: true, force: true });
  github.runs.push({ event, inputs, report, reviews: github.reviews.length, written: github.written.length });

  const wrong = github.violations.splice(0);
  // The bot answers in a comment; its events have no job summary of findings.
  if (writtenEarly !== null && event !== 'issue_comment' && env['GITHUB_STEP_SUMMARY'] === summary)
    wrong.push(`${writtenEarly} was sent before the job summary was written`);
  for (const [place, text] of Object.entries({ ...said, ...files })) if (text.includes(token)) wrong.push(`the token is in ${place}`);
  if (wrong.length > 0) throw new Error(`The run broke a rule of GitHub's:\n${wrong.join('\n')}\n\n${log}`);
  return run;
}

async function runBundle(env: NodeJS.ProcessEnv, cwd: string): Promise<{ readonly code: number; readonly log: string }> {
  const bundle = process.env['APIM_CORS_ACTION'] ?? resolve(__dirname, '../../../dist/index.js');
  const hurry = pathToFileURL(join(__dirname, 'hurry.mjs')).href;
  const child = spawn(node, ['--import', hurry, bundle], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const code = await new Promise<number>((done) => {
    child.once('close', (status) => {
      done(status ?? -1);
    });
  });
  return { code, log };
}

/** Notes the first write that comes while the job summary is still empty. The function returned ends the watch and tells it. */
function watchSummary(github: FakeGitHub, summary: string): () => string | null {
  const writtenBefore = github.writes.length;
  let early: string | null = null;
  github.watch = () => {
    const write = github.writes[writtenBefore];
    if (early === null && write !== undefined && statSync(summary).size === 0) early = write;
  };
  return () => {
    github.watch = () => undefined;
    return early;
  };
}

/** The runner's file format: `name<<delimiter`, value, delimiter. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const match of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)) outputs[match[1] ?? ''] = match[3] ?? '';
  return outputs;
}

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

export interface ActionRun {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Texts of the files that the outputs name. */
  readonly files: Readonly<Record<string, string>>;
  /** The JSON report; null: the run ended before there was one. */
  readonly report: { readonly findings: readonly ReportedFinding[]; readonly changes: readonly unknown[] } | null;
}

export interface RunnerOptions {
  readonly event?: string;
  /** A checkout; left out: an empty folder. */
  readonly workspace?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the committed bundle as the runner does: a process with an event, inputs and files to write to. ACTION_BUNDLE names another one, and
 * ACTION_NODE another Node.
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
  const output = file('output');
  const summary = file('summary.md');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: options.event ?? 'pull_request',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(github.payload)),
    GITHUB_REPOSITORY: 'contoso/apis',
    GITHUB_WORKFLOW: 'CORS',
    GITHUB_JOB: 'review',
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: folder,
    'INPUT_GITHUB-TOKEN': 'ghs_secret',
    ...options.env,
  };
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
  const bundle = process.env['ACTION_BUNDLE'] ?? resolve(__dirname, '../../../dist/index.js');
  const child = spawn(process.env['ACTION_NODE'] ?? process.execPath, [bundle], { env, cwd: workspace, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const code = await new Promise<number>((done) => {
    child.once('close', (status) => {
      done(status ?? -1);
    });
  });
  const outputs = readOutputs(readFileSync(output, 'utf8'));
  const files = Object.fromEntries(
    [outputs['report'], outputs['sarif']].flatMap((path) => (path === undefined ? [] : [[path, readFileSync(path, 'utf8')]])),
  );
  const report = outputs['report'] === undefined ? null : (JSON.parse(files[outputs['report']] ?? '') as ActionRun['report']);
  const run = { code, log, summary: readFileSync(summary, 'utf8'), outputs, files, report };
  rmSync(folder, { recursive: true, force: true });
  return run;
}

/** The runner's file format: `name<<delimiter`, value, delimiter. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const match of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)) outputs[match[1] ?? ''] = match[3] ?? '';
  return outputs;
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FakeGitHub } from './server.js';

export interface ActionRun {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly report: { readonly conclusion: string; readonly findings: readonly { readonly rule: string; readonly path: string; readonly line: number; readonly status: string }[]; readonly changes: readonly unknown[] } | null;
}

/** Runs the committed bundle as the runner does: a process with an event, inputs and files to write to. */
export async function runAction(github: FakeGitHub, inputs: Readonly<Record<string, string>> = {}, eventName = 'pull_request'): Promise<ActionRun> {
  const folder = mkdtempSync(join(tmpdir(), 'apim-cors-runner-'));
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
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(github.payload)),
    GITHUB_REPOSITORY: 'contoso/apis',
    GITHUB_WORKFLOW: 'CORS',
    GITHUB_JOB: 'review',
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    'INPUT_GITHUB-TOKEN': 'ghs_secret',
  };
  for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
  const bundle = resolve(__dirname, '../../../dist/index.js');
  const child = spawn(process.execPath, [bundle], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const code = await new Promise<number>((done) => child.once('close', (status) => done(status ?? -1)));
  const outputs = readOutputs(readFileSync(output, 'utf8'));
  let report: ActionRun['report'] = null;
  try {
    report = JSON.parse(readFileSync(join(folder, 'apim-cors-review.json'), 'utf8')) as ActionRun['report'];
  } catch {
    // No report was written: the run ended before there was one.
  }
  const run = { code, log, summary: readFileSync(summary, 'utf8'), outputs, report };
  rmSync(folder, { recursive: true, force: true });
  return run;
}

/** The runner's file format: `name<<delimiter`, value, delimiter. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const match of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)) outputs[match[1] ?? ''] = match[3] ?? '';
  return outputs;
}

import { spawn } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { exit } from '../exit.js';
import { commandLine, ToolProblem, type Tool } from './mcp-tools.js';

/** The result of a call: a terminal's text, and the published JSON or null if it is too large for assistants. */
export interface CallAnswer {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>> | null;
}

/** Milliseconds that one command may take. */
const patience = 120_000;
/** Most bytes of output read from one command. */
const mostOutput = 32_000_000;
/** Most UTF-16 units of a text and of JSON that are returned. */
const longestText = 60_000;
const longestJson = 400_000;

const answered: readonly (number | null)[] = [exit.done, exit.findings, exit.unknown];

/**
 * Runs a tool's command twice, as text and as JSON, each in a process of its own without input, so that a failure does not end the server. `root`: the folder
 * in which the server was started. Throws a one-line `ToolProblem` for wrong arguments.
 */
export async function callTool(tool: Tool, given: Readonly<Record<string, unknown>>, root: string, signal: AbortSignal): Promise<CallAnswer> {
  const args = readingFolders(
    commandLine(tool, given, (path) => within(root, path)),
    tool,
    root,
  );
  const text = await run([...args, '--format=text', '--color=never'], root, signal);
  const json = await run([...args, '--format=json'], root, signal);
  return {
    text: text.length > longestText ? `${text.slice(0, longestText)}\n… cut; narrow the question, or read the JSON` : text,
    json: json.length > longestJson ? null : asObject(JSON.parse(json)),
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { list: value };
}

/** The folder at a path, with links resolved. Throws `ToolProblem` if it is not below `root`. */
function within(root: string, path: string): string {
  const full = resolve(root, path);
  const isBelow = (folder: string): boolean => {
    const rest = relative(root, folder);
    return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
  };
  const outside = new ToolProblem(`'${path.slice(0, 200)}' is not below the folder that apim-cors mcp was started in`);
  if (!isBelow(full)) throw outside;
  if (!existsSync(full)) throw new ToolProblem(`'${path.slice(0, 200)}' does not exist`);
  const real = realpathSync(full);
  if (!isBelow(real)) throw outside;
  if (!statSync(real).isDirectory()) throw new ToolProblem(`'${path.slice(0, 200)}' is no folder`);
  return real;
}

/** A folder is read as a repository only if it is the root of one: git would search one above it too. */
function readingFolders(args: readonly string[], { takes }: Tool, root: string): readonly string[] {
  if (!('folder' in takes) || args.some((one) => one.startsWith('--base-dir=') || one.startsWith('--head-dir='))) return args;
  const named = args.find((one) => one.startsWith('--repo='));
  const folder = named?.slice('--repo='.length) ?? root;
  const others = args.filter((one) => one !== named);
  if (existsSync(join(folder, '.git'))) return [...others, `--repo=${folder}`];
  if (args[0] === 'review' || args.some((one) => one.startsWith('--at=')))
    throw new ToolProblem('that folder is not the root of a git repository: leave revisions out, or name folders (review: base_dir and head_dir)');
  return [...others, `--dir=${folder}`];
}

function run(args: readonly string[], root: string, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      timeout: patience,
      env: { ...process.env, NO_COLOR: '1' },
    });
    const said: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostOutput) child.kill();
      else said.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < longestText) complaint += chunk.toString('utf8');
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (answered.includes(code)) done(Buffer.concat(said).toString('utf8'));
      else fail(new ToolProblem(complaintOf(complaint, code)));
    });
  });
}

/** The line of a command's standard error with the problem. */
function complaintOf(complaint: string, code: number | null): string {
  if (code === null) return `given up: more than ${patience / 1000} seconds, or more output than is taken`;
  const lines = complaint.split('\n').filter((line) => line.startsWith('apim-cors'));
  return (lines[0] ?? `ended with ${code}`).replace(/^apim-cors: /, '');
}

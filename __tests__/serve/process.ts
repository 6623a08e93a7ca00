import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { entry } from '../e2e/run-cli.js';

const children = new Set<ChildProcess>();

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Sees to it that a process is gone after the tests of the file, whatever becomes of them. */
export function watched<Child extends ChildProcess>(child: Child): Child {
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** One line that `serve --format json` wrote about a request; of its fields, those that tests look at. */
export interface ServedLine {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly backendCalled: boolean;
  readonly outcomes: readonly { readonly assume: readonly string[]; readonly answer: string }[];
}

/** The command as a user starts it, on a free port. */
export interface ServeProcess {
  readonly url: string;
  /** What it wrote about requests so far. */
  readonly lines: readonly ServedLine[];
  readonly process: ChildProcess;
  /** Ends it as Ctrl+C does; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `apim-cors serve` on these files. */
export async function startServe(files: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<ServeProcess> {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const command = [entry, 'serve', '--dir', folder, '--port', '0', '--format', 'json', ...args];
  const child = watched(spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] }));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const lines: ServedLine[] = [];
  const url = await new Promise<string>((done, fail) => {
    child.on('exit', (code) => {
      fail(new Error(`serve ended with ${String(code)}: ${errors}`));
    });
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line) as ServedLine | { readonly listening: string };
      if ('listening' in said) done(said.listening);
      else lines.push(said);
    });
  });
  const stop = async (): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  };
  return { url, lines, process: child, stop };
}

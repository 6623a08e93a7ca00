import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import { notStarted, startGit } from './git-process.js';

/** An object of the repository: its full id and content. */
export interface GitObject {
  readonly id: string;
  readonly bytes: Uint8Array;
}

interface Waiting {
  readonly answer: (object: GitObject | null) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Reads objects by id through one long-lived `git cat-file --batch` (git-cat-file, "Batch output": `<id> SP <type> SP <size> LF <contents> LF`, or `<id> SP
 * missing LF`). An idle process does not keep ours alive.
 */
export class GitObjects {
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Waiting[] = [];
  #first = 0;
  #chunks: Buffer[] = [];
  #held = 0;
  /** The id of the first pending object, and the remaining bytes including the line feed; null: a header line is next. */
  #wanted: { readonly id: string; readonly length: number } | null = null;

  constructor(private readonly folder: string) {}

  /** Contents by id; ids missing in the repository are missing in the answer. */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const unique = [...new Set(ids)];
    const read = new Map<string, Uint8Array>();
    (await this.find(unique)).forEach((object, index) => {
      const id = unique[index];
      if (object !== null && id !== undefined) read.set(id, object.bytes);
    });
    return read;
  }

  /** The objects that names denote (gitrevisions), in order; null: none, or ambiguous. Names contain no line feed. */
  async find(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    if (names.length === 0) return [];
    const child = this.#start();
    const answers = names.map(() => new Promise<GitObject | null>((answer, fail) => this.#waiting.push({ answer, fail })));
    child.stdin.write(`${names.join('\n')}\n`);
    return await Promise.all(answers);
  }

  close(): void {
    this.#child?.stdin.end();
    this.#child = null;
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== null) {
      keepAlive(this.#child, true);
      return this.#child;
    }
    const child = startGit(this.folder, ['cat-file', '--batch']);
    this.#child = child;
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdout.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      this.#fail(notStarted(error));
    });
    child.on('close', () => {
      if (this.#child === child) this.#child = null;
      this.#fail(new Error(`git cat-file ended: ${Buffer.concat(errors).toString('utf8').trim()}`));
    });
    return child;
  }

  #fail(error: Error): void {
    const waiting = this.#waiting.slice(this.#first);
    this.#waiting = [];
    this.#first = 0;
    this.#chunks = [];
    this.#held = 0;
    this.#wanted = null;
    for (const one of waiting) one.fail(error);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    // A large blob arrives in many chunks, which are joined only once.
    if (this.#wanted !== null && this.#held < this.#wanted.length) return;
    let data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      if (this.#wanted === null) {
        const end = data.indexOf(10);
        if (end === -1) break;
        const header = data.toString('latin1', 0, end).split(' ');
        data = data.subarray(end + 1);
        if (header.length < 3) {
          this.#answer(null);
          continue;
        }
        this.#wanted = { id: header[0] ?? '', length: Number(header[2]) + 1 };
      }
      const { id, length } = this.#wanted;
      if (data.length < length) break;
      // A copy: a slice would keep the whole chunk in memory.
      this.#answer({ id, bytes: Uint8Array.prototype.slice.call(data, 0, length - 1) });
      data = data.subarray(length);
      this.#wanted = null;
    }
    this.#chunks = data.length === 0 ? [] : [data];
    this.#held = data.length;
  }

  #answer(object: GitObject | null): void {
    const one = this.#waiting[this.#first];
    this.#first += 1;
    if (this.#first === this.#waiting.length) {
      this.#waiting = [];
      this.#first = 0;
      if (this.#child !== null) keepAlive(this.#child, false);
    }
    one?.answer(object);
  }
}

function keepAlive(child: ChildProcessWithoutNullStreams, alive: boolean): void {
  // The three pipes are sockets, which their types do not show.
  for (const handle of [child, child.stdin as unknown as Socket, child.stdout as unknown as Socket, child.stderr as unknown as Socket]) {
    if (alive) handle.ref();
    else handle.unref();
  }
}

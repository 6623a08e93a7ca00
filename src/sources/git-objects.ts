import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import { notStarted, startGit } from './git-process.js';

interface Waiting {
  readonly id: string;
  readonly answer: (bytes: Uint8Array | null) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Blobs by id through one `git cat-file --batch` that lives as long as it is needed (git-cat-file, "Batch output": `<id> SP <type> SP
 * <size> LF <contents> LF`, or `<id> SP missing LF`). An idle process does not keep ours alive.
 */
export class GitObjects {
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Waiting[] = [];
  #first = 0;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes of contents and their line feed still to come for the first that waits; null: a header line is next. */
  #wanted: number | null = null;

  constructor(private readonly folder: string) {}

  /** Contents by id; an id that the repository lacks is missing from the answer. */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const child = this.#start();
    const answers = unique.map((id) => new Promise<Uint8Array | null>((answer, fail) => this.#waiting.push({ id, answer, fail })));
    child.stdin.write(`${unique.join('\n')}\n`);
    const read = new Map<string, Uint8Array>();
    const all = await Promise.all(answers);
    all.forEach((bytes, index) => {
      const id = unique[index];
      if (bytes !== null && id !== undefined) read.set(id, bytes);
    });
    return read;
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
    // A large blob arrives in many chunks: nothing is joined before all of it is here.
    if (this.#wanted !== null && this.#held < this.#wanted) return;
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
        this.#wanted = Number(header[2]) + 1;
      }
      if (data.length < this.#wanted) break;
      // A copy: a slice would keep the whole chunk it came in.
      this.#answer(Uint8Array.prototype.slice.call(data, 0, this.#wanted - 1));
      data = data.subarray(this.#wanted);
      this.#wanted = null;
    }
    this.#chunks = data.length === 0 ? [] : [data];
    this.#held = data.length;
  }

  #answer(bytes: Uint8Array | null): void {
    const one = this.#waiting[this.#first];
    this.#first += 1;
    if (this.#first === this.#waiting.length) {
      this.#waiting = [];
      this.#first = 0;
      if (this.#child !== null) keepAlive(this.#child, false);
    }
    one?.answer(bytes);
  }
}

function keepAlive(child: ChildProcessWithoutNullStreams, alive: boolean): void {
  // The three pipes are sockets, which the type of a child's streams does not say.
  for (const handle of [child, child.stdin as unknown as Socket, child.stdout as unknown as Socket, child.stderr as unknown as Socket]) {
    if (alive) handle.ref();
    else handle.unref();
  }
}

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { ConfigError } from '../config/errors.js';
import { escapeTerminal, inertLogLine } from '../report/escape.js';
import { linkOnTheWay } from '../sources/links.js';
import type { OutputOptions } from './options.js';
import { unpainted, type Paint } from '../report/paint.js';
import { ansiPaint } from './ansi-paint.js';

/** Properties of the terminal for text reports. */
export interface Terminal {
  readonly paint: Paint;
  readonly width: number;
}

/** Columns of a file, a pipe, and a terminal of unknown width. */
const usualWidth = 80;

/** Colours only if they are visible (no-color.org); a readable width. */
export function terminalFor(options: OutputOptions): Terminal {
  const isShown = options.output === undefined && process.stdout.isTTY;
  const isPlain = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  return {
    paint: options.color === 'always' || (options.color === 'auto' && isShown && !isPlain) ? ansiPaint : unpainted,
    width: isShown ? Math.min(120, Math.max(60, process.stdout.columns || usualWidth)) : usualWidth,
  };
}

/** Writes a whole answer to the requested file or to standard output. Throws `ConfigError` if the file cannot be written. */
export function write(text: string, options: OutputOptions): void {
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    const link = linkOnTheWay('.', options.output);
    if (link !== null) throw new Error(`'${link}' is a symbolic link below this folder, which is not followed`);
    // This folder is often new: .github/apim-cors-contracts.yml in a repository outside GitHub. Elsewhere a missing folder is a mistake.
    const folder = dirname(options.output);
    if (!isAbsolute(folder) && !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(folder)) mkdirSync(folder, { recursive: true });
    writeFileSync(options.output, text);
  } catch (error) {
    throw new ConfigError(`--output ${options.output} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes lines to standard error, made inert. */
export function say(text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) process.stderr.write(`${inertLogLine(escapeTerminal(line))}\n`);
}

/** Milliseconds before a run reports its progress. */
const patience = 500;

/** One line of progress on a terminal's standard error; nothing elsewhere, and nothing for quick work. */
export class Progress {
  readonly #start = Date.now();
  #isShown = false;

  readonly tell = (text: string): void => {
    if (!process.stderr.isTTY || Date.now() - this.#start < patience) return;
    this.#isShown = true;
    process.stderr.write(`\r\u001b[K${escapeTerminal(text).slice(0, Math.max(20, process.stderr.columns - 1))}`);
  };

  /** Removes the line. */
  end(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}

/** Writes incremental output to the requested file or to standard output. Throws `ConfigError` if the file cannot be written. */
export class LineWriter {
  readonly #output: string | undefined;

  constructor(options: OutputOptions) {
    this.#output = options.output;
    if (this.#output !== undefined) write('', options);
  }

  write(text: string): void {
    if (this.#output === undefined) process.stdout.write(text);
    else appendFileSync(this.#output, text);
  }
}

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { ConfigError } from '../config/errors.js';
import { escapeTerminal, inertLogLine } from '../report/escape.js';
import { linkOnTheWay } from '../sources/links.js';
import type { OutputOptions } from './options.js';
import { unpainted, type Paint } from '../report/paint.js';
import { ansiPaint } from './ansi-paint.js';

/** What a text report is told about the place it is shown in. */
export interface Terminal {
  readonly paint: Paint;
  readonly width: number;
}

/** Columns of a terminal that does not say how wide it is, of a file and of a pipe. */
const usualWidth = 80;

/** Colours only where somebody sees them (no-color.org); a width a person can read. */
export function terminalFor(options: OutputOptions): Terminal {
  const isShown = options.output === undefined && process.stdout.isTTY;
  const isPlain = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  return {
    paint: options.color === 'always' || (options.color === 'auto' && isShown && !isPlain) ? ansiPaint : unpainted,
    width: isShown ? Math.min(120, Math.max(60, process.stdout.columns || usualWidth)) : usualWidth,
  };
}

/** Writes an answer whole, to the file that was asked for or to standard output. Throws `ConfigError` when the file cannot be written. */
export function write(text: string, options: OutputOptions): void {
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    const link = linkOnTheWay('.', options.output);
    if (link !== null) throw new Error(`'${link}' is a symbolic link below this folder, which is not followed`);
    // Below this folder it is often the first of its own: .github/apim-cors-contracts.yml in a repository that is not on GitHub. Elsewhere it is a slip.
    const folder = dirname(options.output);
    if (!isAbsolute(folder) && !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(folder)) mkdirSync(folder, { recursive: true });
    writeFileSync(options.output, text);
  } catch (error) {
    throw new ConfigError(`--output ${options.output} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes lines to standard error, harmless whatever they hold. */
export function say(text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) process.stderr.write(`${inertLogLine(escapeTerminal(line))}\n`);
}

/** Milliseconds before a run is long enough to say what it does. */
const patience = 500;

/** One line on a terminal's standard error that says what is being done; nothing elsewhere, and nothing for quick work. */
export class Progress {
  readonly #start = Date.now();
  #isShown = false;

  readonly tell = (text: string): void => {
    if (!process.stderr.isTTY || Date.now() - this.#start < patience) return;
    this.#isShown = true;
    process.stderr.write(`\r\u001b[K${escapeTerminal(text).slice(0, Math.max(20, process.stderr.columns - 1))}`);
  };

  /** Takes the line away. */
  end(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}

/** Writes what comes bit by bit, to the file that was asked for or to standard output. Throws `ConfigError` when the file cannot be written. */
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

import { CommanderError } from 'commander';
import { ConfigError, InputError } from '../config/errors.js';
import { version } from '../version.js';
import { exit } from './exit.js';
import { say } from './output.js';
import { createProgram } from './program.js';
import { home } from '../text/home.js';

/** Runs one command line and sets the exit code. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader may close the pipe early (`| head`): that is not an error.
  process.stdout.on('error', (error: Error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit();
    say(`apim-cors: standard output cannot be written: ${error.message}`);
    process.exit(exit.usage);
  });
  // Node's own exit code for these is 1, which would mean "findings".
  process.on('uncaughtException', (error) => {
    process.exit(failure(error));
  });
  try {
    const program = createProgram((code) => {
      process.exitCode = code;
    }, args[0]);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = failure(error);
  }
}

function failure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof ConfigError || error instanceof InputError) {
    for (const line of error.message.split('\n')) say(`apim-cors: ${line}`);
    return error instanceof ConfigError ? exit.usage : exit.unreadable;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(stack);
  say(`apim-cors ${version}: this is a bug of apim-cors, not of your files. Please report it with the lines above: ${home}/issues`);
  return exit.bug;
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../config/errors.js';
import { listenWithPage } from '../serve/page-server.js';
import { exit } from './exit.js';
import { openedOn, portOf, toldToEnd } from './listening.js';
import type { OutputOptions } from './options.js';

/** Options of `apim-cors playground`, as typed. */
export interface PlaygroundOptions extends OutputOptions {
  readonly port: string;
}

/** `apim-cors playground`: serves the page until a signal to end; returns the exit code. */
export async function playground(options: PlaygroundOptions): Promise<number> {
  const port = portOf(options.port);
  const served = await openedOn(port, listenWithPage(readPage(), port));
  const asked = toldToEnd();
  const said =
    options.format === 'json'
      ? JSON.stringify({ listening: served.url })
      : `The playground is at ${served.url} (this machine alone). Ctrl+C ends it.`;
  process.stdout.write(`${said}\n`);
  await asked;
  await served.close();
  return exit.done;
}

/** The built page, beside the bundle in the package. The running file may be a link to that. */
function readPage(): string {
  const here = dirname(realpathSync(process.argv[1] ?? '.'));
  const page = [join(here, '..', '..'), join(here, '..')]
    .map((root) => join(root, 'docs', 'playground', 'index.html'))
    .find((path) => existsSync(path));
  if (page === undefined) throw new InputError('the page docs/playground/index.html is not there; it comes with the package and with the repository');
  return readFileSync(page, 'utf8');
}

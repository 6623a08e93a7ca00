import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { watched } from '../serve/process.js';
import { temporaryFolder } from '../sources/temporary.js';
import { entry, runCli } from './run-cli.js';

test('serves the page that the build made, also by way of a link, until it is told to end', async () => {
  const link = join(temporaryFolder(), 'apim-cors');
  symlinkSync(entry, link);
  const child = watched(spawn(process.execPath, [link, 'playground', '--port', '0', '--format', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { listening } = JSON.parse(line.toString('utf8')) as { readonly listening: string };
  expect(listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const page = await (await fetch(`${listening}/`)).text();
  expect(page).toContain("default-src 'none'; script-src 'sha256-");
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
});

test.each(['x', '65536', '-1'])('--port %s is a fault of the command line', (port) => {
  const { code, stderr } = runCli(['playground', `--port=${port}`]);
  expect([code, stderr]).toEqual([2, `apim-cors: --port '${port}' is no port; write a number up to 65535, or 0 for any free one\n`]);
});

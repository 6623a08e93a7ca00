// Draws docs/images/explorer-article.png: the explorer of the built-in example, with the request that is lost. Needs build/ and a Chromium (APIM_CORS_CHROMIUM).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const chromium = process.env.APIM_CORS_CHROMIUM ?? 'chromium-headless-shell';
const folder = mkdtempSync(join(tmpdir(), 'apim-cors-picture-'));
const run = (...args) => {
  try {
    execFileSync(process.execPath, [join(project, 'build', 'cli.js'), ...args], { cwd: folder, stdio: 'ignore' });
  } catch (error) {
    // The review of the example fails, as it should.
    if (error.status !== 1) throw error;
  }
};
try {
  run('demo', 'shop');
  run('review', '--base-dir', 'shop/base', '--head-dir', 'shop/head', '--format', 'explorer', '--output', 'explorer.html');
  const page = `${pathToFileURL(join(folder, 'explorer.html')).href}#origin=https%3A%2F%2Fshop.contoso.com&method=PUT&api=orders`;
  const picture = join(project, 'docs', 'images', 'explorer-article.png');
  execFileSync(chromium, ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1000,900', `--screenshot=${picture}`, page], {
    stdio: 'ignore',
    timeout: 60_000,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

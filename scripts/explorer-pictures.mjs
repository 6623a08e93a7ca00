// Draws docs/images/explorer-*.png: the explorer of the built-in example with the lost request, of an invented service of 200 operations and 50 origins, and of
// that service without a change, in dark mode, with unfolded operations. Needs build/ and a Chromium (APIM_CORS_CHROMIUM).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withChromium } from './bench/devtools.mjs';
import { explorerService } from './bench/explorer-service.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'apim-cors-picture-'));

/** Most bytes of a picture. */
const budget = 200_000;

/** `hash`: the state of the page; `before`: actions on it. */
const pictures = [
  {
    name: 'article',
    page: 'shop.html',
    hash: 'origin=https%3A%2F%2Fshop.contoso.com&method=PUT&api=orders',
    width: 1000,
    height: 1150,
    scheme: 'light',
  },
  { name: 'service', page: 'service.html', hash: '', width: 1400, height: 860, scheme: 'light' },
  {
    name: 'dark',
    page: 'scan.html',
    hash: 'origin=https%3A%2F%2Freports.contoso.com&method=PUT&api=pricing-api&search=pricing-api',
    width: 1200,
    height: 1000,
    scheme: 'dark',
    before: `document.querySelector('#matrix .fold').click()`,
  },
];

function run(...args) {
  try {
    execFileSync(process.execPath, [join(project, 'build', 'cli.js'), ...args], { cwd: folder, stdio: 'ignore' });
  } catch (error) {
    // The review of the example fails, as intended.
    if (error.status !== 1) throw error;
  }
}

function write(state, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, state, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

try {
  run('demo', 'shop');
  run('review', '--base-dir', 'shop/base', '--head-dir', 'shop/head', '--format', 'explorer', '--output', 'shop.html');
  const { before, after } = explorerService(200);
  write('before', before);
  write('after', after);
  run('review', '--base-dir', 'before', '--head-dir', 'after', '--format', 'explorer', '--output', 'service.html');
  run('scan', '--dir', 'after', '--format', 'explorer', '--output', 'scan.html');
  await withChromium(async (open) => {
    for (const { name, page, hash, width, height, scheme, before: act } of pictures) {
      const shown = await open('about:blank');
      await shown.tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
      await shown.tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await shown.tell('Page.navigate', { url: `${pathToFileURL(join(folder, page)).href}#${hash}` });
      await shown.run(`new Promise((done) => {
        const look = () => (document.documentElement?.dataset.ready === 'yes' ? done() : setTimeout(look, 20));
        look();
      })`);
      if (act !== undefined) await shown.run(act);
      const { data } = await shown.tell('Page.captureScreenshot', { format: 'png' });
      const file = join(project, 'docs', 'images', `explorer-${name}.png`);
      writeFileSync(file, Buffer.from(data, 'base64'));
      const { size } = statSync(file);
      console.log(`${file}: ${(size / 1000).toFixed(0)} kB`);
      if (size > budget) throw new Error(`${file} is over ${budget / 1000} kB`);
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

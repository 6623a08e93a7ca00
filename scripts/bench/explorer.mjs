// `node scripts/bench/explorer.mjs`: the size of the explorer's page, and its times to be ready, to answer a request, to search, and to recompute, in a
// headless Chromium (APIM_CORS_CHROMIUM). Needs build/. Prints a table; checks nothing (figures are for people).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { withChromium } from './devtools.mjs';
import { explorerService } from './explorer-service.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'build', 'cli.js');
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [3, 200, 2000, 50_000];
const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-bench-'));

function review(args) {
  const { status, stderr } = spawnSync(process.execPath, ['--max-old-space-size=6000', cli, ...args], { cwd: scratch, encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(stderr);
}

/** The page of a service with this many operations; 3: the example of `apim-cors demo`. */
function pageOf(count) {
  const [base, head, out] = ['base', 'head', 'page.html'].map((name) => join(scratch, `${count}`, name));
  if (count === 3) review(['demo', `${count}`]);
  else {
    const { before, after } = explorerService(count);
    for (const [folder, files] of [
      [base, before],
      [head, after],
    ]) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
  }
  const start = performance.now();
  review(['review', '--base-dir', base, '--head-dir', head, '--format', 'explorer', '--output', out]);
  return { file: out, took: performance.now() - start };
}

const watch = `new MutationObserver((_, watcher) => {
  if (document.documentElement?.dataset.ready !== 'yes') return;
  watcher.disconnect();
  window.readyAfter = performance.now();
}).observe(document, { attributes: true, subtree: true, childList: true });`;

const ready = `new Promise((done) => {
  const look = () => (window.readyAfter === undefined ? setTimeout(look, 5) : requestAnimationFrame(() => setTimeout(() => done([window.readyAfter, performance.now()]))));
  look();
})`;

/** Milliseconds until the effect of an action is drawn. */
const timed = (action) => `new Promise((done) => {
  const start = performance.now();
  ${action};
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})`;

const searched = (text) =>
  timed(`const field = document.getElementById('search'); field.value = '${text}'; field.dispatchEvent(new Event('input', { bubbles: true }))`);

const clicked = async (page, selector) =>
  (await page.run(`document.querySelector(${JSON.stringify(selector)}) !== null`))
    ? Math.round(await page.run(timed(`document.querySelector(${JSON.stringify(selector)}).click()`)))
    : '-';

const rows = [];
try {
  await withChromium(async (open) => {
    for (const count of sizes) {
      const { file, took } = pageOf(count);
      const text = readFileSync(file, 'utf8');
      const data = /id="explorer-data">([^<]*)</.exec(text)?.[1] ?? '';
      const page = await open(pathToFileURL(file).href, watch);
      const [isReady, drawn] = await page.run(ready);
      const kB = (bytes) => Math.round(bytes / 1000);
      rows.push({
        operations: count,
        'page kB': kB(statSync(file).size),
        'data kB': kB(data.length),
        'unpacked kB': kB(inflateSync(Buffer.from(data, 'base64')).length),
        'made in s': (took / 1000).toFixed(1),
        'ready ms': Math.round(isReady),
        'drawn ms': Math.round(drawn),
        'cell ms': Math.round(await page.run(timed(`document.querySelector('#matrix td button').click()`))),
        'search ms': Math.round(await page.run(searched('orders'))),
        'again ms': Math.round(await page.run(searched(''))),
        'point ms': await clicked(page, '[data-point] input:not(:checked)'),
        'fix ms': await clicked(page, '[data-repair]'),
        'APIs left out': await page.run(`parseInt(document.querySelector('#left-out')?.textContent ?? '0')`),
      });
      await page.close();
    }
  });
  console.table(rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// Makes the pictures of docs/images from pages that the tests hold the engine to (__tests__/page/golden), as GitHub shows them. Each picture carries the
// hash of the page it was made from, and a test compares it, so that no picture is older than its page. Needs a Chromium and a build:
//   npm run build && node scripts/picture.mjs /usr/bin/chromium-headless-shell
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { transformSync } from '@swc/core';
import { marked } from 'marked';

const chromium = process.argv[2] ?? 'chromium';
const project = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What to show: the page's name, the number of its comments, with or without the summary, and the window's height. */
const pictures = [
  { name: 'review', page: 'article-with-orders', comments: 1, hasSummary: false, height: 372 },
  { name: 'summary', page: 'fifty-origins', comments: 0, hasSummary: true, height: 432 },
  { name: 'uncertain', page: 'uncertain', comments: 1, hasSummary: true, opened: 'What it depends on', height: 968 },
];

/** The scenes of the pages, from the tests' own source. */
async function scenesOf() {
  const source = readFileSync(join(project, '__tests__/page/scenes.ts'), 'utf8');
  const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
  const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-scenes-'));
  const file = join(scratch, 'scenes.mjs');
  writeFileSync(file, code.replaceAll('../../src/', `${pathToFileURL(join(project, 'build')).href}/`));
  try {
    return (await import(pathToFileURL(file).href)).scenes;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The parts of a page in the tests' format: comments with their place, and the summary. */
function partsOf(text) {
  const [before, summary] = text.split('\n## Summary\n');
  const comments = before
    .split(/^## /m)
    .slice(1)
    .map((one) => {
      const [place, ...body] = one.split('\n');
      const [, path, first, last] = /^(.*?):(?:(\d+)-)?(\d+)$/.exec(place);
      return { path, first: Number(first ?? last), last: Number(last), body: body.join('\n') };
    });
  return { comments, summary };
}

/** A suggestion block as on GitHub: removed and added lines. */
function suggestionHtml(lines, { path, first, last }, files) {
  const old = files[path].split('\n').slice(first - 1, last);
  const row = (kind, sign, line) => `<tr class="${kind}"><td>${sign}</td><td>${escape(line)}</td></tr>`;
  const rows = [...old.map((line) => row('del', '-', line)), ...lines.map((line) => row('add', '+', line))];
  return `<div class="sug"><div class="h">Suggested change</div><table class="d">${rows.join('')}</table></div>`;
}

function html(markdown, place, files, opened) {
  const shown = markdown
    .replace(/^<!--[^]*?-->\n?/gm, '')
    .replace(/```suggestion\n([^]*?)```/g, (_, text) => suggestionHtml(text.split('\n').slice(0, -1), place, files))
    .replace(/<details>(?=\s*<summary>([^<]*))/g, (all, title) => (opened !== undefined && title.startsWith(opened) ? '<details open>' : all));
  return marked.parse(shown, { gfm: true, async: false });
}

const style = `
body{margin:0;padding:16px;background:#fff;font:14px/1.5 -apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;color:#1f2328;width:868px}
.box{border:1px solid #d1d9e0;border-radius:6px;overflow:hidden;margin-bottom:12px}
.head{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:7px 14px;color:#59636e}.head b{color:#1f2328}
.label{border:1px solid #d1d9e0;border-radius:2em;padding:0 7px;font-size:12px}
.body{padding:12px 14px 2px}p{margin:0 0 10px}h3{margin:0 0 10px;font-size:18px}a{color:#0969da;text-decoration:none}a code{color:#0969da}
code{background:#818b981f;border-radius:6px;padding:.1em .35em;font:85% ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:break-word}
pre{background:#f6f8fa;border-radius:6px;padding:10px;margin:0 0 10px}pre code{background:none;padding:0}
sub{font-size:11.5px;line-height:1.5;vertical-align:baseline;color:#59636e}summary{cursor:pointer}details{margin:0 0 10px}
.body table:not(.d){border-collapse:collapse;margin:0 0 12px;font-size:13px}.body table:not(.d) td,th{border:1px solid #d1d9e0;padding:3px 9px;text-align:left}th{background:#f6f8fa}
table.d{border-collapse:collapse;width:100%;font:12px/20px ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre}table.d td:first-child{width:18px;text-align:center;color:#59636e}
.add{background:#dafbe1}.del{background:#ffebe9}.sug{border:1px solid #d1d9e0;border-radius:6px;overflow:hidden;margin-bottom:10px}
.sug .h{background:#f6f8fa;padding:4px 12px;border-bottom:1px solid #d1d9e0;color:#59636e}`;

/** The PNG with a text chunk after its header. Source: PNG (Third Edition), sections 5.3 and 11.3.3. */
function withText(png, keyword, text) {
  const data = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1');
  const chunk = Buffer.alloc(data.length + 8);
  chunk.writeUInt32BE(data.length - 4, 0);
  data.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(data), data.length + 4);
  const header = 8 + 25;
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)]);
}

const scenes = await scenesOf();
const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-picture-'));
try {
  for (const { name, page, comments, hasSummary, opened, height } of pictures) {
    const text = readFileSync(join(project, '__tests__/page/golden', `${page}.txt`), 'utf8');
    const { head } = scenes.find((scene) => scene.name === page);
    const parts = partsOf(text);
    const box = (where, body) =>
      `<div class="box"><div class="head"><b>github-actions</b> <span class="label">bot</span> ${where}</div><div class="body">${body}</div></div>`;
    const boxes = [
      ...parts.comments.slice(0, comments).map((one) => box(`on <code>${escape(one.path)}</code>`, html(one.body, one, head, opened))),
      ...(hasSummary ? [box('commented', html(parts.summary, null, head, opened))] : []),
    ];
    writeFileSync(join(scratch, 'page.html'), `<!doctype html><meta charset="utf-8"><style>${style}</style>${boxes.join('')}`);
    const shot = join(scratch, 'shot.png');
    const options = ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-background-networking'];
    const size = ['--force-device-scale-factor=1.3', `--window-size=900,${height}`, `--user-data-dir=${join(scratch, 'profile')}`];
    execFileSync(chromium, ['--headless', ...options, ...size, `--screenshot=${shot}`, pathToFileURL(join(scratch, 'page.html')).href], {
      stdio: 'ignore',
    });
    const hash = createHash('sha256').update(text).digest('hex');
    const out = join(project, 'docs', 'images', `${name}.png`);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, withText(readFileSync(shot), 'page', `${page} ${hash}`));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

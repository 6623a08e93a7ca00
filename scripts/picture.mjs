// Makes docs/images/review.png: the demo's pull request, reviewed by the engine, as a review comment looks. Needs a Chromium:
//   node scripts/picture.mjs /usr/bin/chromium
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const chromium = process.argv[2] ?? 'chromium';
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const load = (path) => import(new URL(`../build/${path}`, import.meta.url));
const { reviewTrees } = await load('review/run.js');
const { defaultSettings } = await load('config/settings.js');
const { reportJson } = await load('report/json.js');
const example = await load('cli/demo/shop.js');

const treeOf = (files, label) => ({
  label,
  entries: new Map([...files].map(([path, text]) => [path, { path, id: createHash('sha1').update(text).digest('hex'), kind: 'file' }])),
  read: async (paths) => new Map(paths.flatMap((path) => (files.has(path) ? [[path, Buffer.from(files.get(path))]] : []))),
});
const before = new Map(Object.entries(example.baseFiles));
const after = new Map([...before, ...Object.entries(example.changedFiles)]);
const reviewed = await reviewTrees(treeOf(before, 'main'), treeOf(after, 'pull request'), { settings: defaultSettings, today: '2026-01-01' });
// As the JSON report has it: its sentences are plain text.
const review = JSON.parse(reportJson(reviewed, '0'));
const { patch } = reviewed.findings.find((one) => one.rule === 'inherited-cors-decides').suggestions[0];
const finding = review.findings.find((one) => one.rule === 'inherited-cors-decides');
const [suggestion] = finding.suggestions;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Elements, origins and places as code, as the Markdown report shows them. */
const prose = (text) => escape(text).replace(/(&lt;[^&]*&gt;|https:\/\/[\w.-]+\w|[\w/-]+\.xml:\d+)/g, '<code>$1</code>');
const diff = patch
  .split('\n')
  .slice(3)
  .filter((line) => line !== '')
  .map((line) => (line.startsWith('@@') ? ' ⋯' : line))
  .map(
    (line) =>
      `<tr class="${line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : ''}"><td>${line[0] === ' ' ? '' : line[0]}</td><td>${escape(line.slice(1))}</td></tr>`,
  )
  .join('');
const rows = review.changes
  .filter((change) => change.targets.some((target) => target.api === 'orders'))
  .flatMap((change) => change.origins)
  .filter((one) => one.origin.startsWith('https'))
  .slice(0, 2)
  .map((one) => `<tr><td><code>${one.origin}</code></td><td>${cell(one.before)}</td><td>${cell(one.after)}</td></tr>`)
  .join('');
function cell(access) {
  return access.allowed === 'no' ? 'no' : `${access.allowed}: ${access.methods === '*' ? 'any method' : access.methods.join(', ')}`;
}
const page = `<!doctype html><meta charset="utf-8"><style>
body{margin:0;padding:20px;background:#fff;font:14px/1.5 -apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;color:#1f2328;width:820px}
.box{border:1px solid #d1d9e0;border-radius:6px;overflow:hidden}
.head{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:8px 14px;color:#59636e}.head b{color:#1f2328}
.label{border:1px solid #d1d9e0;border-radius:2em;padding:0 7px;font-size:12px}
.body{padding:14px}p{margin:0 0 10px}code{background:#818b981f;border-radius:6px;padding:.1em .35em;font:85% ui-monospace,"DejaVu Sans Mono",monospace}
table.t{border-collapse:collapse;margin-bottom:12px}table.t td,table.t th{border:1px solid #d1d9e0;padding:4px 10px;text-align:left}table.t th{background:#f6f8fa}
table.d{border-collapse:collapse;width:100%;font:12px/20px ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre}table.d td:first-child{width:18px;text-align:center;color:#59636e}
.add{background:#dafbe1}.del{background:#ffebe9}.sug{border:1px solid #d1d9e0;border-radius:6px;overflow:hidden}.sug .h{background:#f6f8fa;padding:5px 12px;border-bottom:1px solid #d1d9e0;color:#59636e}
</style><div class="box"><div class="head"><b>github-actions</b> <span class="label">bot</span> on <code>${finding.path}</code></div><div class="body">
<p><b>error: An inherited <code>&lt;cors&gt;</code> answers before this one</b> (<code>${finding.rule}</code>)</p>
<p>${prose(finding.message)}</p>
<table class="t"><tr><th>pages of</th><th>before</th><th>after</th></tr>${rows}</table>
<p><b>Repair: ${prose(suggestion.title)}.</b> ${prose(suggestion.effect)}</p>
<div class="sug"><div class="h">Suggested change</div><table class="d">${diff}</table></div></div></div>`;

const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-picture-'));
try {
  writeFileSync(join(scratch, 'page.html'), page);
  const out = join(project, 'docs', 'images', 'review.png');
  mkdirSync(dirname(out), { recursive: true });
  execFileSync(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--force-device-scale-factor=1.3',
      `--user-data-dir=${join(scratch, 'profile')}`,
      '--no-first-run',
      '--disable-background-networking',
      '--window-size=860,846',
      `--screenshot=${out}`,
      `file://${join(scratch, 'page.html')}`,
    ],
    { stdio: 'ignore' },
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

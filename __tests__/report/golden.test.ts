import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reportAnnotations } from '../../src/report/annotations.js';
import { reportHtml } from '../../src/report/html.js';
import { reportJson } from '../../src/report/json.js';
import { lineComment } from '../../src/report/line-comment.js';
import { jobSummary, markdownReport, summaryComment } from '../../src/report/markdown.js';
import { reportSarif } from '../../src/report/sarif.js';
import { reportText } from '../../src/report/text.js';
import { aboveBase, bigReview, finding, portal, review, rules, unchanged, untouched } from './fixtures.js';
import { causeOf } from './said.js';
import { unpainted } from '../../src/report/paint.js';
import { ansiPaint } from '../../src/cli/ansi-paint.js';

/** `UPDATE_GOLDEN=1 npx jest __tests__/report/golden` writes the files anew; read the difference before committing it. */
const folder = join(__dirname, 'golden');
const link = ({ path, line }: { readonly path: string; readonly line: number }): string => `https://example.com/blob/head/${path}#L${line}`;
const marker = '<!-- apim-cors-review summary -->';
const [wildcard, shadowed] = portal.findings;

const cases: readonly (readonly [name: string, text: () => string])[] = [
  ['portal.txt', () => reportText(portal, { paint: unpainted, width: 100 })],
  ['portal-color.txt', () => reportText(portal, { paint: ansiPaint, width: 72 })],
  ['portal.md', () => markdownReport(portal, { rules })],
  [
    'portal-summary.md',
    () =>
      `${summaryComment(portal, { budget: 65_536, marker, rules, link, placed: new Map(shadowed === undefined ? [] : [[causeOf(shadowed).id, null]]) })}\n`,
  ],
  [
    'portal-summary-tight.md',
    () =>
      `${summaryComment(portal, { budget: 1800, marker, rules, placed: new Map(wildcard === undefined ? [] : [[causeOf(wildcard).id, null]]) })}\n`,
  ],
  ['portal-job.md', () => jobSummary(portal, { rules })],
  ['portal.html', () => reportHtml(portal, { toolVersion: '0.1.0', rules })],
  ['portal.json', () => reportJson(portal, '0.1.0')],
  ['portal.sarif', () => reportSarif(portal, { toolVersion: '0.1.0', rules })],
  ['portal-annotations.txt', () => `${reportAnnotations(portal).join('\n')}\n`],
  [
    'comment.md',
    () =>
      lineComment(
        causeOf(finding()),
        { suggestion: aboveBase, lines: aboveBase.edits[0]?.lines ?? [] },
        { rules, marker: '<!-- apim-cors-review finding -->', remarks: ['This file has CRLF line endings; check what GitHub writes.'] },
      ).body,
  ],
  ['comment-without-block.md', () => lineComment(causeOf(finding()), null, { rules }).body],
  ['unchanged.md', () => markdownReport(unchanged)],
  ['unchanged.txt', () => reportText(unchanged, { paint: unpainted, width: 100 })],
  ['untouched.md', () => markdownReport(untouched)],
  ['scan.txt', () => reportText(review({ mode: 'scan', operations: { total: 214, changed: 0 } }), { paint: unpainted, width: 100 })],
  ['big.md', () => `${summaryComment(bigReview(), { budget: 65_536, marker, placed: new Map() })}\n`],
  ['big.txt', () => reportText(bigReview(), { paint: unpainted, width: 100 })],
  ['big-annotations.txt', () => `${reportAnnotations(bigReview()).join('\n')}\n`],
];

test.each(cases)('%s reads as it did', (name, render) => {
  const file = join(folder, name);
  const text = render();
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
});

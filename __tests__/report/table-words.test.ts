import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { reportHtml } from '../../src/report/html.js';
import { markdownReport } from '../../src/report/markdown.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { unpainted } from '../../src/report/paint.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { causeMarks } from '../../src/report/sentences/cause-marks.js';
import { reportText } from '../../src/report/text.js';
import { rootCauses } from '../../src/review/root-causes.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };
const [app, portal] = ['https://app.contoso.com', 'https://contoso.developer.azure-api.net'];
const next = ' terminate-unmatched-request="false"';

const scanned = (files: Files): Promise<Review> => scanTree(memoryTree(repository(files)), options);
const reviewed = (base: Files, head: Files): Promise<Review> => reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), options);
const rowsOf = (review: Review): readonly string[] =>
  harmRows(
    review,
    rootCauses(review).filter(({ status }) => status === 'new'),
  ).map(({ mark, origins, before, after }) => [mark, ...[origins, before, after].map(wholePhrase)].join(' | '));

test('a scan has nothing before it: its table says what is so now', async () => {
  const review = await scanned({ [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([]) });
  expect(rowsOf(review)).toEqual([`❌ cannot call | ${app} | – | blocked`]);
  const [markdown, text, html] = [
    markdownReport(review),
    reportText(review, { paint: unpainted, width: 80 }),
    reportHtml(review, { toolVersion: '0.1.0' }),
  ];
  expect(markdown).toContain(
    '| | Pages from | API | Now |\n| --- | --- | --- | --- |\n| ❌ cannot call | `https://app.contoso.com` | `orders` | blocked |',
  );
  for (const page of [markdown, text, html]) expect(page).not.toMatch(/Before/);
  expect(text).toContain('Who is blocked as it stands');
  expect(html).toContain('<th scope="col">Now</th></tr>');
});

test.each([
  [
    'lost under another reading alone',
    next,
    policy(cors({ origins: ['*'] })),
    policy(['<base />', ...cors({ origins: ['*'] })]),
    'as before, or blocked by another reading',
  ],
  ['had under another reading alone', '', policy(['<base />', ...cors({ origins: ['*'] })]), policy(['<base />']), 'blocked'],
])('what may have been lost is told in words that differ: %s', async (_, attributes, was, is, after) => {
  const global = policy(cors({ origins: [portal], attributes }));
  const review = await reviewed({ [globalPath]: global, [apiPath]: was }, { [globalPath]: global, [apiPath]: is });
  const rows = rowsOf(review).filter((row) => row.startsWith('⚠️ may lose'));
  for (const row of rows) {
    const [, , before, now] = row.split(' | ');
    expect(before).not.toBe(now);
  }
  expect(rows.filter((row) => row.includes('any other website'))).toEqual([expect.stringMatching(new RegExp(`${after}$`))]);
});

test('who may be blocked by another reading is not told as blocked, and not twice', async () => {
  const review = await reviewed(
    { [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
    { [globalPath]: policy(cors({ origins: [portal], attributes: next })), [apiPath]: policy(['<base />', ...cors({ origins: [app] })]) },
  );
  const rows = rowsOf(review).filter((row) => row.includes(app));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatch(/^⚠️ may lose .*as before, or blocked by another reading$/);
  const now = await scanned({
    [globalPath]: policy(cors({ origins: [portal], attributes: next })),
    [apiPath]: policy(['<base />', ...cors({ origins: [app] })]),
  });
  expect(rowsOf(now)).toEqual([`⚠️ may be unable to call | ${app} | – | may be blocked`]);
});

test('a cause told as a gain is not explained by whom an element leaves out', async () => {
  const open = ' allow-credentials="true" terminate-unmatched-request="false"';
  const review = await reviewed(
    { [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]) },
    {
      [globalPath]: policy(cors({ origins: ['https://shop.azurewebsites.net'], attributes: open })),
      [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]),
    },
  );
  const gain = rootCauses(review).find(({ findings }) => findings[0]?.says.code === 'access-widened');
  if (gain === undefined) throw new Error('no gain');
  expect(wholePhrase(causeReason(gain))).not.toContain('does not list');
  expect(
    causeMarks(gain)
      .marks.map(({ label }) => wholePhrase(label))
      .join(),
  ).not.toContain('does not list');
});

test('that the developer portal’s console may carry credentials is no warning: its button writes it', async () => {
  const star = policy(['<base />', ...cors({ origins: ['*'] })]);
  const portalCors = cors({ origins: [portal], methods: ['*'], attributes: ` allow-credentials="true"${next}` });
  const review = await reviewed({ [apiPath]: star }, { [globalPath]: policy(portalCors), [apiPath]: star });
  expect(review.findings.filter(({ severity, status }) => status === 'new' && severity !== 'info').map(({ rule }) => rule)).toEqual([]);
});

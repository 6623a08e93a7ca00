import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const passing = ' terminate-unmatched-request="false"';
const own = cors({ origins: [app], methods: ['GET'] });

async function rowsOf(base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) {
  const review = await reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), {
    settings: defaultSettings,
    today: '2026-01-01',
  });
  return harmRows(review, rootCauses(review)).map(({ mark, origins, before, after }) =>
    [mark, ...[origins, before, after].map(wholePhrase)].join(' | '),
  );
}

test('an access that only another reading takes away is there before and after, and the row says both', async () => {
  const before = { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...own]) };
  const after = { ...before, [globalPath]: policy(cors({ origins: [portal], attributes: passing })) };
  expect(await rowsOf(before, after)).toEqual([
    `⚠️ may lose | ${app} | GET; any header | as before, or blocked by another reading`,
    `➕ gains | ${portal} | nothing | any method; any header`,
  ]);
});

test('an access that only another reading gave is blocked before and after, and the row says both', async () => {
  const api = { [apiPath]: policy(['<base />', ...own]) };
  const ending = { ...api, [globalPath]: policy(cors({ origins: [portal], attributes: '' })) };
  const ended = { ...api, [globalPath]: policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="true"' })) };
  expect(await rowsOf(ending, ended)).toEqual([
    `❌ cannot call | ${app} | – | blocked`,
    `⚠️ may lose | ${app} | blocked, or allowed by another reading | blocked`,
  ]);
});

test('who is shut out elsewhere is told beside who loses something', async () => {
  const other = 'apimartifacts/apis/billing';
  const billing = {
    [`${other}/apiInformation.json`]: JSON.stringify({ properties: { displayName: 'Billing', path: 'billing', protocols: ['https'] } }),
    [`${other}/policy.xml`]: policy(['<base />', ...own]),
  };
  const before = { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...own]) };
  const after = { ...before, ...billing, [globalPath]: policy(cors({ origins: [portal], attributes: passing })) };
  const rows = await rowsOf(before, after);
  expect(rows.filter((row) => row.startsWith('⚠️ may'))).toEqual([
    `⚠️ may lose | ${app} | GET; any header | as before, or blocked by another reading`,
    `⚠️ may be unable to call | ${app} | – | may be blocked`,
  ]);
});

import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
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

test('of two services with an API of one name each row says whose it is, and the one shut out is told beside the one that loses', async () => {
  const inFolder = (folder: string, files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const information = 'apimartifacts/apis/orders/apiInformation.json';
  const orders = (displayName: string) => ({
    [information]: JSON.stringify({ properties: { displayName, path: 'orders', protocols: ['https'] } }),
    [apiPath]: policy(['<base />', ...own]),
  });
  const customers = {
    'apimartifacts/apis/customers/apiInformation.json': JSON.stringify({
      properties: { displayName: 'Customers', path: 'customers', protocols: ['https'] },
    }),
    'apimartifacts/apis/customers/policy.xml': policy(['<base />', ...own]),
  };
  const open = { [globalPath]: policy([]) };
  const behindPortal = { [globalPath]: policy(cors({ origins: [portal], attributes: passing })) };
  const base = { ...inFolder('east', { ...open, ...orders('Orders') }), ...inFolder('west', { ...open, ...customers }) };
  const head = {
    ...inFolder('east', { ...behindPortal, ...orders('Orders') }),
    ...inFolder('west', { ...behindPortal, ...customers, ...orders('Western orders') }),
  };
  const review = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const rows = harmRows(review, rootCauses(review)).map(({ mark, origins, where }) => [mark, ...[origins, where].map(wholePhrase)].join(' | '));
  expect(rows).toEqual([
    `⚠️ may lose | ${app} | API customers under west/apimartifacts; API orders under east/apimartifacts`,
    `⚠️ may be unable to call | ${app} | customers and orders under west/apimartifacts`,
    `➕ gains | ${app} | orders under west/apimartifacts`,
    `➕ gains | ${portal} | API customers under west/apimartifacts; API orders under east/apimartifacts`,
    `➕ gains | ${portal} | orders under west/apimartifacts`,
  ]);
});

test('who is blocked without `<base />` is blocked, and what hangs on a reading is whether the broader policies would let it in', async () => {
  const both = {
    [globalPath]: policy(cors({ origins: [app], attributes: passing })),
    [apiPath]: policy(['<base />', ...cors({ origins: [portal] })]),
    [operationPath]: policy([]),
  };
  const review = await reviewTrees(
    memoryTree(repository({ [globalPath]: policy([]), [operationPath]: policy([]) }), 'base'),
    memoryTree(repository(both), 'head'),
    {
      settings: defaultSettings,
      today: '2026-01-01',
    },
  );
  const told = review.findings.filter(({ rule }) => rule === 'cors-not-inherited').map((one) => wholePhrase(messagePhrase(one)));
  expect(told).toEqual([
    `This <inbound> has no <base />, so the <cors> of the global policy (${globalPath}:3) does not apply: ${app} is blocked here; ${portal} is blocked here, and let in with <base /> if a later <cors> adds its headers where the first does not list the origin.`,
  ]);
});

import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const json = (value: object): string => JSON.stringify(value);
const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const open = policy(cors({ origins: ['*'] }));
const api = (path: string, name?: string): string => json({ ...(name === undefined ? {} : { name }), properties: { path } });
const fragment = (origin: string): string => `<fragment>\n${cors({ origins: [origin] }).join('\n')}\n</fragment>\n`;
const base: Files = {
  'r/policy.xml': policy(['<base />']),
  'r/apis/orders/apiInformation.json': api('orders'),
  'r/apis/orders/policy.xml': own,
  'r/apis/orders/operations/get/policy.xml': own,
  'r/apis/orders/operations/get/operationInformation.json': json({ properties: { method: 'GET', urlTemplate: '/' } }),
  'r/apis/stock/apiInformation.json': api('stock'),
  'r/products/starter/productInformation.json': json({ properties: { displayName: 'Starter' } }),
  'r/products/starter/policy.xml': own,
  'r/policy fragments/shared/policy.xml': fragment('https://app.contoso.com'),
  'r/named values/origin/namedValueInformation.json': json({ properties: { displayName: 'origin', value: 'https://app.contoso.com' } }),
  'r/workspaces/team/apis/inner/apiInformation.json': api('inner'),
  'r/workspaces/team/apis/inner/policy.xml': own,
};

const review = (from: Files, to: Files): Promise<Review> =>
  reviewTrees(memoryTree(from), memoryTree(to), { settings: parseSettings('', '.github/apim-cors.yml'), today: '2026-01-01' });
const conflicts = ({ findings }: Review): readonly string[] =>
  findings.flatMap(({ rule, severity, status, path }) => (rule === 'unreadable-metadata' ? [`${status} ${severity} ${path}`] : []));

describe('what claims to be something that is there already is an error', () => {
  test.each<[fact: string, added: Files, at: string]>([
    [
      'an API by its name',
      { 'r/apis/other/apiInformation.json': api('orders', 'orders'), 'r/apis/other/policy.xml': open },
      'r/apis/other/apiInformation.json',
    ],
    ['an API by its folder, but for case', { 'r/apis/Orders/policy.xml': open }, 'r/apis/Orders/policy.xml'],
    ['an API by its name, but for case', { 'r/apis/other/apiInformation.json': api('x', 'ORDERS') }, 'r/apis/other/apiInformation.json'],
    ['an API by its name, but for a space', { 'r/apis/other/apiInformation.json': api('x', 'orders ') }, 'r/apis/other/apiInformation.json'],
    ['an API by its folder, but for a space', { 'r/apis/orders /policy.xml': open }, 'r/apis/orders /policy.xml'],
    ['an API of a workspace', { 'r/workspaces/team/apis/INNER/policy.xml': open }, 'r/workspaces/team/apis/INNER/policy.xml'],
    ['an API in the oldest layout', { 'r/apis/Orders API/Original/1/apiInformation.json': api('x', 'orders') }, 'r/apis/orders/apiInformation.json'],
    [
      'an operation by its folder, but for case',
      { 'r/apis/orders/operations/GET/policy.xml': open },
      'r/apis/orders/operations/get/operationInformation.json',
    ],
    [
      'an operation by its name',
      {
        'r/apis/orders/operations/x/operationInformation.json': json({ name: 'get', properties: {} }),
        'r/apis/orders/operations/x/policy.xml': open,
      },
      'r/apis/orders/operations/x/operationInformation.json',
    ],
    ['a product but for case', { 'r/products/Starter/policy.xml': open }, 'r/products/starter/productInformation.json'],
    [
      'a product by its name',
      { 'r/products/x/productInformation.json': json({ name: 'starter', properties: {} }) },
      'r/products/x/productInformation.json',
    ],
    ['a fragment but for case', { 'r/policy fragments/Shared/policy.xml': fragment('*') }, 'r/policy fragments/shared/policy.xml'],
    ['a fragment in the other folder', { 'r/policyFragments/SHARED/policy.xml': fragment('*') }, 'r/policyFragments/SHARED/policy.xml'],
    [
      'a named value by its display name',
      { 'r/named values/x/namedValueInformation.json': json({ properties: { displayName: 'origin', value: '*' } }) },
      'r/named values/x/namedValueInformation.json',
    ],
    [
      'a named value by its folder, but for case',
      { 'r/named values/ORIGIN/namedValueInformation.json': json({ properties: { displayName: 'x', value: '*' } }) },
      'r/named values/origin/namedValueInformation.json',
    ],
  ])('%s', async (_fact, added, at) => {
    const made = await review(base, { ...base, ...added });
    expect(conflicts(made)).toEqual([`new error ${at}`]);
    expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
  });
});

test('a conflict that base has is new where one of its files changes, and only there', async () => {
  const both: Files = { ...base, 'r/apis/other/apiInformation.json': api('x', 'orders'), 'r/apis/other/policy.xml': own };
  expect(conflicts(await review(both, { ...both, 'r/apis/other/policy.xml': open }))).toEqual(['new error r/apis/other/apiInformation.json']);
  expect(conflicts(await review(both, { ...both, 'r/policy.xml': policy([]) }))).toEqual(['existing error r/apis/other/apiInformation.json']);
});

test('the same id in a workspace, of another kind or of another API is another thing', async () => {
  const made = await review(base, {
    ...base,
    'r/workspaces/team/apis/orders/apiInformation.json': api('o'),
    'r/products/orders/productInformation.json': json({ properties: {} }),
    'r/apis/stock/operations/get/policy.xml': own,
    'r/workspaces/team/named values/origin/namedValueInformation.json': json({ properties: { displayName: 'origin', value: 'x' } }),
  });
  expect(conflicts(made)).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import type { Layout } from '../../src/layouts/layout.js';
import { layouts } from '../../src/layouts/layouts.js';
import type { Tree } from '../../src/layouts/tree.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';
import { table, tableFile as file } from './table-layout.js';

test('a layout is thirty lines at most, and needs nothing but what CONTRIBUTING names for it', () => {
  const [imports = '', ...parts] = readFileSync(join(__dirname, 'table-layout.ts'), 'utf8').split(/(?<=\n)\n/);
  expect(
    parts
      .join('')
      .trim()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('/**')).length,
  ).toBeLessThanOrEqual(30);
  const guide = readFileSync(join(__dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');
  const section = /^## A layout\n([^]*?)^## /m.exec(guide)?.[1] ?? '';
  const needed = [...imports.matchAll(/from '\.\.\/\.\.\/(.+)\.js'/g)].map(([, path = '']) => `${path}.ts`);
  expect(needed.length).toBeGreaterThan(0);
  expect(needed.filter((path) => !section.includes(`\`${path}\``))).toEqual([]);
  expect(section).toContain('__tests__/layouts/table-layout.ts');
});

type Files = Readonly<Record<string, string>>;

const allows = (...origins: readonly string[]): string => policy(['<base />', ...cors({ origins })]);
const app = 'https://app.contoso.com';
const files: Files = {
  [file]: JSON.stringify({ orders: 'rules/orders.xml', carts: 'rules/carts.xml' }),
  'rules/orders.xml': allows(app),
  'rules/carts.xml': allows(app),
};
const head: Files = { ...files, 'rules/orders.xml': allows(app, 'null') };
const options = { settings: defaultSettings, today: '2026-01-01', layouts: [...layouts, table] };

const changesOf = (review: Review): readonly unknown[] =>
  review.changes.map(({ kind, targets, causes }) => [kind, targets.map(({ root, api }) => `${root}:${api ?? ''}`), causes.map(({ path }) => path)]);

test('a layout made of one object is reviewed: changes, findings and suggestions', async () => {
  const review = await reviewTrees(memoryTree(files), memoryTree(head), options);
  expect(changesOf(review)).toEqual([['widened', [':orders'], ['rules/orders.xml']]]);
  expect(review.operations).toEqual({ total: 2, changed: 1 });
  expect(review.serviceFilesChanged).toBe(1);
  expect(review.unreviewed).toEqual([]);
  const found = review.findings.find(({ rule }) => rule === 'null-origin');
  expect(found?.suggestions.length).toBeGreaterThan(0);
  expect(found).toMatchObject({ path: 'rules/orders.xml', targets: [{ api: 'orders' }] });
});

test('the change of its own metadata reaches it', async () => {
  const base = { ...files, 'rules/none.xml': policy(['<base />']) };
  const moved = { ...base, [file]: JSON.stringify({ orders: 'rules/orders.xml', carts: 'rules/none.xml' }) };
  const review = await reviewTrees(memoryTree(base), memoryTree(moved), options);
  expect(changesOf(review)).toEqual([['narrowed', [':carts'], [file]]]);
});

test('trees with closed folders make the same review', async () => {
  const sides = closedTrees(files, head);
  const { findings, changes } = await reviewTrees(memoryTree(files, 'base'), memoryTree(head, 'head'), options);
  expect(await reviewTrees(sides.base, sides.head, options)).toMatchObject({ findings, changes });
});

test('it stands beside artifacts, and a site that shares its folder with another goes by its layout', async () => {
  const both = { ...files, 'policy.xml': policy([]), 'apis/stock/apiInformation.json': '{}', 'apis/stock/policy.xml': allows('null') };
  const { findings } = await scanTree(memoryTree(both), { ...options, layouts: [table, ...layouts] });
  expect(findings.map(({ rule, targets }) => [rule, targets.map(({ root, api }) => `${root}:${api ?? ''}`)])).toContainEqual([
    'null-origin',
    [':stock'],
  ]);
  const review = await reviewTrees(memoryTree(both), memoryTree({ ...both, ...head }), { ...options, layouts: [table, ...layouts] });
  expect(changesOf(review)).toEqual([['widened', ['table:orders'], ['rules/orders.xml']]]);
});

test.each<[order: string, known: readonly Layout[], owner: string]>([
  ['before', [table, ...layouts], 'table'],
  ['behind', [...layouts, table], 'apiops'],
])('a file that two layouts claim is that of the one that stands first: %s the artifacts', async (_order, known, owner) => {
  const shared = { [file]: JSON.stringify({ stock: 'apis/stock/policy.xml' }), 'apis/stock/apiInformation.json': '{}', 'policy.xml': policy([]) };
  const change = (text: string): Tree => memoryTree({ ...shared, 'apis/stock/policy.xml': text });
  const review = await reviewTrees(change(allows(app)), change(allows(app, 'https://new.contoso.com')), { ...options, layouts: known });
  const owners = review.changes.flatMap(({ targets }) => targets.map(({ root }) => root));
  expect(owners).toEqual([owner]);
});

test('the scopes map comes before it', async () => {
  const settings = parseSettings('scopes:\n  - path: rules/orders.xml\n    scope: api\n    api: mapped\n', 'cors.yml');
  const review = await reviewTrees(memoryTree(files), memoryTree(head), { ...options, settings });
  expect(changesOf(review).map((change) => JSON.stringify(change))).toEqual([expect.stringContaining('mapped')]);
});

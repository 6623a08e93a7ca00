import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** An API that answers by now where another one did: who may call it is held against who could call that one. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const creds = { attributes: ' allow-credentials="true"' };
const own = policy(cors({ origins: [app], ...creds }));
const open = policy(cors({ origins: ['*'], ...creds }));
const shut = policy([]);

interface Kept {
  readonly path: string;
  readonly policy: string;
  readonly isCurrent?: boolean;
  readonly urls?: readonly string[];
}

/** APIs by id, in a layout that loads all of them. */
const terraform = (apis: Readonly<Record<string, Kept>>): Files => ({
  'main.tf': Object.entries(apis)
    .map(([id, { path, policy: text, isCurrent, urls = ['/a'] }], index) =>
      [
        `resource "azurerm_api_management_api" "a${index}" {\n  api_management_name = "contoso"\n  name = "${id}"\n  path = "${path}"\n${isCurrent === undefined ? '' : `  revision = "${index + 1}"\n  is_current = ${String(isCurrent)}\n`}}\n`,
        `resource "azurerm_api_management_api_policy" "p${index}" {\n  api_management_name = "contoso"\n  api_name = "${id}"\n  xml_content = <<XML\n${text}XML\n}\n`,
        ...urls.map(
          (url, at) =>
            `resource "azurerm_api_management_api_operation" "o${index}_${at}" {\n  api_management_name = "contoso"\n  api_name = "${id}"\n  operation_id = "o${at}"\n  method = "GET"\n  url_template = "${url}"\n}\n`,
        ),
      ].join(''),
    )
    .join(''),
});

async function review(base: Files, head: Files): Promise<{ readonly said: readonly string[]; readonly quiet: boolean }> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  return {
    said: made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`),
    quiet: made.provenUnchanged || jobSummary(made).includes('Nothing changes for anybody'),
  };
}

const orders: Kept = { path: 'orders', policy: own };
test.each<[fact: string, base: Readonly<Record<string, Kept>>, head: Readonly<Record<string, Kept>>, says: string]>([
  [
    'two exchange their paths',
    { orders, stock: { path: 'stock', policy: open } },
    { orders: { ...orders, path: 'stock' }, stock: { path: 'orders', policy: open } },
    'error access-widened',
  ],
  [
    'one that is open gets the path of one that goes',
    { orders, stock: { path: 'stock', policy: open } },
    { stock: { path: 'orders', policy: open } },
    'error access-widened',
  ],
  [
    'a new one with a longer path takes some requests, and lets everybody in',
    { orders: { ...orders, urls: ['/a', '/{*rest}'] } },
    { orders: { ...orders, urls: ['/a', '/{*rest}'] }, inner: { path: 'orders/inner', policy: open, urls: ['/x'] } },
    'error access-widened',
  ],
  [
    'a new one with a longer path takes some requests, and lets nobody in',
    { orders: { ...orders, urls: ['/{*rest}'] } },
    { orders: { ...orders, urls: ['/{*rest}'] }, inner: { path: 'orders/inner', policy: shut, urls: ['/x'] } },
    'warning access-narrowed',
  ],
  [
    'one with a longer path goes, and leaves its requests to an open one',
    { orders: { path: 'orders', policy: open, urls: ['/{*rest}'] }, inner: { path: 'orders/inner', policy: own, urls: ['/x'] } },
    { orders: { path: 'orders', policy: open, urls: ['/{*rest}'] } },
    'error access-widened',
  ],
  [
    'one moves below another one',
    { orders: { ...orders, urls: ['/{*rest}'] }, stock: { path: 'stock', policy: shut } },
    { orders: { ...orders, urls: ['/{*rest}'] }, stock: { path: 'orders/stock', policy: shut } },
    'warning access-narrowed',
  ],
])('%s', async (_fact, base, head, says) => {
  const { said, quiet } = await review(terraform(base), terraform(head));
  expect([said, quiet]).toEqual([expect.arrayContaining([says]), false]);
});

test('nothing is said of an API that is new where none answered', async () => {
  const base = { orders };
  const head = { orders, inner: { path: 'orders/inner', policy: shut, urls: ['/x'] } };
  expect((await review(terraform(base), terraform(head))).said).toEqual([]);
});

const artifacts = (current: { readonly one: boolean; readonly two: boolean }, described = true): Files => ({
  'a/policy.xml': policy(['<base />']),
  ...Object.fromEntries(
    [['orders', own, current.one, '1'] as const, ['orders;rev=2', open, current.two, '2'] as const].flatMap(
      ([folder, text, isCurrent, apiRevision]) => [
        [`a/apis/${folder}/apiInformation.json`, JSON.stringify({ properties: { path: 'orders', isCurrent, apiRevision } })],
        [`a/apis/${folder}/policy.xml`, text],
        ...(described
          ? [[`a/apis/${folder}/specification.json`, JSON.stringify({ openapi: '3.0.0', paths: { '/a': { get: { operationId: 'a' } } } })]]
          : []),
      ],
    ),
  ),
});

test.each([true, false])('a revision becomes current, whatever the other one says; described: %s', async (described) => {
  const base = artifacts({ one: true, two: false }, described);
  for (const one of [true, false]) {
    const { said, quiet } = await review(base, artifacts({ one, two: true }, described));
    expect([said, quiet]).toEqual([expect.arrayContaining(['error access-widened']), false]);
  }
});

import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { waysHosts, type Files } from './ways-services.js';

/** What the repository does not decide may be the very origin that stood in its place, or that stands there now: nobody certainly loses anything. */

type Told = Readonly<Record<'loses' | 'mayLose' | 'gains' | 'mayGain', string>>;

const app = 'https://app.contoso.com';

async function told(base: Files, head: Files): Promise<Told & { readonly severities: readonly string[] }> {
  const made = await reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-11-30' });
  const causes = rootCauses(made);
  const who = (way: keyof Told): string => [...new Set(causes.flatMap((cause) => cause[way].flatMap(({ origins }) => origins)))].sort().join();
  const severities = made.findings.filter(({ rule }) => rule === 'access-narrowed').map(({ severity }) => severity);
  return { loses: who('loses'), mayLose: who('mayLose'), gains: who('gains'), mayGain: who('mayGain'), severities };
}

const label: Files = { artifacts: 'https://{{host}}', Terraform: 'https://${var.host}', Bicep: 'https://${host}' };

describe.each(waysHosts)('$name', ({ name, files }) => {
  const listing = (...origins: readonly string[]): Files =>
    files({ apis: [{ id: 'orders', policy: policy(cors({ origins })) }], hosts: { '': null } });
  const own = label[name] ?? '';

  test('a value in place of an origin that is written out', async () => {
    const found = await told(listing(app), listing('https://@host@'));
    expect(found).toMatchObject({ loses: '', mayLose: app, severities: ['warning'] });
  });
  test('an origin that is written out in place of a value', async () => {
    const found = await told(listing('https://@host@'), listing(app));
    expect(found).toMatchObject({ loses: '', mayLose: own, gains: '', mayGain: app, severities: ['warning'] });
  });
  test('an origin that the value cannot be in its place', async () => {
    const found = await told(listing('https://@host@'), listing('http://app.contoso.com'));
    expect(found).toMatchObject({ loses: own, mayLose: '', gains: 'http://app.contoso.com', mayGain: '' });
  });
  test('the value goes, and nothing comes', async () => {
    const found = await told(listing(app, 'https://@host@'), listing(app));
    expect(found.loses + found.mayLose).toBe(own);
  });
});

test.each<[string, string, string, Told]>([
  [
    'one value in place of another',
    'https://${var.one}',
    'https://${var.two}',
    { loses: '', mayLose: 'https://${var.one}', gains: '', mayGain: 'https://${var.two}' },
  ],
  [
    'with a longer beginning',
    'https://${var.one}',
    'https://app-${var.two}',
    { loses: '', mayLose: 'https://${var.one}', gains: '', mayGain: 'https://app-${var.two}' },
  ],
  [
    'with another beginning',
    'https://web-${var.one}',
    'https://app-${var.two}',
    { loses: 'https://web-${var.one}', mayLose: '', gains: 'https://app-${var.two}', mayGain: '' },
  ],
  [
    'with another end',
    'https://${var.one}.contoso.com',
    'https://${var.two}.fabrikam.com',
    { loses: 'https://${var.one}.contoso.com', mayLose: '', gains: 'https://${var.two}.fabrikam.com', mayGain: '' },
  ],
])('%s', async (_, one, two, expected) => {
  const of = (origin: string): Files => ({
    'main.tf': `resource "azurerm_api_management_api" "a" {\n  name = "orders"\n  path = "orders"\n}\nresource "azurerm_api_management_api_policy" "p" {\n  api_name = "orders"\n  xml_content = <<XML\n${policy(cors({ origins: [origin] }))}XML\n}\nvariable "one" {}\nvariable "two" {}\n`,
  });
  expect(await told(of(one), of(two))).toMatchObject(expected);
});

test('a secret in place of another one: what it stands for is told, and nobody else may lose what is as unknown as before', async () => {
  const of = (secret: string): Files => ({
    'a/policy.xml': policy([]),
    'a/apis/orders/apiInformation.json': JSON.stringify({ properties: { displayName: 'orders', path: 'orders', subscriptionRequired: false } }),
    'a/apis/orders/policy.xml': policy(cors({ origins: ['{{site}}'] })),
    'a/named values/site/namedValueInformation.json': JSON.stringify({
      properties: { displayName: 'site', secret: true, keyVault: { secretIdentifier: `https://kv.vault.azure.net/secrets/${secret}` } },
    }),
  });
  const made = await reviewTrees(memoryTree(of('one')), memoryTree(of('two')), { settings: defaultSettings, today: '2026-11-30' });
  const causes = rootCauses(made);
  expect(causes.flatMap(({ mayLose, loses }) => [...mayLose, ...loses]).map(({ origins }) => origins)).toEqual([['{{site (before)}}']]);
  expect(harmRows(made, causes).map(({ origins }) => wholePhrase(origins))).toEqual([
    'whatever {{site (before)}} stands for',
    'whatever {{site}} stands for',
  ]);
  expect(causes[0]?.depends.map(({ point }) => point)).toEqual(['unresolved:{{site (before)}}:{{site}}']);
  expect(made.provenUnchanged).toBe(false);
});

test('a row names the methods of its own APIs, and of no other', async () => {
  const of = (...origins: readonly string[]): Files => {
    const files: Record<string, string> = { 'a/policy.xml': policy(cors({ origins, methods: ['GET', 'PUT'] })) };
    for (const [api, methods] of Object.entries({ orders: ['get', 'put'], bills: ['get'], items: ['get', 'put'] })) {
      const paths = { '/a': Object.fromEntries(methods.map((method) => [method, { operationId: method, responses: {} }])) };
      files[`a/apis/${api}/apiInformation.json`] = JSON.stringify({ properties: { displayName: api, path: api, subscriptionRequired: false } });
      files[`a/apis/${api}/specification.json`] = JSON.stringify({ openapi: '3.0.1', info: { title: api, version: '1' }, paths });
    }
    return files;
  };
  const made = await reviewTrees(memoryTree(of(app, 'https://shop.contoso.com')), memoryTree(of('https://shop.contoso.com')), {
    settings: defaultSettings,
    today: '2026-11-30',
  });
  const rows = harmRows(made, rootCauses(made)).map(({ where, before }) => `${wholePhrase(where)}: ${wholePhrase(before)}`);
  expect(rows).toEqual(['bills: GET; any header', 'items and orders: GET, PUT; any header']);
  expect(made.changes.map(({ targets, origins }) => [targets.map(({ api }) => api), origins[0]?.before.methods])).toEqual([
    [['bills'], ['GET']],
    [
      ['items', 'orders'],
      ['GET', 'PUT'],
    ],
  ]);
});

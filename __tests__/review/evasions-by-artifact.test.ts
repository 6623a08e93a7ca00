import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';

/** What a change of metadata in artifacts makes of requests to APIs that it does not touch. */

type Files = Readonly<Record<string, string>>;

const creds = { attributes: ' allow-credentials="true"' };
const own = policy(cors({ origins: ['https://app.contoso.com'], ...creds }));
const open = policy(cors({ origins: ['*'], ...creds }));
const shut = policy([]);

interface Kept {
  readonly policy: string;
  readonly urls?: readonly string[];
  readonly workspace?: string;
  readonly [property: string]: unknown;
}

/** APIs by folder, in a root of artifacts. */
function artifacts(apis: Readonly<Record<string, Kept>>, others: Files = {}): Files {
  const files: Record<string, string> = { 'a/policy.xml': policy(['<base />']), ...others };
  for (const [id, { policy: text, urls = ['/a'], workspace, ...properties }] of Object.entries(apis)) {
    const folder = `a/${workspace === undefined ? '' : `workspaces/${workspace}/`}apis/${id}`;
    files[`${folder}/apiInformation.json`] = JSON.stringify({ properties });
    files[`${folder}/policy.xml`] = text;
    const paths = Object.fromEntries(urls.map((url, at) => [url, { get: { operationId: `o${at}` } }]));
    files[`${folder}/specification.json`] = JSON.stringify({ openapi: '3.0.0', paths });
  }
  return files;
}

interface Said {
  readonly said: readonly string[];
  readonly quiet: boolean;
}

async function review(base: Files, head: Files, settings = defaultSettings): Promise<Said> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings, today: '2026-01-01' });
  const trees = closedTrees(base, head);
  const closed = await reviewTrees(trees.base, trees.head, { settings, today: '2026-01-01' });
  expect(closed.findings.map(({ fingerprint }) => fingerprint)).toEqual(made.findings.map(({ fingerprint }) => fingerprint));
  return {
    said: made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`),
    quiet: made.provenUnchanged || jobSummary(made).includes('Nothing changes for anybody'),
  };
}

const all = ['/{*rest}'];
const orders: Kept = { path: 'orders', policy: own, urls: all };
const set = (scheme: string): Files => ({
  'a/version sets/s/versionSetInformation.json': JSON.stringify({
    properties: { versioningScheme: scheme, versionHeaderName: 'v', versionQueryName: 'v' },
  }),
});

describe('an API takes requests from one that the change does not touch', () => {
  test.each<[fact: string, base: Files, head: Files, says: string]>([
    [
      'a longer path comes',
      artifacts({ orders }),
      artifacts({ orders, inner: { path: 'orders/inner', policy: shut, urls: ['/x'] } }),
      'warning access-narrowed',
    ],
    [
      'a longer path comes, and opens',
      artifacts({ orders }),
      artifacts({ orders, inner: { path: 'Orders/inner/', policy: open } }),
      'error access-widened',
    ],
    [
      'a longer path comes, below the empty one',
      artifacts({ root: { ...orders, path: '' } }),
      artifacts({ root: { ...orders, path: '' }, stock: { path: 'stock', policy: shut } }),
      'warning access-narrowed',
    ],
    [
      'a longer path goes',
      artifacts({ orders: { ...orders, policy: open }, inner: { path: 'orders/inner', policy: own } }),
      artifacts({ orders: { ...orders, policy: open } }),
      'error access-widened',
    ],
    [
      'it moves below another',
      artifacts({ orders, stock: { path: 'stock', policy: shut } }),
      artifacts({ orders, stock: { path: 'orders/stock', policy: shut } }),
      'warning access-narrowed',
    ],
    [
      'its path is emptied',
      artifacts({ orders: { ...orders, policy: open }, inner: { path: 'orders/inner', policy: own } }),
      artifacts({ orders: { ...orders, policy: open }, inner: { path: '', policy: own } }),
      'error access-widened',
    ],
    [
      'it becomes current',
      artifacts({ orders, 'stock;rev=2': { path: 'orders/stock', isCurrent: false, policy: shut } }),
      artifacts({ orders, 'stock;rev=2': { path: 'orders/stock', isCurrent: true, policy: shut } }),
      'warning access-narrowed',
    ],
    [
      'in a workspace',
      artifacts({ orders }),
      artifacts({ orders, inner: { path: 'orders/inner', policy: shut, workspace: 'w' } }),
      'warning access-narrowed',
    ],
    [
      'of one in a workspace',
      artifacts({ orders: { ...orders, workspace: 'w' } }),
      artifacts({ orders: { ...orders, workspace: 'w' }, inner: { path: 'orders/inner', policy: shut } }),
      'warning access-narrowed',
    ],
    [
      'its version changes',
      artifacts({ orders, v1: { path: 'orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/s', policy: shut } }, set('Segment')),
      artifacts({ orders, v1: { path: 'orders', apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/s', policy: shut } }, set('Segment')),
      'warning access-narrowed',
    ],
    [
      'its version set has another scheme',
      artifacts({ orders, v1: { path: 'orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/s', policy: shut } }, set('Query')),
      artifacts({ orders, v1: { path: 'orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/s', policy: shut } }, set('Segment')),
      'warning access-narrowed',
    ],
    [
      'only in an environment whose file is there already',
      artifacts({ orders }, { 'configuration.prod.yaml': 'apis:\n  - name: inner\n    properties:\n      path: orders/inner\n' }),
      artifacts(
        { orders, inner: { path: 'inner', policy: shut } },
        { 'configuration.prod.yaml': 'apis:\n  - name: inner\n    properties:\n      path: orders/inner\n' },
      ),
      'warning access-narrowed',
    ],
    [
      'a longer path comes, and has nothing there',
      artifacts({ orders: { ...orders, urls: ['/inner/x'] } }),
      artifacts({ orders: { ...orders, urls: ['/inner/x'] }, inner: { path: 'orders/inner', policy: shut, urls: ['/y'] } }),
      'warning access-narrowed',
    ],
    [
      'a longer path goes that had nothing there',
      artifacts({ orders: { ...orders, urls: ['/inner/x'], policy: open }, inner: { path: 'orders/inner', policy: shut, urls: ['/y'] } }),
      artifacts({ orders: { ...orders, urls: ['/inner/x'], policy: open } }),
      'error access-widened',
    ],
  ])('%s', async (_fact, base, head, says) => {
    const { said, quiet } = await review(base, head);
    expect([said, quiet]).toEqual([expect.arrayContaining([says]), false]);
    // Where the base's word is law, the change cannot ask to be left alone.
    const asked = Object.fromEntries(
      Object.entries(head).map(([path, text]) => [
        path,
        text.replace('<policies>', '<!-- apim-cors-ignore access-narrowed, access-widened: no -->\n<policies>'),
      ]),
    );
    const strict = parseSettings('ignores: base\n', '.github/apim-cors.yml');
    expect((await review(base, asked, strict)).said).toEqual(expect.arrayContaining([says]));
  });

  test.each<[fact: string, urls: readonly string[], quiet: boolean]>([
    ['any of them', all, false],
    ['one with a parameter', ['/{a}/y'], false],
    ['one of its own', ['/inner/{a}/z'], false],
    ['none', ['/a', '/b/{c}'], true],
  ])('of its requests another one takes %s: no proof is claimed', async (_fact, urls, quiet) => {
    const base = artifacts({ orders: { ...orders, urls } });
    const head = artifacts({ orders: { ...orders, urls }, inner: { path: 'orders/inner', policy: shut, urls: [] } });
    expect((await review(base, head)).quiet).toBe(quiet);
  });

  test.each<[fact: string, base: Files, head: Files]>([
    ['beside it', artifacts({ orders }), artifacts({ orders, stock: { path: 'stock', policy: shut } })],
    ['of a name that begins alike', artifacts({ orders }), artifacts({ orders, more: { path: 'orders2', policy: shut } })],
    ['not current', artifacts({ orders }), artifacts({ orders, 'inner;rev=2': { path: 'orders/inner', isCurrent: false, policy: shut } })],
  ])('not %s', async (_fact, base, head) => {
    expect((await review(base, head)).said).toEqual([]);
  });
});

describe('a subscription key', () => {
  const plain = policy(cors({ origins: ['https://app.contoso.com'] }));
  const product = (subscriptionRequired: boolean): Files => ({
    'a/products/p/productInformation.json': JSON.stringify({ properties: { subscriptionRequired, state: 'published' } }),
    'a/products/p/apis/orders/productApiInformation.json': '{}',
  });
  const asking = (subscriptionRequired: boolean | undefined, others: Files = {}, text = plain): Files =>
    artifacts({ orders: { path: 'orders', policy: text, subscriptionRequired } }, others);

  test.each<[fact: string, base: Files, head: Files]>([
    ['is needed now', asking(false), asking(true)],
    ['is not needed any more', asking(true), asking(false)],
    ['is needed, for the product is not open any more', asking(true, product(false)), asking(true, product(true))],
    ['is not needed, for the product is open now', asking(true, product(true)), asking(true, product(false))],
    ['is needed, for the open product has gone', asking(true, product(false)), asking(true)],
    [
      'is sent under another name',
      asking(true),
      artifacts({ orders: { path: 'orders', policy: plain, subscriptionRequired: true, subscriptionKeyParameterNames: { header: 'x-key' } } }),
    ],
    [
      'is needed in one environment',
      asking(false, { 'configuration.prod.yaml': 'apis: []\n' }),
      asking(false, { 'configuration.prod.yaml': 'apis:\n  - name: orders\n    properties:\n      subscriptionRequired: true\n' }),
    ],
  ])('%s', async (_fact, base, head) => {
    expect(await review(base, head)).toEqual({ said: ['warning subscription-key-changed'], quiet: false });
  });

  test.each<[fact: string, base: Files, head: Files]>([
    ['may be needed now', asking(undefined), asking(true)],
    ['may be needed no more', asking(undefined), asking(false)],
  ])('%s: no proof is claimed', async (_fact, base, head) => {
    expect(await review(base, head)).toEqual({ said: [], quiet: false });
  });

  test('is nothing to browsers that nobody lets in', async () => {
    expect(await review(asking(false, {}, shut), asking(true, {}, shut))).toEqual({ said: [], quiet: true });
  });
});

test('a release, which may make a revision current, is no proof of anything', async () => {
  const apis = { orders, 'orders;rev=2': { path: 'orders', isCurrent: false, policy: open } };
  const release = (apiId: string): Files => ({ 'a/apis/orders/releases/r/apiReleaseInformation.json': JSON.stringify({ properties: { apiId } }) });
  expect((await review(artifacts(apis), artifacts(apis, release('/apis/orders;rev=2')))).quiet).toBe(false);
  expect((await review(artifacts(apis, release('/apis/orders')), artifacts(apis, release('/apis/orders;rev=2')))).quiet).toBe(false);
  const made = await reviewTrees(memoryTree(artifacts(apis)), memoryTree(artifacts(apis, release('/apis/orders;rev=2'))), {
    settings: defaultSettings,
    today: '2026-01-01',
  });
  expect(made.unreviewed.map(({ path }) => path)).toEqual(['a/apis/orders/releases/r/apiReleaseInformation.json']);
});

test('another number of a revision is no proof of anything', async () => {
  const numbered = (apiRevision: string): Files => artifacts({ orders: { ...orders, apiRevision } });
  expect((await review(numbered('1'), numbered('2'))).quiet).toBe(false);
});

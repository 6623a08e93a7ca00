import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../../src/layouts/tree.js';
import { defaultSettings, parseSettings, type Settings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { compareCommits, GitHubTrees } from '../../src/sources/github-api.js';
import { GitRepository as Checkout } from '../../src/sources/git-repository.js';
import { GitRepository } from '../e2e/fake-github/repository.js';
import { FakeGitHub } from '../e2e/fake-github/server.js';
import { appPolicy, cors, globalPath, ordersPath, policy, portalCors, service } from '../e2e/service.js';
import { readsOf } from './github-reads.js';

const name = { owner: 'contoso', repository: 'apis' };
let repository: GitRepository;
let github: FakeGitHub;
// Hundreds of git processes, on whatever machine this is.
jest.setTimeout(120_000);

interface Sides {
  readonly base: Tree;
  readonly head: Tree;
}

async function byApi(base: string, head: string, paths: 'told' | 'untold'): Promise<Sides> {
  const reads = readsOf(github);
  const compared = await compareCommits(reads, name, base, head);
  return new GitHubTrees(reads, name).openBoth(compared.mergeBase, head, paths === 'told' ? compared.paths : []);
}

/** `whole`: every file listed; `as needed`: as the command line and the Action list a checkout. */
async function byCheckout(base: string, head: string, listed: 'whole' | 'as needed'): Promise<Sides & { readonly close: () => void }> {
  const checkout = await Checkout.open(repository.folder);
  const common = (await checkout.mergeBase(base, base, head, head)) ?? base;
  const sides =
    listed === 'whole' ? { base: await checkout.tree(common, common), head: await checkout.tree(head, head) } : await checkout.openBoth(common, head);
  return {
    ...sides,
    close: () => {
      checkout.close();
    },
  };
}

function review({ base, head }: Sides, settings: Settings): Promise<Review> {
  return reviewTrees(base, head, { settings, today: '2026-01-01' });
}

type Files = Readonly<Record<string, string | Uint8Array | null>>;
const tight = policy(['<base />', ...cors({ origins: ['https://other.contoso.com'] })]);
const named = (value: string): string => JSON.stringify({ properties: { displayName: 'origin', value } });
const more: Files = {
  'apimartifacts/named values/origin/namedValueInformation.json': named('https://named.contoso.com'),
  'apimartifacts/products/starter/productInformation.json': JSON.stringify({ properties: { displayName: 'Starter', state: 'published' } }),
  'apimartifacts/products/starter/policy.xml': policy(cors({ origins: ['https://product.contoso.com'] })),
  'apimartifacts/products/starter/apis/orders/productApiInformation.json': '{}',
  'apimartifacts/policy fragments/shared/policy.xml': `<fragment>${cors({ origins: ['https://fragment.contoso.com'] }).join('\n')}</fragment>\n`,
  'apimartifacts/workspaces/team/policy.xml': policy(['<base />']),
  'apimartifacts/workspaces/team/apis/inner/apiInformation.json': JSON.stringify({ properties: { path: 'inner' } }),
  'apimartifacts/workspaces/team/apis/inner/policy.xml': appPolicy,
  'docs/guide/readme.md': '# Guide\n',
  'other/service/apis/else/apiInformation.json': '{}',
  'other/service/apis/else/policy.xml': appPolicy,
};
const api = (at: number): Files => ({
  [`apimartifacts/apis/many-${at}/apiInformation.json`]: JSON.stringify({ properties: { path: `many-${at}` } }),
  [`apimartifacts/apis/many-${at}/policy.xml`]: appPolicy,
});
/** More APIs than a repository may have to come whole. */
const large: Files = Object.assign({}, more, ...Array.from({ length: 320 }, (_, at) => api(at)));

const changes: readonly (readonly [fact: string, change: Files])[] = [
  ['one API', { [ordersPath]: tight }],
  ['the global policy', { [globalPath]: policy(portalCors) }],
  ['a named value', { 'apimartifacts/named values/origin/namedValueInformation.json': named('https://changed.contoso.com') }],
  ['a product', { 'apimartifacts/products/starter/policy.xml': policy(['<base />']) }],
  [
    'a product and an API that it is linked with',
    {
      'apimartifacts/products/starter/apis/stock/productApiInformation.json': '{}',
      [ordersPath]: tight,
    },
  ],
  ['a link to an API that is not there', { 'apimartifacts/products/starter/apis/nobody/productApiInformation.json': '{}' }],
  ['a fragment', { 'apimartifacts/policy fragments/shared/policy.xml': '<fragment></fragment>\n' }],
  ['a workspace’s API', { 'apimartifacts/workspaces/team/apis/inner/policy.xml': tight }],
  ['a workspace’s policy', { 'apimartifacts/workspaces/team/policy.xml': policy(portalCors) }],
  [
    'a new revision',
    {
      'apimartifacts/apis/orders;rev=2/apiInformation.json': JSON.stringify({ properties: { apiRevision: '2', isCurrent: false } }),
      'apimartifacts/apis/orders;rev=2/policy.xml': tight,
    },
  ],
  [
    'an operation’s policy in a folder that is new',
    { 'apimartifacts/apis/orders/operations/get-orders/policy.xml': policy(cors({ origins: ['*'] })) },
  ],
  [
    'an API that is gone',
    { [ordersPath]: null, 'apimartifacts/apis/orders/apiInformation.json': null, 'apimartifacts/apis/orders/specification.yaml': null },
  ],
  [
    'an API whose folder is renamed',
    {
      [ordersPath]: null,
      'apimartifacts/apis/orders/apiInformation.json': null,
      'apimartifacts/apis/orders/specification.yaml': null,
      'apimartifacts/apis/renamed/apiInformation.json': service['apimartifacts/apis/orders/apiInformation.json'] ?? '',
      'apimartifacts/apis/renamed/specification.yaml': service['apimartifacts/apis/orders/specification.yaml'] ?? '',
      'apimartifacts/apis/renamed/policy.xml': appPolicy,
    },
  ],
  ['two services at once', { [ordersPath]: tight, 'other/service/apis/else/policy.xml': tight }],
  ['nothing that is an artifact', { 'docs/guide/readme.md': '# Another\n', 'docs/policy.xml': policy([]) }],
  ['an environment', { 'configuration.prod.yaml': 'apis:\n- name: orders\n  properties:\n    path: other\n' }],
  ['names that are no UTF-8', {}],
  ['contents that are no UTF-8', { [ordersPath]: Buffer.from(tight.replace('other', 'ötter'), 'latin1') }],
  ['a policy that is a Git LFS pointer', { [ordersPath]: `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n` }],
  ['a policy that is a link', { [ordersPath]: null }],
  ['a submodule', {}],
];

const unaffecting = new Set(['nothing that is an artifact', 'a submodule']);

/** What a list of texts cannot say of a change. */
const also: Readonly<Record<string, () => void>> = {
  'names that are no UTF-8': () => {
    for (const [byte, text] of [
      [0xfc, tight],
      [0xfd, appPolicy],
    ] as const) {
      const blob = repository.keep(text);
      const path = Buffer.concat([Buffer.from('apimartifacts/apis/latin-'), Buffer.from([byte]), Buffer.from('/policy.xml')]);
      repository.stage('100644', blob, path);
    }
  },
  'a policy that is a link': () => {
    symlinkSync('../stock/policy.xml', join(repository.folder, ordersPath));
    repository.git('add', '-A');
  },
  'a submodule': () => {
    repository.stage('160000', 'c'.repeat(40), Buffer.from('apimartifacts/apis/sub'));
  },
};

const scoped = parseSettings('scopes:\n- path: docs/policy.xml\n  scope: global\n', 'apim-cors.yml');
const inProduction = parseSettings('environments: [prod]\n', 'apim-cors.yml');

/** Those that the API is asked about in a large repository, too: where it matters most that folders stay closed. */
const inLarge = new Set([
  ...['one API', 'the global policy', 'a product and an API that it is linked with', 'a workspace’s API', 'two services at once'],
  ...[...unaffecting, 'names that are no UTF-8'],
]);

describe.each<[string, Files]>([
  ['a small repository', more],
  ['a large repository', large],
])('%s', (_, files) => {
  let base: string;

  beforeAll(async () => {
    repository = new GitRepository();
    github = new FakeGitHub(repository);
    await github.start();
    base = repository.commit({ ...service, ...files }, 'base');
  });

  afterAll(async () => {
    await github.stop();
    repository.remove();
  });

  async function expectSame(head: string, settings: Settings, paths: 'told' | 'untold' | 'checkout alone'): Promise<Review> {
    const [checkout, asNeeded] = [await byCheckout(base, head, 'whole'), await byCheckout(base, head, 'as needed')];
    const expected = await review(checkout, settings);
    expect(await review(asNeeded, settings)).toEqual(expected);
    checkout.close();
    asNeeded.close();
    if (paths !== 'checkout alone') expect(await review(await byApi(base, head, paths), settings)).toEqual(expected);
    expect(github.violations).toEqual([]);
    return expected;
  }

  test.each(changes)('%s: the API and a checkout, however it is listed, make the same review', async (fact, change) => {
    repository.git('checkout', '-q', '-f', '-B', 'topic', base);
    repository.write(change);
    also[fact]?.();
    const head = repository.commitStaged();
    github.open(base, head);
    const made = await expectSame(head, defaultSettings, files === more || inLarge.has(fact) ? 'told' : 'checkout alone');
    expect(made.serviceFilesChanged > 0).toBe(!unaffecting.has(fact));
    if (fact === 'one API') await expectSame(head, defaultSettings, 'untold');
    if (fact === 'an environment') await expectSame(head, inProduction, 'told');
    if (fact === 'nothing that is an artifact') await expectSame(head, scoped, 'told');
  });
});

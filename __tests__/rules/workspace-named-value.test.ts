import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

const value = JSON.stringify({ properties: { displayName: 'shop', secret: false, value: 'https://shop.contoso.com' } });
const own = repository({});
const workspace = 'apimartifacts/workspaces/retail';
const inWorkspace = Object.fromEntries(Object.entries(own).map(([path, text]) => [path.replace('apimartifacts/apis', `${workspace}/apis`), text]));

async function said(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { findings } = await scanTree(memoryTree(files), { settings: { ...defaultSettings, profile: 'strict' }, today: '2026-01-01' });
  return findings.flatMap((one) => (one.rule === 'unresolved-origin' ? [`${one.severity}: ${messageOf(one)}`] : []));
}

const listing = policy(cors({ origins: ['{{shop}}'] }));
const path = apiPath.replace('apimartifacts/apis', `${workspace}/apis`);

test.each<[what: string, files: Readonly<Record<string, string>>, said: readonly unknown[]]>([
  [
    'of the service',
    { ...inWorkspace, [path]: listing, 'apimartifacts/named values/shop/namedValueInformation.json': value },
    [expect.stringMatching(/^warning: \{\{shop\}\} is a named value of the service, and policies of a workspace see those of their workspace alone/)],
  ],
  [
    'of nobody',
    { ...inWorkspace, [path]: listing },
    [expect.stringMatching(/^info: .*\{\{shop\}\} is not among the named values in the repository/)],
  ],
  ['of the workspace', { ...inWorkspace, [path]: listing, [`${workspace}/named values/shop/namedValueInformation.json`]: value }, []],
  [
    'of the service, for an API of the service',
    { ...own, [apiPath]: listing, 'apimartifacts/named values/shop/namedValueInformation.json': value },
    [],
  ],
])('a named value in a policy of a workspace: %s', async (_, files, expected) => {
  expect(await said(files)).toEqual(expected);
});

describe('a named value of the service that changes, in a policy of a workspace', () => {
  const named = 'apimartifacts/named values/shop/namedValueInformation.json';
  const uses = { ...inWorkspace, [path]: listing };
  const review = (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>): ReturnType<typeof reviewTrees> =>
    reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });

  test.each<[what: string, base: string | null, head: string | null]>([
    ['to every origin', value, value.replace('https://shop.contoso.com', '*')],
    ['to another origin', value, value.replace('shop.contoso', 'evil.example')],
    ['that is new', null, value.replace('https://shop.contoso.com', '*')],
    ['that is gone', value, null],
    ['to a secret', value, JSON.stringify({ properties: { displayName: 'shop', secret: true } })],
  ])('%s: nothing is proven, and it is a warning', async (_, before, after) => {
    const of = (text: string | null): Readonly<Record<string, string>> => (text === null ? uses : { ...uses, [named]: text });
    const { findings, provenUnchanged, changes } = await review(of(before), of(after));
    expect(provenUnchanged).toBe(false);
    expect(changes.map(({ kind }) => kind)).toEqual(['unknown']);
    expect(findings.filter(({ severity, status }) => severity === 'warning' && status === 'new').map((one) => one.rule)).toContain('access-narrowed');
  });

  test.each<[what: string, base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>]>([
    [
      'one of another name',
      { ...uses, [named]: value.replace('"shop"', '"other"') },
      { ...uses, [named]: value.replace('"shop"', '"other"').replace('shop.', 'new.') },
    ],
    [
      'the workspace has its own',
      { ...uses, [`${workspace}/named values/shop/namedValueInformation.json`]: value, [named]: value },
      { ...uses, [`${workspace}/named values/shop/namedValueInformation.json`]: value, [named]: value.replace('https://shop.contoso.com', '*') },
    ],
    ['nothing but its layout', { ...uses, [named]: value }, { ...uses, [named]: `${value}\n` }],
  ])('%s: nothing changes', async (_, base, head) => {
    const { findings, changes } = await review(base, head);
    expect([findings.filter(({ status }) => status === 'new'), changes]).toEqual([[], []]);
  });
});

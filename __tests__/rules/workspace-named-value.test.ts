import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
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

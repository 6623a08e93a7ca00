import { apiPath, cors, fragmentPath, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { defaultSettings } from '../../src/config/settings.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

async function statuses(base: Files, head: Files, rule: string): Promise<readonly string[]> {
  const trees = [memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head')] as const;
  const { findings } = await reviewTrees(...trees, { settings: { ...defaultSettings, profile: 'strict' }, today: '2026-01-01' });
  return findings.flatMap((one) => (one.rule === rule ? [one.status] : []));
}

const jwt = '<validate-jwt header-name="Authorization"><issuers><issuer>a</issuer></issuers></validate-jwt>';
const list = cors({ origins: ['https://app.contoso.com', 'http://localhost:3000'], headers: ['*'] });
const fragment = (lines: readonly string[]): string => [...within('fragment', lines), ''].join('\n');
const other = fragmentPath.replace('browsers', 'pages');
const including = (id: string): Files => ({ [apiPath]: policy([`<include-fragment fragment-id="${id}" />`, jwt, '<base />']) });
const inline: Files = { [apiPath]: policy([...list, jwt, '<base />']) };

test.each<[what: string, base: Files, head: Files, rule: string]>([
  [
    'a fragment has another name',
    { ...including('browsers'), [fragmentPath]: fragment(list) },
    { ...including('pages'), [other]: fragment(list) },
    'cors-in-fragment',
  ],
  [
    'a fragment has another name',
    { ...including('browsers'), [fragmentPath]: fragment(list) },
    { ...including('pages'), [other]: fragment(list) },
    'loopback-origin',
  ],
  ['a <cors> moves into a fragment', inline, { ...including('browsers'), [fragmentPath]: fragment(list) }, 'authorization-under-wildcard'],
  ['a <cors> moves into a fragment', inline, { ...including('browsers'), [fragmentPath]: fragment(list) }, 'loopback-origin'],
  ['a <cors> moves out of a fragment', { ...including('browsers'), [fragmentPath]: fragment(list) }, inline, 'loopback-origin'],
  ['a <cors> moves to another scope', inline, { [globalPath]: policy(list), [apiPath]: policy(['<base />', jwt]) }, 'loopback-origin'],
])('%s: what base has too is not new (%#)', async (_, base, head, rule) => {
  expect(await statuses(base, head, rule)).toEqual(['existing']);
});

test.each<[what: string, base: Files, head: Files, rule: string]>([
  [
    'the fragment lists one more',
    { ...including('browsers'), [fragmentPath]: fragment(list) },
    { ...including('pages'), [other]: fragment(cors({ origins: ['http://localhost:3000', 'http://localhost:4200'] })) },
    'loopback-origin',
  ],
  ['it stands in a fragment only now', inline, { ...including('browsers'), [fragmentPath]: fragment(list) }, 'cors-in-fragment'],
  [
    'the <cors> moves into a fragment, and another one above it lists the same',
    { [apiPath]: policy(['<base />', ...list]) },
    {
      [globalPath]: policy(cors({ origins: ['https://app.contoso.com', 'http://localhost:3000'], headers: ['*'] })),
      [apiPath]: policy(['<base />', '<include-fragment fragment-id="browsers" />']),
      [fragmentPath]: fragment(list),
    },
    'loopback-origin',
  ],
])('%s: that is new', async (_, base, head, rule) => {
  expect(await statuses(base, head, rule)).toContain('new');
});

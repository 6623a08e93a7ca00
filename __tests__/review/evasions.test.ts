import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { doubtful, open, openingTexts, own } from './opening-texts.js';

type Files = Readonly<Record<string, string>>;

const json = (value: object): string => JSON.stringify(value);
const creds = { attributes: ' allow-credentials="true"' };
const app = 'https://app.contoso.com';
const openLines = cors({ origins: ['*'], ...creds }).join('\n');
const fragment = (inner: string): string => `<fragment>\n${inner}\n</fragment>\n`;
const named = (displayName: string, value: string, more: object = {}): string => json({ properties: { displayName, value, ...more } });
const api = (path: string, more: object = {}): string => json({ properties: { path, ...more } });
const operation = (urlTemplate: string, method = 'GET'): string => json({ properties: { method, urlTemplate } });

/** Where a policy stands, in one layout or another. */
interface Place {
  readonly name: string;
  readonly at: string;
  readonly files: Files;
  readonly yaml: string;
}

const artifacts = (root: string): Files => ({
  [`${root}/policy.xml`]: policy(['<base />']),
  [`${root}/apis/orders/apiInformation.json`]: api('orders'),
  [`${root}/apis/orders/policy.xml`]: own,
  [`${root}/apis/orders/operations/get/operationInformation.json`]: operation('/{id}'),
  [`${root}/policy fragments/shared/policy.xml`]: fragment('<!-- nothing -->'),
  [`${root}/named values/site/namedValueInformation.json`]: named('site', app),
});
const places: readonly Place[] = [
  { name: 'artifacts', at: 'artifacts/apis/orders/policy.xml', files: artifacts('artifacts'), yaml: '' },
  {
    name: 'an operation of a workspace',
    at: 'a/b/workspaces/team/apis/orders/operations/get/policy.xml',
    files: {
      ...artifacts('a/b'),
      'a/b/workspaces/team/apis/orders/apiInformation.json': api('inner'),
      'a/b/workspaces/team/apis/orders/operations/get/operationInformation.json': operation('/x'),
      'a/b/workspaces/team/apis/orders/operations/get/policy.xml': own,
    },
    yaml: '',
  },
  { name: 'scopes', at: 'pol/o.xml', files: { 'pol/o.xml': own }, yaml: 'scopes:\n  - path: pol/o.xml\n    scope: api\n    api: orders\n' },
  {
    name: 'a glob of scopes',
    at: 'pol/x/o.xml',
    files: { 'pol/x/o.xml': own },
    yaml: "scopes:\n  - path: 'pol/**/*.xml'\n    scope: api\n    api: orders\n",
  },
  { name: 'no scope', at: 'infra/orders.xml', files: { 'infra/orders.xml': own }, yaml: '' },
];

async function review(
  base: Files,
  head: Files,
  yaml = '',
): Promise<{ readonly verdict: string; readonly said: readonly string[]; readonly summary: string }> {
  const made = await reviewTrees(memoryTree(base), memoryTree(head), { settings: parseSettings(yaml, '.github/apim-cors.yml'), today: '2026-01-01' });
  const said = made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`);
  return { verdict: made.conclusion, said, summary: jobSummary(made) };
}

async function expectCaught(base: Files, head: Files, isUnknown: boolean): Promise<void> {
  const { verdict, said, summary } = await review(base, head);
  expect(summary).not.toContain('Nothing changes for anybody');
  expect(isUnknown ? said.filter((one) => !one.startsWith('info')).length > 0 : verdict === 'fail' ? true : said).toBe(true);
}

describe.each(places)('$name', ({ at, files, yaml }) => {
  test.each(openingTexts)('%s', async (fact, text) => {
    const { verdict, said, summary } = await review(files, { ...files, [at]: text }, yaml);
    expect(summary).not.toContain('Nothing changes for anybody');
    expect(doubtful.test(fact) ? said.filter((one) => !one.startsWith('info')).length > 0 : verdict === 'fail' ? true : said).toBe(true);
  });
});

/** What these stand for is not known: that is said, and proves nothing. */
const unknownValue = /secret$|a vault|in upper case$|from a pipeline|twice but for its case/;

describe('beside the policy', () => {
  const root = 'artifacts';
  const base = artifacts(root);
  const uses = { ...base, [`${root}/apis/orders/policy.xml`]: policy(cors({ origins: ['{{site}}'], ...creds })) };
  const includes = { ...base, [`${root}/apis/orders/policy.xml`]: policy(['<include-fragment fragment-id="shared" />']) };
  const value = `${root}/named values/site/namedValueInformation.json`;
  const orders = `${root}/apis/orders`;
  const moved = (to: string, text: string, more: Files = {}): Files =>
    Object.fromEntries([
      ...Object.entries({ ...base, [`${orders}/policy.xml`]: text }).map(([path, one]) => [path.replace(orders, to), one] as const),
      ...Object.entries(more),
    ]);
  test.each<[fact: string, base: Files, head: Files]>([
    ['a named value', uses, { ...uses, [value]: named('site', '*') }],
    ['a named value that says it is secret', uses, { ...uses, [value]: named('site', '*', { secret: true }) }],
    ['a named value that says it is secret, in words', uses, { ...uses, [value]: named('site', '*', { secret: 'true' }) }],
    [
      'a named value that has a vault beside its value',
      uses,
      { ...uses, [value]: named('site', '*', { keyVault: { secretIdentifier: 'https://v' } }) },
    ],
    ['a value in upper case', uses, { ...uses, [value]: json({ properties: { displayName: 'site', Value: '*', secret: true } }) }],
    ['properties in upper case', uses, { ...uses, [value]: json({ Properties: { displayName: 'site', value: '*' } }) }],
    ['secret in upper case', uses, { ...uses, [value]: json({ properties: { displayName: 'site', value: '*', Secret: true } }) }],
    ['a display name in upper case', uses, { ...uses, [value]: json({ properties: { DisplayName: 'site', value: '*' } }) }],
    ['the value twice', uses, { ...uses, [value]: `{"properties":{"displayName":"site","value":"${app}","value":"*"}}` }],
    ['a value from a pipeline', uses, { ...uses, [value]: named('site', '#{site}#') }],
    ['a second named value of the name', uses, { ...uses, [`${root}/named values/zz/namedValueInformation.json`]: named('site', '*') }],
    ['a second named value in the other folder', uses, { ...uses, [`${root}/namedValues/site/namedValueInformation.json`]: named('site', '*') }],
    ...['namedValues', 'NamedValues', 'NAMEDVALUES'].flatMap((list): [fact: string, base: Files, head: Files][] => [
      [`an environment's ${list}`, uses, { ...uses, 'configuration.prod.yaml': `${list}:\n  - name: site\n    properties:\n      value: '*'\n` }],
      [
        `an environment's ${list} with other keys in upper case`,
        uses,
        { ...uses, 'configuration.prod.yaml': `${list}:\n  - Name: site\n    Properties:\n      VALUE: '*'\n` },
      ],
    ]),
    [
      'a policy of an environment with keys in upper case',
      uses,
      {
        ...uses,
        'configuration.prod.yaml': `Apis:\n  - NAME: orders\n    Policies:\n      - Name: policy\n        Properties:\n          Value: |\n${open.replace(/^(?=.)/gm, '            ')}`,
      },
    ],
    [
      'a list of an environment that stands twice but for its case',
      uses,
      { ...uses, 'configuration.prod.yaml': `namedValues: []\nNamedValues:\n  - name: site\n    properties:\n      value: '*'\n` },
    ],
    ['a named value that becomes a literal', uses, { ...base, [`${orders}/policy.xml`]: open }],
    ['a fragment', includes, { ...includes, [`${root}/policy fragments/shared/policy.xml`]: fragment(openLines) }],
    ['a fragment in the other folder', includes, { ...includes, [`${root}/policyFragments/shared/policy.xml`]: fragment(openLines) }],
    [
      'a fragment in a fragment',
      includes,
      {
        ...includes,
        [`${root}/policy fragments/shared/policy.xml`]: fragment('<include-fragment fragment-id="b" />'),
        [`${root}/policy fragments/b/policy.xml`]: fragment(openLines),
      },
    ],
    [
      'a fragment that includes itself',
      includes,
      { ...includes, [`${root}/policy fragments/shared/policy.xml`]: fragment(`<include-fragment fragment-id="shared" />${openLines}`) },
    ],
    [
      'a fragment by its id in upper case',
      base,
      {
        ...base,
        [`${orders}/policy.xml`]: policy(['<include-fragment fragment-id="SHARED" />']),
        [`${root}/policy fragments/shared/policy.xml`]: fragment(openLines),
      },
    ],
    ['the folder', base, moved(`${root}/apis/o2`, open)],
    ['the folder and its case', base, moved(`${root}/apis/ORDERS`, open)],
    ['the root', base, Object.fromEntries(Object.entries({ ...base, [`${orders}/policy.xml`]: open }).map(([path, text]) => [`new/${path}`, text]))],
    ['a root inside', base, { ...base, [`${orders}/policy.xml`]: open, [`${root}/apis/apis/x/apiInformation.json`]: api('x') }],
    ['a root inside the API', base, { ...base, [`${orders}/policy.xml`]: open, [`${orders}/apis/x/apiInformation.json`]: api('x') }],
    ['a root above', base, { ...base, [`${orders}/policy.xml`]: open, 'apis/x/apiInformation.json': api('x') }],
    [
      'the operation',
      base,
      Object.fromEntries([
        ...Object.entries(base).map(([path, text]) => [path.replace('operations/get', 'operations/read'), text] as const),
        [`${orders}/operations/read/policy.xml`, open],
      ]),
    ],
    [
      'another policy beside it',
      { ...base, [`${orders}/policy.xml`]: own },
      { ...Object.fromEntries(Object.entries(base).filter(([path]) => path !== `${orders}/policy.xml`)), [`${orders}/other.xml`]: open },
    ],
    [
      'a new current revision',
      base,
      {
        ...base,
        [`${orders};rev=2/apiInformation.json`]: api('orders', { isCurrent: true, apiRevision: '2' }),
        [`${orders}/apiInformation.json`]: api('orders', { isCurrent: false }),
        [`${orders};rev=2/policy.xml`]: open,
      },
    ],
    ['the API’s metadata as well', base, { ...base, [`${orders}/policy.xml`]: open, [`${orders}/apiInformation.json`]: '{' }],
    ['the API’s path as well', base, { ...base, [`${orders}/policy.xml`]: open, [`${orders}/apiInformation.json`]: api('other') }],
    [
      'the API’s name as well',
      base,
      { ...base, [`${orders}/policy.xml`]: open, [`${orders}/apiInformation.json`]: json({ name: 'other', properties: { path: 'orders' } }) },
    ],
  ])('%s', async (fact, from, to) => {
    await expectCaught(from, to, unknownValue.test(fact));
  });
});

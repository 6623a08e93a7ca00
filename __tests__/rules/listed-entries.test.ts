import { isDevelopmentEnvironment } from '../../src/apim/development.js';
import { defaultSettings } from '../../src/config/settings.js';
import { classedOrigin } from '../../src/cors/origin-class.js';
import { parseOrigin } from '../../src/cors/origin.js';
import { apiPath, cors, policy, repository, type CorsText } from '../../src/layouts/apiops/example.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { scanTree } from '../../src/review/run.js';
import type { Finding } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

/* What the rules about lists say beyond their examples: environments, values that are filled in, and what is the same of several entries. */

type Files = Readonly<Record<string, string>>;

async function scan(files: Files, settings: Partial<typeof defaultSettings> = {}): Promise<readonly Finding[]> {
  const { findings } = await scanTree(memoryTree(repository(files)), { settings: { ...defaultSettings, ...settings }, today: '2026-01-01' });
  return findings;
}

const said = (rule: string, findings: readonly Finding[]): readonly string[] =>
  findings
    .filter((one) => one.rule === rule)
    .map(
      (one) =>
        `${one.severity} ${(one.environments ?? []).join('+')} ${one.says.code === rule ? JSON.stringify('kind' in one.says.given ? one.says.given.kind : '') : ''}`,
    );

const withCredentials = ' allow-credentials="true"';
const local: CorsText = {
  origins: ['https://app.contoso.com', '{{dev-origin}}'],
  methods: ['GET', 'PUT'],
  headers: ['x-a'],
  attributes: withCredentials,
};
const value = (name: string, text: string): Files => ({
  [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: name, value: text } }),
});
const overrides = (text: string): string =>
  `namedValues:\n  - name: dev-origin\n    properties:\n      displayName: dev-origin\n      value: ${text}\n`;
const inEnvironments: Files = {
  [apiPath]: policy(cors(local)),
  ...value('dev-origin', 'https://www.contoso.com'),
  'configuration.prod.yaml': overrides('http://localhost:3000'),
  'configuration.dev.yaml': overrides('http://localhost:3000'),
};

test.each<[fact: string, files: Files, settings: Partial<typeof defaultSettings>, expected: readonly string[]]>([
  ['in production, by a named value, with credentials; not in dev', inEnvironments, {}, ['error prod "loopback"']],
  [
    'the configuration says that prod is of development and dev is not',
    inEnvironments,
    { developmentEnvironments: ['prod'] },
    ['error dev "loopback"'],
  ],
  ['nothing tells', { [apiPath]: policy(cors(local)), ...value('dev-origin', 'http://localhost:3000') }, {}, ['warning  "unnamed"']],
])('the user’s own machine: %s', async (_, files, settings, expected) => {
  expect(said('loopback-origin', await scan(files, settings))).toEqual(expected);
});

test.each<[environment: string | null, said: readonly string[] | null, expected: boolean | null]>([
  [null, null, null],
  ['dev', null, true],
  ['weu-dev2', null, true],
  ['sandbox', null, true],
  ['prod', null, false],
  ['devices', null, false],
  ['dev-prod', null, false],
  ['prod.test', null, false],
  ['latest', null, false],
  ['weu-1', ['weu-1'], true],
  ['dev', ['weu-1'], false],
  // What users accept before production is reached by users.
  ['uat', null, false],
])('environment %s with %j is of development: %s', (environment, named, expected) => {
  expect(isDevelopmentEnvironment(environment, named)).toBe(expected);
});

const nowhere = { path: 'a.xml', ref: { path: 'a.xml', at: 0, variant: '' }, line: 1, endLine: 1, start: 0, end: 0 };

test.each<[text: string, expected: string | null]>([
  ['https://${app}.azurewebsites.net', 'shared-hosting'],
  ['https://{{name}}.azurestaticapps.net', 'shared-hosting'],
  ['http://${host}', null],
  ['http://${host}.contoso.com', 'http'],
  ['http://localhost:${port}', 'loopback'],
  ['http://localhost${rest}', null],
  ['capacitor://${host}', 'custom-scheme'],
  ['https://${host}', null],
  ['https://${host}.local', 'intranet'],
  ['{{origin}}', null],
])('%s: what the text round a filled-in part tells of the origin is %s', (text, expected) => {
  expect(classedOrigin(parseOrigin(text, nowhere, () => undefined))?.of ?? null).toBe(expected);
});

test('infos that say the same of several entries are one finding, with each name and place', async () => {
  const lists = policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'PUT'], headers: ['Origin', 'Host', 'x-a'] }));
  const findings = await scan({ [apiPath]: lists }, { profile: 'strict' });
  const [only, ...more] = findings.filter(({ rule }) => rule === 'forbidden-header');
  expect(more).toEqual([]);
  expect(only?.elsewhere).toEqual([{ path: apiPath, line: 13 }]);
  expect(only === undefined ? '' : wholePhrase(messagePhrase(only))).toMatch(/^No script can set origin and host, /);
});

test('what a repair copies to another scope with its <cors> is nothing new', async () => {
  const listing = cors({ origins: ['https://app.contoso.com', 'http://old.contoso.com'] });
  const fragment = 'apimartifacts/policy fragments/browser/policy.xml';
  const findings = await scan({
    [apiPath]: policy(['<include-fragment fragment-id="browser" />', '<base />']),
    [fragment]: ['<fragment>', ...listing, '</fragment>', ''].join('\n'),
  });
  const [inFragment] = findings.filter(({ rule }) => rule === 'cors-in-fragment');
  expect(inFragment?.suggestions.map(({ title }) => title.code)).toContain('write-into-including');
});

test('of a list with thousands of entries the first two thousand are told, and the others counted', async () => {
  const origins = Array.from({ length: 4_000 }, (_, index) => `http://host-${index}.contoso${index}.com`);
  const findings = await scan({ [apiPath]: policy(cors({ origins, methods: ['GET', 'PUT'], headers: ['x-a'] })) });
  const found = findings.filter(({ rule }) => rule === 'insecure-origin');
  expect(found.length).toBe(2001);
  expect(found.filter(({ says }) => says.code === 'more-of-a-rule').map(({ says }) => says.given)).toEqual([{ count: 2_000 }]);
});

describe('a wildcard of a broader policy names the operations that it opens, and none where a narrower <cors> ends everybody else', () => {
  const global = 'apimartifacts/policy.xml';
  const stock = 'apimartifacts/apis/stock/';
  const everybody = policy(cors({ origins: ['*'] }));
  const two: Files = {
    [global]: everybody,
    [`${stock}apiInformation.json`]: JSON.stringify({ properties: { displayName: 'Stock', path: 'stock', subscriptionRequired: false } }),
    [`${stock}specification.yaml`]: 'openapi: 3.0.1\npaths:\n  /items:\n    get:\n      operationId: list-items\n',
    [`${stock}policy.xml`]: policy(['<base />']),
  };
  const own = (attributes: string): readonly string[] => [...cors({ origins: ['https://app.contoso.com'], attributes }), '<base />'];
  const ends = ' terminate-unmatched-request="true"';
  test.each<[string, Files, readonly string[]]>([
    ['the API’s own <cors> ends them', { ...two, [apiPath]: policy(own(ends)) }, ['stock']],
    ['the API’s own lets them on', { ...two, [apiPath]: policy(own(' terminate-unmatched-request="false"')) }, ['orders', 'stock']],
    ['the default decides', { ...two, [apiPath]: policy(own('')) }, ['orders', 'stock']],
    [
      'one in a fragment ends their requests, whoever answers the preflight',
      {
        ...two,
        'apimartifacts/policy fragments/own/policy.xml': [
          '<fragment>',
          ...cors({ origins: ['https://app.contoso.com'], attributes: ends }),
          '</fragment>',
        ].join('\n'),
        [apiPath]: policy(['<include-fragment fragment-id="own" />', '<base />']),
      },
      ['stock'],
    ],
    ['nobody is opened by it', { [global]: everybody, [apiPath]: policy(own(ends)) }, ['orders']],
  ])('%s', async (_, files, apis) => {
    const found = (await scan(files)).filter(({ rule, path }) => rule === 'wildcard-origin' && path === global);
    expect(found.flatMap(({ targets }) => targets.map(({ api }) => api)).sort()).toEqual(apis);
  });
});

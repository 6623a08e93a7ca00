import { defaultSettings } from '../../src/config/settings.js';
import { cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewReport } from '../../src/report/json.js';
import type { Review } from '../../src/review/review.js';
import { withBaseline } from '../../src/review/baseline.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const service = 'resource_group_name = "rg"\n  api_management_name = "contoso"';
const api = (name: string, file: string): readonly string[] => [
  `resource "azurerm_api_management_api" "${name}" {\n  name = "\${var.env}-${name}"\n  ${service}\n  revision = "1"\n  display_name = "${name}"\n  path = "${name}"\n  protocols = ["https"]\n}`,
  `resource "azurerm_api_management_api_policy" "${name}" {\n  api_name = azurerm_api_management_api.${name}.name\n  ${service}\n  xml_content = templatefile("./${file}", { host = var.host, open = var.open })\n}`,
];
const variables = ['env', 'host', 'open'].map((name) => `variable "${name}" { type = string }`);

/** APIs that have another id in each environment, under policies that are filled in. */
function terraform(policies: Files, environments: Readonly<Record<string, { readonly host: string; readonly open?: string }>>): Files {
  return {
    'main.tf': [...variables, ...Object.keys(policies).flatMap((file) => api(file.replace(/\W.*/, ''), file))].join('\n'),
    ...policies,
    ...Object.fromEntries(
      Object.entries(environments).map(([name, { host, open = 'https://www.contoso.com' }]) => [
        `env/${name}/terraform.tfvars`,
        `env = "${name}"\nhost = "${host}"\nopen = "${open}"\n`,
      ]),
    ),
  };
}

const scan = (files: Files, known?: ReadonlySet<string>): Promise<Review> =>
  scanTree(memoryTree(files), {
    settings: { ...defaultSettings, profile: 'strict' },
    today: '2026-01-01',
    ...(known === undefined ? {} : { known }),
  });
const slash = { 'orders.xml': policy(cors({ origins: ['https://${host}/'] })) };
const open = { 'orders.xml': policy(cors({ origins: ['${open}'] })) };
const three = { dev: { host: 'dev.contoso.com' }, uat: { host: 'uat.contoso.com' }, prod: { host: 'www.contoso.com' } };

test('one element is one finding for all its environments, whatever ids and origins they have, and JSON has them all', async () => {
  const review = await scan(terraform(slash, three));
  const [found, ...others] = reviewReport(review, '0').findings.filter(({ rule }) => rule === 'origin-normalised');
  expect(others).toEqual([]);
  expect(found?.message).toBe(
    'Browsers send https://dev.contoso.com, https://www.contoso.com and https://uat.contoso.com; these are written with a trailing slash.',
  );
  expect(found?.places.map(({ path, environments }) => [path, environments])).toEqual([
    ['orders.xml', ['dev']],
    ['orders.xml', ['prod']],
    ['orders.xml', ['uat']],
  ]);
  expect(new Set(found?.places.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  expect(found?.targets.map((target) => target.api).sort()).toEqual(['dev-orders', 'prod-orders', 'uat-orders']);
});

test('what is so in some environments says in which', async () => {
  const review = await scan(terraform(open, { ...three, uat: { host: 'a', open: '*' }, prod: { host: 'a', open: '*' } }));
  expect(review.findings.filter(({ rule }) => rule === 'wildcard-origin').map(messageOf)).toEqual([
    "In environments 'prod' and 'uat': every website may call these operations and read the answers (without credentials).",
  ]);
});

test('every origin in development is an info, and no finding beside the warning of production', async () => {
  const told = async (environments: Parameters<typeof terraform>[1]): Promise<readonly unknown[]> =>
    reviewReport(await scan(terraform(open, environments)), '0').findings.flatMap(({ rule, severity, message, places }) =>
      rule === 'wildcard-origin' ? [[severity, message.slice(0, 27), places.map(({ environments }) => environments)]] : [],
    );
  const every = { host: 'a', open: '*' };
  expect(await told({ ...three, dev: every })).toEqual([['info', "In environment 'dev': every", [['dev']]]]);
  expect(await told({ ...three, dev: every, prod: every })).toEqual([['warning', "In environment 'prod': ever", [['prod'], ['dev']]]]);
});

test('two elements stay two findings', async () => {
  const review = await scan(terraform({ ...slash, 'users.xml': slash['orders.xml'] }, three));
  const found = review.findings.filter(({ rule }) => rule === 'origin-normalised');
  expect(found.map(({ path, elsewhere }) => [path, elsewhere.length])).toEqual([
    ['orders.xml', 2],
    ['users.xml', 2],
  ]);
});

test('an environment that opens after a baseline was taken is new', async () => {
  const before = await scan(terraform(open, { ...three, uat: { host: 'a', open: '*' } }));
  const known = new Set(reviewReport(before, '0').findings.flatMap(({ places }) => places.map(({ fingerprint }) => fingerprint)));
  const now = terraform(open, { ...three, uat: { host: 'a', open: '*' }, prod: { host: 'a', open: '*' } });
  const after = withBaseline(await scan(now, known), known, false);
  expect(after.findings.filter(({ rule }) => rule === 'wildcard-origin').map(({ status, environments }) => [status, environments])).toEqual(
    expect.arrayContaining([
      ['new', ['prod']],
      ['existing', ['uat']],
    ]),
  );
});

test('operations of one API that leave out the same are one finding, with each place and repair', async () => {
  const operation = (id: string): string => `apimartifacts/apis/orders/operations/${id}/policy.xml`;
  const inherited = { [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'] })) };
  const cut = policy(['<set-variable name="a" value="b" />']);
  const review = await scan(repository({ ...inherited, [operation('get-order')]: cut, [operation('put-order')]: cut }));
  const [found, ...others] = review.findings.filter(({ rule }) => rule === 'cors-not-inherited');
  expect(others).toEqual([]);
  expect(found === undefined ? '' : messageOf(found)).toMatch(
    /The same is true at apimartifacts\/apis\/orders\/operations\/put-order\/policy\.xml:2\.$/,
  );
  expect(found?.places?.map(({ path }) => path)).toEqual([operation('get-order'), operation('put-order')]);
  expect(found?.suggestions.map(({ edits }) => edits[0]?.path)).toEqual([operation('get-order'), operation('put-order')]);
});

test('operations of one API that are as open behind one <cors> are one finding, those of another API are not', async () => {
  const operation = (api: string, id: string): string => `apimartifacts/apis/${api}/operations/${id}/policy.xml`;
  const behind = policy(['<base />', ...cors({ origins: ['*'] })]);
  const named = { [globalPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: '' })) };
  const orders = { [operation('orders', 'get-order')]: behind, [operation('orders', 'put-order')]: behind };
  const users = { 'apimartifacts/apis/users/policy.xml': policy(['<base />']), [operation('users', 'get-user')]: behind };
  const review = await scan(repository({ ...named, ...orders, ...users }));
  const found = review.findings.filter(({ rule }) => rule === 'wildcard-origin');
  expect(found.map(({ severity, path, elsewhere }) => [severity, path, elsewhere.map((one) => one.path)])).toEqual([
    ['warning', operation('orders', 'get-order'), [operation('orders', 'put-order')]],
    ['warning', operation('users', 'get-user'), []],
  ]);
});

test('words in brackets that nobody has replaced are one finding, another fault is its own', async () => {
  const information = (api: string): string => `apimartifacts/apis/${api}/apiInformation.json`;
  const review = await scan(
    repository({
      [information('a')]: '{ "properties": { "path": "a", "serviceUrl": [url goes here] } }\n',
      [information('b')]: '{ "properties": { "path": "b", "apiVersionSetId": [id of the version set] } }\n',
      [information('c')]: '{ "properties": { "path": "c" }\n',
      [information('d')]: '{ "properties": { "path": [orders, users } }\n',
    }),
  );
  const found = review.findings.filter(({ rule }) => rule === 'unreadable-metadata');
  expect(found.map(({ path, elsewhere }) => [path, elsewhere.map((one) => one.path)])).toEqual([
    [information('a'), [information('b')]],
    [information('c'), []],
    [information('d'), []],
  ]);
});

test('policies that are kept behind one address are one finding for each address', async () => {
  const type = 'Microsoft.ApiManagement/service/apis';
  const deployed = (name: string, address: string): readonly object[] => [
    { type, apiVersion: '2022-08-01', name: `contoso/${name}`, properties: { path: name, displayName: name } },
    {
      type: `${type}/policies`,
      apiVersion: '2022-08-01',
      name: `contoso/${name}/policy`,
      properties: { format: 'rawxml-link', value: `${address}/${name}.xml` },
    },
  ];
  const [one, other] = ['https://one.contoso.com/policies', 'https://other.contoso.com/policies'];
  const resources = [...deployed('a', one), ...deployed('b', one), ...deployed('c', other)];
  const review = await scan({
    'main.json': JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources,
    }),
  });
  const found = review.findings.filter(({ rule }) => rule === 'malformed-policy');
  expect(found.map(({ severity, elsewhere, targets }) => [severity, elsewhere.length, targets.map(({ api }) => api)])).toEqual([
    ['error', 1, ['a', 'b']],
    ['error', 0, ['c']],
  ]);
});

test('a review tells what is new of that once too, and what can be repaired each at its own place', async () => {
  const operation = (id: string): string => `apimartifacts/apis/orders/operations/${id}/policy.xml`;
  const named = { [globalPath]: policy(cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' })) };
  const whole = (text: string): Files => repository({ ...named, [operation('get-order')]: text, [operation('put-order')]: text });
  const places = async (text: string, rule: string): Promise<readonly number[]> =>
    (await reviewTrees(memoryTree(repository(named)), memoryTree(whole(text)), { settings: defaultSettings, today: '2026-01-01' })).findings
      .filter((one) => one.rule === rule)
      .map(({ elsewhere }) => elsewhere.length);
  expect(await places(policy(['<base />', ...cors({ origins: ['*'] })]), 'wildcard-origin')).toEqual([1]);
  expect(await places(policy(['<set-variable name="a" value="b" />']), 'cors-not-inherited')).toEqual([0, 0]);
});

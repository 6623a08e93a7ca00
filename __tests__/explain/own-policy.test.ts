import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, headerVersioned, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { explanationMarkdown, explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { memoryTree } from '../memory-tree.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

/** An API without a policy of its own: it gets one, as a file where the layout has a place for it, else as a text to put in. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';

function ask(files: Files, request: Partial<ExplainRequest['request']> = {}, api = 'orders'): Promise<Explanation> {
  return explainRequest(
    memoryTree(files),
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'omit', ...request },
      destination: { kind: 'name', workspace: null, api, operation: null },
      product: null,
      key: null,
    },
    defaultSettings,
    null,
  );
}

/** The example without its API's policy. */
function bare(files: Files): Files {
  return Object.fromEntries(Object.entries(repository({ [apiPath]: '', ...files })).filter(([path, text]) => path !== apiPath || text !== ''));
}

const invoices: Files = {
  'apimartifacts/apis/invoices/apiInformation.json': JSON.stringify({ properties: { path: 'invoices', subscriptionRequired: false } }),
  'apimartifacts/apis/invoices/specification.yaml': 'openapi: 3.0.1\npaths:\n  /a:\n    get:\n      operationId: a\n',
};

const told = (explanation: Explanation): string => explanationText(explanation, unpainted);
const ownPolicy = ({ advice }: Explanation) => advice.flatMap(({ about }) => (about.code === 'own-policy' ? [about] : []));
const header = (name: string) => ({ name, value: null });

describe('in a folder of APIOps it is a new file', () => {
  test.each<[string, Files, Partial<ExplainRequest['request']>]>([
    ['nothing is above it', {}, {}],
    ['a global policy without a <cors>', { [globalPath]: policy(['<rate-limit calls="10" renewal-period="60" />']) }, { headers: [header('x-a')] }],
    [
      'a global <cors> for somebody else, which holds for other APIs too',
      { ...invoices, [globalPath]: policy(cors({ origins: [shop] })) },
      { method: 'PUT', headers: [header('authorization')] },
    ],
  ])('%s', async (_, files, request) => {
    const held = bare(files);
    const explanation = await ask(held, request);
    const { suggestion } = explanation;
    expect(explanation.verdict).not.toBe('allowed');
    expect(suggestion?.title).toMatchObject({ code: 'add-cors', given: { isNew: true } });
    expect(told(explanation)).toContain("Write the policy of API 'orders', a new file, with a <cors>");
    expect(ownPolicy(explanation)).toEqual([]);
    const folder = temporaryFolder();
    writeFiles(folder, held);
    execFileSync('git', ['-C', folder, 'apply', '-'], { input: suggestion?.patch ?? '' });
    const after = { ...held, [apiPath]: readFileSync(join(folder, apiPath), 'utf8') };
    expect((await ask(after, request)).verdict).toBe('allowed');
    // Edits of a file that is not there are those of an empty one.
    expect(explanationReport(explanation).repairs[0]?.edits).toMatchObject([{ path: apiPath, startLine: 1 }]);
  });

  test.each<[string, Files]>([
    ['an operation’s own policy takes over nothing', { [operationPath]: policy([]) }],
    ['the version stands in a header, so no preflight reaches the API', headerVersioned()],
  ])('not where it would not help: %s', async (_, files) => {
    const { repairs } = await ask(bare(files), { headers: [header('x-a')] });
    expect(repairs.filter(({ patch }) => patch.includes('/dev/null'))).toEqual([]);
  });
});

describe('in code it is a text to put in', () => {
  const global = (list: string): string =>
    `<policies><inbound><cors><allowed-origins><origin>${list}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;
  const terraform = [
    'resource "azurerm_api_management_api" "orders" {',
    '  name = "orders"',
    '  api_management_name = "apim"',
    '  path = "orders"',
    '  revision = "1"',
    '}',
    'resource "azurerm_api_management_policy" "all" {',
    '  api_management_id = azurerm_api_management.x.id',
    `  xml_content = "${global(shop)}"`,
    '}',
    '',
  ].join('\n');
  const bicep = [
    "resource apim 'Microsoft.ApiManagement/service@2023-05-01-preview' existing = { name: 'apim' }",
    "resource orders 'Microsoft.ApiManagement/service/apis@2023-05-01-preview' = {",
    '  parent: apim',
    "  name: 'orders'",
    "  properties: { path: 'orders', displayName: 'Orders', protocols: ['https'] }",
    '}',
    "resource all 'Microsoft.ApiManagement/service/policies@2023-05-01-preview' = {",
    '  parent: apim',
    "  name: 'policy'",
    `  properties: { format: 'rawxml', value: '${global(shop)}' }`,
    '}',
    '',
  ].join('\n');
  const arm = JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      { type: 'Microsoft.ApiManagement/service/apis', apiVersion: '2022-08-01', name: 'apim/orders', properties: { path: 'orders' } },
      {
        type: 'Microsoft.ApiManagement/service/policies',
        apiVersion: '2022-08-01',
        name: 'apim/policy',
        properties: { format: 'rawxml', value: global(shop) },
      },
    ],
  });

  test.each<[string, string, string, string]>([
    ['Terraform', 'infra/main.tf', terraform, 'as the xml_content of an azurerm_api_management_api_policy, beside the API itself (infra/main.tf)'],
    [
      'Bicep',
      'infra/main.bicep',
      bicep,
      "as the value of a Microsoft.ApiManagement/service/apis/policies resource named 'policy', beside the API itself (infra/main.bicep)",
    ],
    [
      'ARM',
      'infra/azuredeploy.json',
      arm,
      'as the value of a resource of type Microsoft.ApiManagement/service/apis/policies, beside the API itself (infra/azuredeploy.json)',
    ],
  ])('%s', async (_, path, text, where) => {
    const explanation = await ask({ [path]: text }, { headers: [header('x-a')] });
    const [own] = ownPolicy(explanation);
    expect(own?.policy).toContain(`<origin>${app}</origin>`);
    expect(own?.policy).toContain('<header>x-a</header>');
    const words = told(explanation);
    expect(words).toContain(where);
    expect(words).toContain('whose-fix.md#an-api-without-a-policy');
    expect(words).toContain(`  <policies>\n      <inbound>\n`);
    expect(explanationMarkdown(explanation)).toContain('```xml\n<policies>\n');
    // The global one opens whatever inherits it; it is still there for those who want that.
    expect(words).toContain(shop);
  });

  test('put in, it does what is said of it', async () => {
    const [own] = ownPolicy(await ask({ 'main.tf': terraform }));
    const resource = [
      'resource "azurerm_api_management_api_policy" "orders" {',
      '  api_name = "orders"',
      '  xml_content = <<-XML',
      own?.policy ?? '',
      '  XML',
      '}',
      '',
    ];
    expect((await ask({ 'main.tf': `${terraform}${resource.join('\n')}` })).verdict).toBe('allowed');
  });

  test('not where the API has a policy', async () => {
    const resource = [
      'resource "azurerm_api_management_api_policy" "orders" {',
      '  api_name = "orders"',
      '  xml_content = "<policies><inbound><base /></inbound></policies>"',
      '}',
      '',
    ];
    expect(ownPolicy(await ask({ 'main.tf': `${terraform}${resource.join('\n')}` }))).toEqual([]);
  });
});

describe('a policy of its own lists whom the inherited <cors> lets in', () => {
  const listed = (text: string): readonly string[] => [...text.matchAll(/<origin>([^<]*)/g)].map(([, origin = '']) => origin);

  test.each<[string, string[], readonly string[]]>([
    ['one origin', cors({ origins: [shop] }), [app, shop]],
    [
      'two, and requests of others go on',
      cors({ origins: [shop, 'https://admin.contoso.com'], attributes: ' terminate-unmatched-request="false"' }),
      [app, shop, 'https://admin.contoso.com'],
    ],
    // What gives credentials is left to give them.
    ['credentials', cors({ origins: [shop], attributes: ' allow-credentials="true" terminate-unmatched-request="false"' }), [app]],
  ])('%s', async (_, global, origins) => {
    const { suggestion } = await ask(bare({ ...invoices, [globalPath]: policy(global) }));
    expect(suggestion?.edits.map(({ path }) => path)).toEqual([apiPath]);
    expect(listed(suggestion?.patch ?? '')).toEqual(origins);
  });

  test('where code deploys it, before a change that opens other APIs', async () => {
    const global = policy(cors({ origins: [shop], attributes: ' terminate-unmatched-request="false"' }));
    const resource = (type: string, lines: readonly string[]): string => [`resource "${type}" "x" {`, ...lines, '}', ''].join('\n');
    const explanation = await ask({
      'main.tf': [
        resource('azurerm_api_management', ['  name = "gw"']),
        resource('azurerm_api_management_policy', [
          '  api_management_id = azurerm_api_management.x.id',
          '  xml_content = <<XML',
          global.trimEnd(),
          'XML',
        ]),
        ...['orders', 'stock'].map((name) =>
          resource('azurerm_api_management_api', [
            `  name = "${name}"`,
            `  path = "${name}"`,
            '  api_management_name = azurerm_api_management.x.name',
            '  subscription_required = false',
          ]).replace('"x"', `"${name}"`),
        ),
      ].join(''),
    });
    const text = explanationText(explanation, unpainted);
    const [own, wider] = [text.indexOf('A policy of its own'), text.indexOf('What would allow it too, for more than this API')];
    expect(own).toBeGreaterThan(0);
    expect(wider).toBeGreaterThan(own);
    expect(listed(text.slice(own, wider))).toEqual([app, shop]);
  });
});

import { parseSettings } from '../../src/config/settings.js';
import { cors, apiPath, globalPath, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { rootCauses } from '../../src/review/root-causes.js';
import type { Review } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';

function scan(files: Files, yaml = ''): Promise<Review> {
  return scanTree(memoryTree(files), { settings: parseSettings(yaml, 'c.yml'), today: '2026-01-01', isWithoutRepairs: true });
}

async function told(files: Files, rule: string, yaml = ''): Promise<readonly string[]> {
  return (await scan(files, yaml)).findings.filter((one) => one.rule === rule).map((one) => `${one.severity}: ${messageOf(one)}`);
}

/** A root module in a folder, with an API of that folder's name under this policy. */
function root(folder: string, lines: readonly string[], more: readonly string[] = []): Files {
  const service = 'resource_group_name = "rg"\n  api_management_name = var.instance';
  return {
    [`${folder}/main.tf`]: [
      'variable "instance" { type = string }',
      `resource "azurerm_api_management_api" "a" {\n  name = "a"\n  ${service}\n  revision = "1"\n  display_name = "a"\n  path = "a"\n  protocols = ["https"]\n}`,
      `resource "azurerm_api_management_api_policy" "a" {\n  api_name = azurerm_api_management_api.a.name\n  ${service}\n  xml_content = <<XML\n${policy(lines)}\nXML\n}`,
      ...more,
      '',
    ].join('\n'),
  };
}

describe('remarks', () => {
  const listing = (origin: string): Files => repository({ [apiPath]: policy(cors({ origins: [app, origin] })) });

  test.each([
    ['a trailing slash', 'https://shop.contoso.com/', true],
    ['the default port', 'https://shop.contoso.com:443', true],
    ['both', 'https://shop.contoso.com:443/', true],
    ['upper case, of which no page says how it is compared', 'https://SHOP.contoso.com', false],
    ['a slash behind upper case', 'https://SHOP.contoso.com/', false],
  ])('%s: told by default or not, and always in strict or where a severity asks for it', async (_, origin, isRemark) => {
    const files = listing(origin);
    expect((await told(files, 'origin-normalised')).length).toBe(isRemark ? 0 : 1);
    for (const yaml of ['profile: strict', 'rules:\n  origin-normalised: warning'])
      expect((await told(files, 'origin-normalised', yaml)).length).toBe(1);
    expect(await told(files, 'origin-normalised', 'profile: strict\nrules:\n  origin-normalised: off')).toEqual([]);
  });

  test.each([
    ['the host of a resource', 'https://${azurerm_static_web_app.web.default_host_name}', true],
    ['the host of a module’s resource', 'https://${module.web.azurerm_static_web_app.web.default_host_name}', true],
    ['a variable', 'https://${var.host}', false],
    ['what is looked up elsewhere', 'https://${data.azurerm_static_web_app.web.default_host_name}', false],
    ['a resource and a variable', 'https://${azurerm_static_web_app.web.default_host_name}${var.suffix}', false],
  ])('%s as an origin', async (_, origin, isRemark) => {
    const files = root('infra', cors({ origins: [app, origin] }), ['variable "host" { type = string }', 'variable "suffix" { type = string }']);
    expect((await told(files, 'unresolved-origin')).length).toBe(isRemark ? 0 : 1);
    expect((await told(files, 'unresolved-origin', 'profile: strict')).length).toBe(1);
  });

  test('every header exposed with credentials: told where a policy sets one that scripts would read', async () => {
    const exposing = cors({ origins: [app], exposed: ['*'], attributes: ' allow-credentials="true"' });
    const plain = repository({ [apiPath]: policy([...exposing, '<base />']) });
    const limited = repository({
      [apiPath]: policy([...exposing, '<base />', '<rate-limit calls="9" renewal-period="60" remaining-calls-header-name="X-Left" />']),
    });
    expect(await told(plain, 'expose-wildcard-with-credentials')).toEqual([]);
    expect((await told(plain, 'expose-wildcard-with-credentials', 'profile: strict')).length).toBe(1);
    expect((await told(limited, 'expose-wildcard-with-credentials')).length).toBe(1);
  });

  test.each(['methods', 'headers', 'exposed'] as const)(
    'every name in the list of %s: told without credentials where all is wanted',
    async (list) => {
      const rule = list === 'exposed' ? 'wildcard-exposed-headers' : `wildcard-${list}`;
      const files = (attributes: string): Files =>
        repository({ [apiPath]: policy(cors({ origins: [app], methods: ['GET'], headers: ['x-a'], [list]: ['*'], attributes })) });
      expect(await told(files(''), rule)).toEqual([]);
      for (const yaml of ['profile: strict', `rules:\n  ${rule}: info`]) expect((await told(files(''), rule, yaml)).length).toBe(1);
      const withCredentials = (await told(files(' allow-credentials="true"'), rule)).map((said) => said.slice(0, 7));
      expect(withCredentials).toEqual(list === 'exposed' ? [] : ['warning']);
    },
  );

  test('a header that no script can set', async () => {
    const files = repository({ [apiPath]: policy(cors({ origins: [app], headers: ['content-type', 'Origin'] })) });
    expect(await told(files, 'forbidden-header')).toEqual([]);
    expect((await told(files, 'forbidden-header', 'profile: strict')).length).toBe(1);
  });
});

describe('every website, where a broader <cors> answers first', () => {
  const below = (attributes: string): Files =>
    repository({ [globalPath]: policy(cors({ origins: [app], attributes })), [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]) });

  test('is let in under a reading, and the finding says which', async () => {
    const [message, ...others] = await told(below(''), 'wildcard-origin');
    expect(others).toEqual([]);
    expect(message).toMatch(/^warning: .* if terminate-unmatched-request defaults to false/);
  });

  test('is kept out for good, and is a remark of what keeps it out', async () => {
    const files = below(' terminate-unmatched-request="true"');
    expect(await told(files, 'wildcard-origin')).toEqual([expect.stringMatching(/^info: .*none may call/)]);
    const causes = rootCauses(await scan(files)).filter(({ findings }) => findings.some(({ rule }) => rule === 'wildcard-origin'));
    expect(causes.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([['inherited-cors-decides', 'wildcard-origin']]);
  });

  test('is let in where that one lets others through', async () => {
    expect(await told(below(' terminate-unmatched-request="false"'), 'wildcard-origin')).toEqual([
      'warning: Every website may call these operations and read the answers (without credentials).',
    ]);
  });
});

test('a fragment without a <cors> that another root of the repository deploys is not missing', async () => {
  const including = root('apis', ['<include-fragment fragment-id="limits" />', '<base />']);
  expect((await told(including, 'missing-fragment')).length).toBe(1);
  const fragment =
    'resource "azurerm_api_management_policy_fragment" "limits" {\n  api_management_id = var.id\n  name = "limits"\n  format = "rawxml"\n  value = "<fragment><set-variable name=\\"a\\" value=\\"b\\" /></fragment>"\n}';
  const beside = (text: string): Files => ({ ...including, 'platform/main.tf': `variable "id" { type = string }\n${text}\n` });
  expect(await told(beside(fragment), 'missing-fragment')).toEqual([]);
  const deciding = fragment.replace(
    '<set-variable name=\\"a\\" value=\\"b\\" />',
    '<cors><allowed-origins><origin>*</origin></allowed-origins></cors>',
  );
  expect(deciding).toContain('<cors>');
  expect((await told(beside(deciding), 'missing-fragment')).length).toBe(1);
});

test('a folder for an environment of development is one, whatever else its name has in it', async () => {
  const lines = cors({ origins: ['http://localhost:3000'] });
  expect((await told(root('infra/weu', lines), 'loopback-origin')).length).toBe(1);
  for (const folder of ['infra/dev-weu', 'infra/weu-dev', 'infra/dev']) expect(await told(root(folder, lines), 'loopback-origin')).toEqual([]);
  for (const folder of ['infra/prod-dev', 'infra/uat-weu']) expect((await told(root(folder, lines), 'loopback-origin')).length).toBe(1);
});

test('the cached operation of the Echo API is what Azure writes, another one is not', async () => {
  const lookup = (headers: readonly string[]): readonly string[] => [
    '<base />',
    '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false">',
    ...headers.map((name) => `<vary-by-header>${name}</vary-by-header>`),
    '</cache-lookup>',
    '<rewrite-uri template="/resource" />',
  ];
  const caching = (operation: string, headers: readonly string[]): Files => ({
    ...repository({ [apiPath]: policy([...cors({ origins: [app, 'https://shop.contoso.com'] }), '<base />']) }),
    [`apimartifacts/apis/orders/operations/${operation}/policy.xml`]: policy(lookup(headers), rest(['<base />', '<cache-store duration="3600" />'])),
    'apimartifacts/apis/orders/specification.yaml': `openapi: 3.0.1\ninfo: { title: orders, version: '1' }\npaths:\n  /a:\n    get: { operationId: ${operation}, responses: { '200': { description: ok } } }\n`,
  });
  const sample = ['Accept', 'Accept-Charset'];
  expect(await told(caching('retrieve-resource-cached', sample), 'cached-without-vary-origin')).toEqual([]);
  expect((await told(caching('retrieve-resource-cached', ['Accept']), 'cached-without-vary-origin')).length).toBe(1);
  expect((await told(caching('get-resource', sample), 'cached-without-vary-origin')).length).toBe(1);
});

test('the host of a resource that Bicep deploys is a remark, and of one that it only names none', async () => {
  const bicep = (existing: string): Files => ({
    'main.bicep': `resource web 'Microsoft.Web/staticSites@2022-09-01' = ${existing}{
  name: 'web'
}
resource apim 'Microsoft.ApiManagement/service@2022-08-01' existing = {
  name: 'contoso'
}
resource orders 'Microsoft.ApiManagement/service/apis@2022-08-01' = {
  parent: apim
  name: 'orders'
  properties: {
    path: 'orders'
  }
  resource get 'operations' = {
    name: 'get'
    properties: {
      method: 'GET'
      urlTemplate: '/'
    }
  }
}
resource p 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {
  parent: orders
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: replace(loadTextContent('p.xml'), 'HOST', web.properties.defaultHostname)
  }
}
`.replace('= existing {', 'existing = {'),
    'p.xml': policy(cors({ origins: ['https://HOST'] })),
  });
  const found = async (existing: string): Promise<number> => (await told(bicep(existing), 'unresolved-origin')).length;
  expect(await found('')).toBe(0);
  expect(await found('existing ')).toBe(1);
});

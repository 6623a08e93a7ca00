import { review, xml, type Files } from '../moved.js';

jest.setTimeout(60_000);

/** Files whose path the repository does not decide: any that fits may be meant. */

const root = (read: string, origins: string, before = ''): Files => ({
  'infra/main.tf':
    `${before}locals {\n  settings = ${read}\n}\n` +
    'resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
    'resource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n' +
    `resource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = templatefile("p.xml.tpl", { origin = ${origins} })\n}\n`,
  'infra/p.xml.tpl': xml('${origin}'),
});
const origin = 'local.settings.origin';
const yaml = (host: string): string => `size: 1\norigin: https://${host}.contoso.com\n`;
const json = (host: string): string => `{ "size": 1, "origin": "https://${host}.contoso.com" }\n`;

type Case = readonly [what: string, code: Files, content: (host: string) => string, path: (value: string) => string];

describe('each file that fits is an environment', () => {
  test.each<Case>([
    [
      'YAML by the workspace',
      root('yamldecode(file("${path.module}/config/${terraform.workspace}.yaml"))', origin),
      yaml,
      (one) => `infra/config/${one}.yaml`,
    ],
    ['JSON by the workspace', root('jsondecode(file("${path.root}/${terraform.workspace}.json"))', origin), json, (one) => `infra/${one}.json`],
    [
      'YAML by a variable',
      root('yamldecode(file("../config/${var.env}/apim.yaml"))', origin, 'variable "env" {}\n'),
      yaml,
      (one) => `config/${one}/apim.yaml`,
    ],
    [
      'a template by a local',
      root('yamldecode(templatefile("config/settings-${local.stage}.yaml", {}))', origin, 'locals {\n  stage = terraform.workspace\n}\n'),
      yaml,
      (one) => `infra/config/settings-${one}.yaml`,
    ],
    [
      'a text in a module',
      {
        'infra/main.tf': 'module "apim" {\n  source = "../apim"\n  env    = terraform.workspace\n}\n',
        'apim/main.tf': root('jsondecode(file("${path.module}/config/${var.env}.json"))', origin, 'variable "env" {}\n')['infra/main.tf'] ?? '',
        'infra/p.xml.tpl': xml('${origin}'),
      },
      json,
      (one) => `apim/config/${one}.json`,
    ],
  ])('%s', async (_, code, content, path) => {
    const base = { ...code, [path('dev')]: content('dev'), [path('prod')]: content('prod') };
    const { changes } = await review(base, { ...base, [path('prod')]: content('evil') });
    expect(changes.map((one) => [one.environments, one.origins.map(({ origin: of }) => of).sort()])).toEqual([
      [['prod'], ['https://evil.contoso.com', 'https://prod.contoso.com']],
    ]);
    // What else such a file says is nobody's business.
    const other = await review(base, { ...base, [path('prod')]: content('prod').replace(/size(.*)1/, 'size$12') });
    expect([other.changes, other.findings.filter(({ status }) => status === 'new')]).toEqual([[], []]);
    const added = await review(base, { ...base, [path('uat')]: content('uat') });
    expect(added.changes.map((one) => [one.environments, one.existence])).toEqual([[['uat'], 'added']]);
  });
});

test('a policy by the workspace is one in each environment', async () => {
  const base = {
    ...root('null', '"x"'),
    'infra/main.tf': (root('null', '"x"')['infra/main.tf'] ?? '').replace(/templatefile\(.*\)/, 'file("policies/${terraform.workspace}.xml")'),
    'infra/policies/dev.xml': xml('https://dev.contoso.com'),
    'infra/policies/prod.xml': xml('https://prod.contoso.com'),
  };
  const { changes, unreviewed } = await review(base, { ...base, 'infra/policies/prod.xml': xml('*') });
  expect(unreviewed).toEqual([]);
  expect(changes.map(({ environments }) => environments)).toEqual([['prod']]);
});

test.each([
  [
    'two parts of the path are open',
    'yamldecode(file("config/${terraform.workspace}/${var.region}.yaml"))',
    'variable "region" {}\n',
    'infra/config/prod/weu.yaml',
  ],
  ['what is open is made of something', 'yamldecode(file("config/${lower(terraform.workspace)}.yaml"))', '', 'infra/config/prod.yaml'],
  [
    'it is read from the cloud',
    'yamldecode(file("config/${data.azurerm_subscription.s.display_name}.yaml"))',
    'data "azurerm_subscription" "s" {}\n',
    'infra/config/prod.yaml',
  ],
])('where %s, a change of a file that fits is told', async (_, read, before, path) => {
  const base = { ...root(read, origin, before), [path]: yaml('prod') };
  for (const [was, is] of [
    ['prod', 'evil'],
    ['evil', 'prod'],
  ] as const) {
    const { changes, findings } = await review({ ...base, [path]: yaml(was) }, { ...base, [path]: yaml(is) });
    expect(changes.flatMap((one) => one.origins.map(({ origin: of }) => of)).some((one) => one.includes('(before)'))).toBe(true);
    expect(findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).toContain('access-narrowed');
    expect(changes.flatMap(({ causes }) => causes.map((one) => one.path))).toContain(path);
  }
  const elsewhere = { ...base, 'infra/other.yaml': 'a: 1\n' };
  expect((await review(elsewhere, { ...elsewhere, 'infra/other.yaml': 'a: 2\n' })).changes).toEqual([]);
});

import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { fix } from '../../src/review/fix.js';
import { scanTree } from '../../src/review/run.js';
import { overlay } from '../../src/layouts/tree.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const named = (value: string): string => `namedValues:\n  - name: site\n    properties:\n      value: "${value}"\n`;

/** A policy whose only origin is filled in, and what it is in each environment. */
const artifacts = (dev: string, prod: string): Files => ({
  ...repository({ [apiPath]: policy(cors({ origins: ['{{site}}'] })) }),
  'apimartifacts/namedValues/site/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'site', value: dev } }),
  'configuration.dev.yaml': named(dev),
  'configuration.prod.yaml': named(prod),
});

const service = 'resource_group_name = "rg"\n  api_management_name = "contoso"';
const terraform = (dev: string, prod: string): Files => ({
  'main.tf': [
    'variable "env" { type = string }',
    `locals {\n  site = var.env == "prod" ? "${prod}" : "${dev}"\n}`,
    `resource "azurerm_api_management_api" "orders" {\n  name = "orders"\n  ${service}\n  revision = "1"\n  display_name = "Orders"\n  path = "orders"\n  protocols = ["https"]\n}`,
    `resource "azurerm_api_management_api_operation" "list" {\n  operation_id = "list"\n  api_name = azurerm_api_management_api.orders.name\n  ${service}\n  display_name = "list"\n  method = "GET"\n  url_template = "/list"\n}`,
    `resource "azurerm_api_management_api_policy" "orders" {\n  api_name = azurerm_api_management_api.orders.name\n  ${service}\n  xml_content = templatefile("./policy.xml", { site = local.site })\n}`,
  ].join('\n'),
  'policy.xml': policy(cors({ origins: ['${site}'] })),
  'env/dev/terraform.tfvars': 'env = "dev"\n',
  'env/prod/terraform.tfvars': 'env = "prod"\n',
});

async function repairsOf(files: Files): Promise<readonly { readonly title: string; readonly effect: string }[]> {
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-11-30' });
  return findings
    .filter(({ rule }) => rule === 'invalid-origin')
    .flatMap(({ suggestions }) => suggestions)
    .map(({ title, effect }) => ({ title: wholePhrase(titlePhrase(title)), effect: wholePhrase(effectPhrase(effect)) }));
}

describe('a repair of what is filled in holds in every environment', () => {
  test.each<[string, Files]>([
    ['"*" in the other, in a template', terraform('*', 'www.fabrikam.com')],
    ['an origin in the other, in a template', terraform('https://dev.fabrikam.com', 'www.fabrikam.com')],
    ['an origin of plain http in the other, in a template', terraform('http://dev.fabrikam.com', 'www.fabrikam.com')],
    ['the other way round', terraform('dev.fabrikam.com', 'https://www.fabrikam.com')],
    ['"*" in the other, in a named value', artifacts('*', 'www.fabrikam.com')],
    ['an origin in the other, in a named value', artifacts('https://dev.fabrikam.com', 'www.fabrikam.com')],
    ['an origin in the other, and a path in a named value', artifacts('https://dev.fabrikam.com', 'https://www.fabrikam.com/app')],
  ])('%s: none that would refuse it there is offered', async (_fact, files) => {
    const settings = { settings: defaultSettings, today: '2026-11-30' };
    const tree = memoryTree(files);
    const before = await scanTree(tree, settings);
    expect(await repairsOf(files)).toEqual([]);
    const fixed = await fix(tree, before, (head) => scanTree(head, settings), { which: 'all', only: null, alsoExisting: true });
    const after = await scanTree(overlay(tree, new Map([...fixed.texts].map(([path, text]) => [path, text.after]))), settings);
    const errorsIn = ({ findings }: typeof before, environment: string): number =>
      findings.filter(({ severity, environments }) => severity === 'error' && (environments === null || environments.includes(environment))).length;
    for (const environment of ['dev', 'prod']) expect(errorsIn(after, environment)).toBeLessThanOrEqual(errorsIn(before, environment));
  });

  test('what is lacking in all of them is offered, and each is named', async () => {
    expect(await repairsOf(terraform('dev.fabrikam.com', 'www.fabrikam.com'))).toEqual([
      {
        title: 'Write https://dev.fabrikam.com',
        effect: expect.stringContaining("In environment 'prod': https://www.fabrikam.com gains access on operation 'list' of 'orders'."),
      },
      {
        title: 'Write https://www.fabrikam.com',
        effect: expect.stringContaining("In environment 'dev': https://dev.fabrikam.com gains access on operation 'list' of 'orders'."),
      },
    ]);
  });

  test('a named value stays where its scheme is lacking', async () => {
    const all = await repairsOf(artifacts('dev.fabrikam.com', 'www.fabrikam.com'));
    expect(new Set(all.map(({ title }) => title))).toEqual(new Set(['Write https://{{site}}']));
  });

  test('what is the same everywhere is told once', async () => {
    const files = { ...terraform('a', 'a'), 'policy.xml': policy(cors({ origins: ['app.fabrikam.com'] })) };
    const [only, ...others] = await repairsOf(files);
    expect(others).toEqual([]);
    expect(only?.effect).toMatch(/The same holds in environment '(?:dev|prod)'\./u);
  });
});

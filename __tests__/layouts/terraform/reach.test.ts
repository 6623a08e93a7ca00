import fc from 'fast-check';
import { PolicyCache } from '../../../src/apim/policy-cache.js';
import { defaultSettings } from '../../../src/config/settings.js';
import { openAffected } from '../../../src/layouts/affected.js';
import { layouts } from '../../../src/layouts/layouts.js';
import type { Layout, Survey } from '../../../src/layouts/layout.js';
import type { Review } from '../../../src/review/review.js';
import { changedPaths } from '../../../src/review/changed-lines.js';
import { reviewTrees } from '../../../src/review/run.js';
import { memoryTree } from '../../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };

const xml = (origin: string, base = '<base />'): string =>
  `<policies>\n  <inbound>\n    ${base}\n    <cors>\n      <allowed-origins>\n        <origin>${origin}</origin>\n      </allowed-origins>\n    </cors>\n  </inbound>\n</policies>\n`;
const at = 'api_management_name = var.service';
const api = (id: string, more = ''): string =>
  `resource "azurerm_api_management_api" "${id}" {\n  name = "${id}"\n  path = "${id}"\n  ${at}\n}\n` +
  `resource "azurerm_api_management_api_operation" "${id}" {\n  operation_id = "get"\n  api_name = azurerm_api_management_api.${id}.name\n  ${at}\n  method = "GET"\n  url_template = "/"\n}\n${more}`;
const policy = (kind: string, name: string, ids: string, text: string): string =>
  `resource "azurerm_api_management_${kind}policy" "${name}" {\n  ${ids}\n  ${at}\n  xml_content = ${text}\n}\n`;
const variables = 'variable "service" {\n  default = "contoso"\n}\nvariable "host" {\n  default = "web"\n}\n';

/** Two roots of one service, one of another, a module that two of them call, files that code names, and files that nothing names. */
const repository: Files = {
  'core/main.tf':
    variables +
    policy('', 'g', '', 'file("global.xml")') +
    policy('product_', 'p', 'product_id = "gold"', 'file("${path.module}/../shared/gold.xml")'),
  'core/global.xml': xml('https://portal.contoso.com', ''),
  'core/env/dev/terraform.tfvars': 'host = "dev"\n',
  'core/env/prod/terraform.tfvars': 'host = "prod"\n',
  'shared/gold.xml': xml('https://gold.contoso.com'),
  'orders/main.tf':
    variables +
    api('orders', policy('api_', 'o', 'api_name = "orders"', 'templatefile("orders.xml.tpl", { host = var.host })')) +
    `resource "azurerm_api_management_product_api" "l" {\n  product_id = "gold"\n  api_name = "orders"\n  ${at}\n}\nmodule "m" {\n  source = "../modules/one"\n  name = "bills"\n  service = var.service\n}\n`,
  'orders/orders.xml.tpl': xml('https://${host}.contoso.com'),
  'orders/env/dev/terraform.tfvars': 'host = "dev"\n',
  'orders/env/prod/terraform.tfvars': 'host = "prod"\n',
  'orders/README.md': '# Orders\n',
  'other/main.tf':
    `${variables.replace('contoso', 'fabrikam')}module "m" {\n  source = "../modules/one"\n  name = "stock"\n  service = var.service\n}\n` +
    `locals {\n  all = jsondecode(file("apis.json"))\n}\nresource "azurerm_api_management_api_policy" "each" {\n  for_each = toset(local.all)\n  api_name = each.key\n  ${at}\n  xml_content = file("\${each.key}.xml")\n}\n`,
  'other/apis.json': '["a", "b"]',
  'other/a.xml': xml('https://a.contoso.com'),
  'other/b.xml': xml('https://b.contoso.com'),
  'other/c.xml': xml('https://c.contoso.com'),
  'modules/one/main.tf':
    'variable "name" {}\nvariable "service" {}\n' + policy('api_', 'x', 'api_name = var.name', 'file("${path.module}/policy.xml")'),
  'modules/one/policy.xml': xml('https://one.contoso.com'),
  'network/main.tf': 'resource "azurerm_virtual_network" "v" {\n  name = "v"\n}\n',
};

/** The layouts, of which none tells any part of a service from the rest. */
const whole = layouts.map((layout): Layout => {
  const find: Layout['find'] = async (...given) => {
    const survey = await layout.find(...given);
    const reach: Survey['reach'] = () => Promise.resolve(new Map(survey.sites.map(({ root }) => [root, { kind: 'all' as const }])));
    return survey.sites.length === 0 ? survey : Object.defineProperty(survey, 'reach', { value: reach });
  };
  return { ...layout, find };
});

/** What a reader is told of the change. */
const told = ({ conclusion, provenUnchanged, changes, findings }: Review) => ({
  conclusion,
  provenUnchanged,
  changes: changes.map((change) => JSON.stringify(change)).sort(),
  findings: findings.flatMap(({ rule, status, path, line, severity }) => (status === 'new' ? [`${rule} ${severity} ${path}:${line}`] : [])).sort(),
});

const review = (base: Files, head: Files, known?: readonly Layout[]) =>
  reviewTrees(memoryTree(base), memoryTree(head), { ...options, ...(known === undefined ? {} : { layouts: known }) });

const edits: readonly (readonly [path: string, from: string | null, to: string | null])[] = [
  ['core/global.xml', 'portal', 'other'],
  ['core/main.tf', 'policy" "g"', 'policy" "h"'],
  ['core/main.tf', '"contoso"', '"fabrikam"'],
  ['core/main.tf', '"gold"', '"silver"'],
  ['core/main.tf', null, null],
  ['core/env/dev/terraform.tfvars', '"dev"', '"test"'],
  ['core/env/prod/terraform.tfvars', null, null],
  ['shared/gold.xml', 'gold.', 'silver.'],
  ['orders/main.tf', '"GET"', '"PUT"'],
  ['orders/main.tf', 'product_id = "gold"', 'product_id = "silver"'],
  ['orders/main.tf', 'name = "bills"', 'name = "invoices"'],
  ['orders/main.tf', 'host = var.host', 'host = "fixed"'],
  ['orders/main.tf', '"contoso"', '"fabrikam"'],
  ['orders/orders.xml.tpl', 'https://', 'http://'],
  ['orders/orders.xml.tpl', null, null],
  ['orders/env/dev/terraform.tfvars', '"dev"', '"test"'],
  ['orders/env/prod/terraform.tfvars', null, null],
  ['orders/env/qa/terraform.tfvars', '', 'host = "qa"\n'],
  ['orders/env/dev/terraform.tfvars', 'host', 'unused'],
  ['orders/more.tf', '', api('more', policy('api_', 'more', 'api_name = "more"', 'file("../other/c.xml")'))],
  ['orders/README.md', 'Orders', 'Bills'],
  ['other/apis.json', '"b"', '"c"'],
  ['other/apis.json', '"a", ', ''],
  ['other/apis.json', null, null],
  ['other/a.xml', 'https://a.', 'https://z.'],
  ['other/c.xml', 'https://c.', 'https://z.'],
  ['other/main.tf', '"fabrikam"', '"contoso"'],
  ['modules/one/policy.xml', 'one.', 'two.'],
  ['modules/one/policy.xml', '<base />', ''],
  ['modules/one/main.tf', 'policy.xml', 'gone.xml'],
  ['modules/one/main.tf', 'xml_content', 'xml_contents = = '],
  ['network/main.tf', '"v"', '"w"'],
  ['extra/main.tf', '', `${variables}${policy('api_', 'e', 'api_name = "extra"', 'file("../other/b.xml")')}`],
];

function changed(files: Files, some: readonly number[]): Files {
  const after = new Map(Object.entries(files));
  for (const index of some) {
    const [path, from, to] = edits[index] ?? ['', '', ''];
    if (from === null || to === null) after.delete(path);
    else after.set(path, (after.get(path) ?? '').replace(from, to));
  }
  return Object.fromEntries(after);
}

test('a review of what a change reaches says what a review of everything says', async () => {
  const some = fc.uniqueArray(fc.nat(edits.length - 1), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(edits.length - 1), { maxLength: 2 }), some, async (before, after) => {
      const base = changed(repository, before);
      const head = changed(base, after);
      expect(told(await review(base, head))).toEqual(told(await review(base, head, whole)));
    }),
    { numRuns: 40, examples: [[[2], [7]]] },
  );
});

const reachOf = async (some: readonly number[]): Promise<readonly string[]> => {
  const [base, head] = [memoryTree(repository), memoryTree(changed(repository, some))];
  const { affected } = await openAffected({ base, head }, changedPaths(base, head), { scopes: [], environments: [] }, new PolicyCache());
  return [...affected].map(([root, reach]) =>
    reach.kind === 'all'
      ? `${root}: all`
      : `${root}: ${[...reach.keys]
          .filter((key) => !key.startsWith('root '))
          .sort()
          .join(' ')}`,
  );
};

test.each<[name: string, edit: number, expected: readonly string[]]>([
  ['a README', 20, []],
  ['code of another root', 31, []],
  ['a policy that nothing deploys', 25, []],
  ['a template', 13, ['core: orders']],
  ['values of one environment of a root', 15, ['core: bills orders']],
  ['code of a root', 8, ['core: bills orders']],
  ['a policy of a product', 7, ['core: orders']],
  ['the global policy', 0, ['core: all']],
  ['a file of a module that two services use', 27, ['core: bills', 'other: stock']],
  ['a list of APIs', 21, ['other: a b c']],
  ['a policy of one of many', 24, ['other: a']],
])('what a change reaches: %s', async (_, edit, expected) => {
  expect((await reachOf([edit])).map((line) => line.replaceAll('\u0000', ''))).toEqual(expected);
});

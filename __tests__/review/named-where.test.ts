/** Where it is so, and who it is about: environments in titles, files of values above the artifacts, scopes that base knows. */
import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { reviewReport } from '../../src/report/json.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
const titles = async (base: Files, head: Files): Promise<readonly string[]> => rootCauses(await review(base, head)).map(causeTitle);

const apim = '  resource_group_name = "rg"\n  api_management_name = "contoso"';
const api = (name: string): string =>
  `resource "azurerm_api_management_api" "${name}" {\n  name = "${name}"\n${apim}\n  revision = "1"\n  path = "${name}"\n  protocols = ["https"]\n}`;
const apiPolicy = (name: string, xml: string): string =>
  `resource "azurerm_api_management_api_policy" "${name}" {\n  api_name = azurerm_api_management_api.${name}.name\n${apim}\n  xml_content = ${xml}\n}`;

describe('environments in a title', () => {
  const own = { dev: 'http://dev.contoso.com', prod: 'https://www.contoso.com' };
  const terraform = (origins: readonly string[], values: Readonly<Record<string, string>> = own): Files => ({
    'main.tf': `variable "web" { type = string }\n${api('orders')}\n${apiPolicy('orders', 'templatefile("${path.module}/p.xml", { web = var.web })')}\n`,
    'p.xml': policy(cors({ origins })),
    ...Object.fromEntries(Object.entries(values).map(([name, web]) => [`${name}.tfvars`, `web = "${web}"\n`])),
  });
  const artifacts = (origins: readonly string[], values: Readonly<Record<string, string>> = own): Files => ({
    'artifacts/apis/orders/apiInformation.json': '{"properties":{"path":"orders"}}',
    'artifacts/apis/orders/policy.xml': policy(cors({ origins: origins.map((one) => one.replace('${web}', '{{web}}')) })),
    'artifacts/named values/web/namedValueInformation.json': '{"properties":{"displayName":"web","value":"https://www.contoso.com"}}',
    ...Object.fromEntries(
      Object.entries(values).map(([name, web]) => [
        `configuration.${name}.yaml`,
        `namedValues:\n  - name: web\n    properties:\n      displayName: web\n      value: "${web}"\n`,
      ]),
    ),
  });

  test.each([
    ['Terraform', terraform],
    ['artifacts', artifacts],
  ])('%s: what is so in all of them names none, though other origins gain or lose beside it in each', async (_, files) => {
    expect(await titles(files(['${web}']), files(['*']))).toContainEqual(expect.stringMatching(/^any other website can now call orders$/));
    expect((await titles(files(['${web}']), files(['*']))).filter((title) => /^any other website.* in /.test(title))).toEqual([]);
  });

  test.each([
    ['Terraform', terraform],
    ['artifacts', artifacts],
  ])('%s: what is so in one of them names it', async (_, files) => {
    expect(await titles(files(['${web}']), files(['${web}'], { ...own, prod: '*' }))).toContain('any other website can now call orders in prod');
  });
});

describe('a configuration file in the folder above the artifacts', () => {
  const files = (folder: string, value: string): Files => ({
    [`${folder}apimartifacts/apis/a/apiInformation.json`]: '{"properties":{"path":"a"}}',
    [`${folder}apimartifacts/apis/a/policy.xml`]: policy(cors({ origins: ['{{o}}'] })),
    [`${folder}apimartifacts/named values/o/namedValueInformation.json`]: '{"properties":{"displayName":"o","value":"https://a.contoso.com"}}',
    [`${folder}configuration.prod.yaml`]: `namedValues:\n  - name: o\n    properties:\n      displayName: o\n      value: ${value}\n`,
  });

  test.each(['', 'api/', 'services/api/'])('%s: the title tells who and what, and JSON the line', async (folder) => {
    const found = await review(files(folder, 'https://prod.contoso.com'), files(folder, 'https://other.contoso.com'));
    expect(rootCauses(found).map(causeTitle)[0]).toBe('https://prod.contoso.com can no longer call a in prod');
    expect(reviewReport(found, '0').changes.flatMap(({ causes }) => causes)).toEqual([{ path: `${folder}configuration.prod.yaml`, line: 5 }]);
  });

  test('one of another service beside it is no cause', async () => {
    const change = (value: string): Files => ({ ...files('api/', value), ...files('web/', value === '' ? '' : 'https://x.contoso.com') });
    const found = await review(change('https://prod.contoso.com'), change('https://other.contoso.com'));
    expect(new Set(reviewReport(found, '0').changes.flatMap(({ causes }) => causes.map(({ path }) => path)))).toEqual(
      new Set(['api/configuration.prod.yaml']),
    );
  });
});

describe('the entry for a policy that base gives a scope', () => {
  const text = policy(cors({ origins: ['https://app.contoso.com'] }));
  const other = policy(cors({ origins: ['https://app.contoso.com', 'https://b.contoso.com'] }));
  const one = (name: string, path: string): string => `${api(name)}\n${apiPolicy(name, `file("\${path.module}/${path}")`)}\n`;
  const entriesIn = (found: Review): readonly string[] =>
    found.findings.filter(({ rule }) => rule === 'policy-without-scope').map((finding) => messageOf(finding).replace(/^.*configuration: /, ''));

  test('is that scope, and said to be', async () => {
    const found = await review({ 'main.tf': one('orders', 'p.xml'), 'p.xml': text }, { 'main.tf': api('orders'), 'p.xml': text });
    expect(entriesIn(found)).toEqual(['- { path: p.xml, scope: api, api: orders }']);
    expect(found.findings.map(messageOf).join()).toContain('The entry for it has the scope that the file has in base.');
    expect(reviewReport(found, '0').unreviewed.map(({ entry }) => entry)).toEqual([{ path: 'p.xml', scope: 'api', api: 'orders' }]);
  });

  test('is a guess where base has it at several', async () => {
    const all = [one('orders', 'p.xml'), one('bills', 'p.xml')].join('\n');
    const found = await review({ 'main.tf': all, 'p.xml': text }, { 'main.tf': `${api('orders')}\n${api('bills')}`, 'p.xml': text });
    expect(entriesIn(found)).toEqual(['- { path: p.xml, scope: api, api: p }']);
  });

  test('is a guess where another file would get the same one', async () => {
    const found = await review(
      { 'main.tf': one('orders', 'p.xml'), 'p.xml': text },
      { 'main.tf': api('orders'), 'p.xml': text, 'orders.xml': other },
    );
    expect([...entriesIn(found)].sort()).toEqual(['- { path: orders.xml, scope: api, api: orders }', '- { path: p.xml, scope: api, api: p }']);
  });
});

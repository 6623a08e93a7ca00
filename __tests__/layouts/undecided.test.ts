import { defaultSettings } from '../../src/config/settings.js';
import { faultText } from '../../src/report/sentences/policy-faults.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
type Fragment = (policy: string) => string;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>\n  </inbound>\n</policies>\n`;

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });

/** Changes, and new findings that somebody has to act on. */
async function told(base: Files, head: Files): Promise<readonly string[]> {
  const { changes, findings } = await review(base, head);
  const alarms = findings.filter(({ status, severity }) => status === 'new' && severity !== 'info');
  return [
    ...changes.map(({ kind, environment }) => `${kind}${environment === null ? '' : ` in ${environment}`}`),
    ...alarms.map(({ rule, path }) => `${rule} ${path}`),
  ].sort();
}

const resource = (text: string, more = '', name = 'p'): string =>
  `resource "azurerm_api_management_api_policy" "${name}" {\n${more}  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = ${text}\n}\n`;
const api =
  'resource "azurerm_api_management_api" "a" {\n  name                = "orders"\n  api_management_name = "contoso"\n  path                = "orders"\n}\n' +
  'resource "azurerm_api_management_api_operation" "o" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\n';
const heredoc: Fragment = (text) => `<<-XML\n${text.replace(/^(?=.)/gm, '    ')}  XML`;
const variable = (name: string, value?: string): string => `variable "${name}" {${value === undefined ? '' : `\n  default = ${value}\n`}}\n`;
const counted = '  count = var.x ? 1 : 0\n';
const opposite = (one: string, other: string, above = ''): Files => ({
  'main.tf': `${above}${variable('x')}${api}${resource(heredoc(xml(one)), counted)}${resource(heredoc(xml(other)), '  count = var.x ? 0 : 1\n', 'q')}`,
});
const terraform = (text: string, ...variables: readonly string[]): Files => ({ 'main.tf': variables.join('') + api + text });

const type = 'Microsoft.ApiManagement/service';
const orders = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource orders '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n}\n`;
const bicepPolicy = (value: string, condition = '', name = 'p'): string =>
  `resource ${name} '${type}/apis/policies@2022-08-01' = ${condition}{\n  parent: orders\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: ${value}\n  }\n}\n`;
const lines: Fragment = (text) => `'''\n${text}'''`;
const bicep = (text: string, above = ''): Files => ({ 'main.bicep': above + orders + text });
const oppositeBicep = (one: string, other: string, above = ''): Files =>
  bicep(bicepPolicy(lines(xml(one)), 'if (x) ') + bicepPolicy(lines(xml(other)), 'if (!x) ', 'q'), `${above}param x bool\n`);
const chosen = (one: string, above = ''): Files => bicep(bicepPolicy(`x ? ${lines(xml(one))} : ${lines(xml(shop))}`), `${above}param x bool\n`);

describe('a condition that the repository does not decide', () => {
  const off = terraform(resource(heredoc(xml(app)), counted), variable('x', 'false'));
  const on = terraform(resource(heredoc(xml(app)), counted), variable('x', 'true'));
  const open = terraform(resource(heredoc(xml(app)), counted), variable('x'));
  test.each<[name: string, base: Files, head: Files, expected: readonly string[]]>([
    ['is the same on both sides', open, { 'main.tf': `# Orders\n\n${open['main.tf'] ?? ''}` }, []],
    ['stands before a policy that changes', open, terraform(resource(heredoc(xml(app, shop)), counted), variable('x')), ['widened']],
    ['comes', terraform(resource(heredoc(xml(app))), variable('x')), open, ['access-narrowed main.tf', 'narrowed']],
    ['was decided', on, open, ['access-narrowed main.tf', 'narrowed']],
    ['turns a policy on by a default', off, on, ['widened']],
    ['turns a policy off by a default', on, off, ['access-narrowed main.tf', 'narrowed']],
    ['chooses among two policies, and only lines move', opposite(app, shop), opposite(app, shop, '\n\n'), []],
    [
      'chooses among two policies, of which one changes',
      opposite(app, shop),
      opposite('*', shop),
      ['access-widened main.tf', 'widened', 'wildcard-origin main.tf'],
    ],
    ['chooses among two policies in Bicep, and only lines move', oppositeBicep(app, shop), oppositeBicep(app, shop, '\n\n'), []],
    [
      'chooses among two in Bicep, of which one changes',
      oppositeBicep(app, shop),
      oppositeBicep('*', shop),
      ['access-widened main.bicep', 'widened', 'wildcard-origin main.bicep'],
    ],
    ['chooses among two texts, and only lines move', chosen(app), chosen(app, '\n\n'), []],
  ])('%s', async (_, base, head, expected) => {
    expect(await told(base, head)).toEqual(expected);
  });
});

describe('a file that code names and that is not there', () => {
  const linked = bicep(bicepPolicy("'${base}/policies/p.xml'").replace("'rawxml'", "'rawxml-link'"), 'param base string\n');
  const template = JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    parameters: { base: { type: 'string' } },
    resources: [
      { type: `${type}/apis`, name: 'contoso/orders', properties: { path: 'orders' } },
      {
        type: `${type}/apis/policies`,
        name: 'contoso/orders/policy',
        properties: { format: 'rawxml-link', value: "[concat(parameters('base'), '/policies/p.xml')]" },
      },
    ],
  });
  test.each<[name: string, code: Files, at: string, file: string]>([
    ['file()', terraform(resource('file("policies/p.xml")')), 'main.tf:16', 'policies/p.xml'],
    ['replace() of file()', terraform(resource('replace(file("policies/p.xml"), "a", "b")')), 'main.tf:16', 'policies/p.xml'],
    ['templatefile()', terraform(resource('templatefile("./policies/p.xml", {})')), 'main.tf:16', 'policies/p.xml'],
    ['loadTextContent()', bicep(bicepPolicy("loadTextContent('policies/p.xml')")), 'main.bicep:23', 'policies/p.xml'],
    ['a link of Bicep', linked, 'main.bicep:24', 'policies/p.xml'],
    ['a link of a template', { 'main.json': template }, 'main.json:1', 'policies/p.xml'],
  ])('%s is told as missing, at the line that names it', async (_, code, at, file) => {
    const { findings } = await review({ ...code, 'policies/p.xml': xml(app) }, code);
    const faults = findings.flatMap(({ says, path, line }) =>
      says.code === 'malformed-policy' ? [`${path}:${line} ${faultText(says.given.fault)}`] : [],
    );
    expect(faults).toEqual([`${at} This policy was not read: the file ${file} that is named here is not in the repository.`]);
  });
});

describe('a module that is kept elsewhere', () => {
  const own = terraform(resource(heredoc(xml(app))));
  const called = (...given: readonly string[]): Files => ({
    'main.tf': `${own['main.tf'] ?? ''}module "x" {\n  source = "git::https://git.example/contoso/thing.git"\n${given.map((one) => `  ${one}\n`).join('')}}\n`,
  });
  const file = { 'z.xml': xml('*') };
  const registry = (...given: readonly string[]): Files =>
    bicep(
      `${bicepPolicy(lines(xml(app)))}module z 'br:contoso.azurecr.io/thing:v1' = {\n  name: 'z'\n  params: {\n${given.map((one) => `    ${one}\n`).join('')}  }\n}\n`,
    );
  const bare = bicep(bicepPolicy(lines(xml(app))));
  test.each<[name: string, base: Files, head: Files, expected: readonly string[]]>([
    [
      'is called anew with a policy that was there',
      { ...own, ...file },
      { ...called('stuff = file("z.xml")'), ...file },
      ['policy-without-scope z.xml'],
    ],
    [
      'is called anew with a policy in a list',
      { ...own, ...file },
      { ...called('all = [{ text = file("z.xml") }]'), ...file },
      ['policy-without-scope z.xml'],
    ],
    ['is called anew with a policy in the code', own, called(`stuff = ${heredoc(xml('*'))}`), ['policy-without-scope main.tf']],
    [
      'is called anew with a policy that decides nothing for browsers',
      { ...own, 'z.xml': '<policies />' },
      { ...called('stuff = file("z.xml")'), 'z.xml': '<policies />' },
      [],
    ],
    ['is called anew without a policy', own, called('stuff = "x"'), []],
    [
      'is called under another name',
      { ...called('stuff = file("z.xml")'), ...file },
      { 'main.tf': (called('stuff = file("z.xml")')['main.tf'] ?? '').replace('module "x"', 'module "y"'), ...file },
      [],
    ],
    [
      'is called in another form',
      { ...called('stuff = file("z.xml")'), ...file },
      { ...called('', '# The text', 'stuff    = file("./z.xml")'), ...file },
      [],
    ],
    [
      'of Bicep is called anew with a policy that was there',
      { ...bare, ...file },
      { ...registry("text: loadTextContent('z.xml')"), ...file },
      ['policy-without-scope z.xml'],
    ],
    ['of Bicep is called anew without a policy', bare, registry("text: 'x'"), []],
    ['of Bicep is called in another form', registry("origin: 'a'", "other: 'b'"), registry("origin:   'a'", '', '// more', "other: 'b'"), []],
    ['of Bicep gets another origin', registry("origin: 'a'"), registry("origin: 'b'"), ['policy-without-scope main.bicep']],
  ])('%s', async (_, base, head, expected) => {
    const found = await told(base, head);
    expect(found.filter((one) => !one.startsWith('wildcard-origin'))).toEqual(expected);
  });
});

describe('values that all environments share', () => {
  const policy = resource(heredoc(xml('https://${var.env}-${var.host}.contoso.com')));
  const code = terraform(policy, variable('host'), variable('env'));
  test.each<[name: string, values: Files, shared: string, expected: readonly string[]]>([
    [
      'beside those of each',
      { 'env/dev.tfvars': 'env = "dev"\n', 'env/prod.tfvars': 'env = "prod"\n' },
      'env/common.tfvars',
      ['mixed in dev', 'mixed in prod'],
    ],
    [
      'in the folder of the root',
      { 'dev.tfvars': 'env = "dev"\n', 'prod.tfvars': 'env = "prod"\n' },
      'common.tfvars',
      ['mixed in dev', 'mixed in prod'],
    ],
    [
      'above those of each',
      { 'env/dev/terraform.tfvars': 'env = "dev"\n', 'env/prod/terraform.tfvars': 'env = "prod"\n' },
      'env/shared.tfvars',
      ['mixed in dev', 'mixed in prod'],
    ],
    [
      'in a folder of their own',
      { 'env/dev/terraform.tfvars': 'env = "dev"\n', 'env/prod/terraform.tfvars': 'env = "prod"\n' },
      'env/common/terraform.tfvars',
      ['mixed in dev', 'mixed in prod'],
    ],
    [
      'in the folder of one',
      { 'env/dev/terraform.tfvars': 'env = "dev"\n', 'env/prod/terraform.tfvars': 'env = "prod"\n' },
      'env/dev/common.tfvars',
      ['mixed in dev'],
    ],
  ])('%s', async (_, values, shared, expected) => {
    const base = { ...code, ...values, [shared]: 'host = "app"\n' };
    const { changes } = await review(base, { ...base, [shared]: 'host = "web"\n' });
    expect(changes.map(({ kind, environment }) => `${kind} in ${environment ?? 'all'}`).sort()).toEqual(expected);
  });
});

describe('an environment that comes or goes', () => {
  const hosts = (...shown: readonly string[]): Files =>
    terraform(resource(heredoc(xml('https://${var.host}.contoso.com', ...shown))), variable('host', '"app"'));
  const parameters = bicep(bicepPolicy("replace(loadTextContent('p.xml'), 'HOST', host)"), "param host string = 'app'\n");
  const file = { ...parameters, 'p.xml': xml('https://HOST.contoso.com') };
  const dev = { 'main.dev.bicepparam': "using './main.bicep'\nparam host = 'dev'\n" };
  const prod = { 'main.prod.bicepparam': "using './main.bicep'\nparam host = 'web'\n" };
  test.each<[name: string, without: Files, with_: Files, environment: string]>([
    ['the first file of values', hosts(), { ...hosts(), 'dev.tfvars': 'host = "dev"\n' }, 'dev'],
    [
      'one more file of values',
      { ...hosts(), 'dev.tfvars': 'host = "dev"\n' },
      { ...hosts(), 'dev.tfvars': 'host = "dev"\n', 'prod.tfvars': 'host = "web"\n' },
      'prod',
    ],
    ['the first file of parameters', file, { ...file, ...dev }, 'dev'],
    [
      'the first file of parameters, of which one was without a value',
      { ...bicep(bicepPolicy("replace(loadTextContent('p.xml'), 'HOST', host)"), 'param host string\n'), 'p.xml': file['p.xml'] },
      { ...bicep(bicepPolicy("replace(loadTextContent('p.xml'), 'HOST', host)"), 'param host string\n'), 'p.xml': file['p.xml'], ...prod },
      'prod',
    ],
    ['a second file of parameters beside the only one', { ...file, ...dev }, { ...file, ...dev, ...prod }, 'prod'],
  ])('%s is new for that environment alone', async (_, without, with_, environment) => {
    const existences = async (base: Files, head: Files): Promise<readonly unknown[]> =>
      (await review(base, head)).changes.map((change) => [change.environment, change.existence]);
    expect(await existences(without, with_)).toEqual([[environment, 'added']]);
    // What a root that needs no values is deployed with is left there.
    const isAlone = !('p.xml' in without) || !('main.bicep' in without) || !without['main.bicep'].includes('param host string\n');
    expect(await existences(with_, without)).toEqual([[environment, isAlone ? 'changed' : 'removed']]);
  });

  test('with two files of parameters at once both are new, and nothing is gone', async () => {
    const { changes } = await review(file, { ...file, ...dev, ...prod });
    expect(changes.map((change) => [change.environment, change.existence]).sort()).toEqual([
      ['dev', 'added'],
      ['prod', 'added'],
    ]);
  });

  test('what changes beside it is told of what was there', async () => {
    const { changes } = await review(hosts(shop), { ...hosts(), 'dev.tfvars': 'host = "dev"\n' });
    expect(changes.map((change) => [change.environment, change.kind, change.existence])).toEqual([
      [null, 'narrowed', 'changed'],
      ['dev', 'unknown', 'added'],
    ]);
  });
});

describe('a variable without a value', () => {
  const waiting = (name: string, ...shown: readonly string[]): Files =>
    terraform(resource(heredoc(xml(`https://\${var.${name}}.contoso.com`, ...shown))), variable(name));
  const inBicep = (name: string): Files => ({
    ...bicep(bicepPolicy(`replace(loadTextContent('p.xml'), 'HOST', ${name})`), `param ${name} string\n`),
    'p.xml': xml('https://HOST.contoso.com'),
  });
  const both = (name: string): Files => terraform(resource(heredoc(xml(`https://\${var.${name}}.contoso.com`))), variable('host'), variable('site'));
  test.each<[name: string, base: Files, head: Files, expected: readonly string[]]>([
    ['is renamed', waiting('host'), waiting('site'), []],
    ['is renamed, and an origin comes', waiting('host'), waiting('site', shop), ['widened']],
    ['is renamed in Bicep', inBicep('host'), inBicep('site'), []],
    ['gives way to another one that was there', both('host'), both('site'), ['access-narrowed main.tf', 'mixed']],
  ])('%s', async (_, base, head, expected) => {
    expect(await told(base, head)).toEqual(expected);
  });
});

describe('a repair of a text that environments share', () => {
  const policy = (base: string, origin: string): string =>
    `<policies>\n  <inbound>\n    ${base}<cors>\n      <allowed-origins>\n        <origin>${origin}</origin>\n      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n      <allowed-headers>\n        <header>*</header>\n      </allowed-headers>\n    </cors>\n  </inbound>\n</policies>\n`;
  const files = (base: string, ...names: readonly string[]): Files => ({
    ...terraform(
      `resource "azurerm_api_management_policy" "global" {\n  api_management_id = "/service/contoso"\n  xml_content       = templatefile("global.xml.tpl", { env = var.env })\n}\n${resource('file("p.xml")')}`,
      variable('env'),
    ),
    'global.xml.tpl': policy('', 'https://${env}.contoso.com'),
    'p.xml': policy(base, shop),
    ...Object.fromEntries(names.map((name) => [`${name}.tfvars`, `env = "${name}"\n`])),
  });
  test.each<[name: string, environments: readonly string[], isSafe: boolean]>([
    ['is safe where one has it', ['dev'], true],
    ['is not safe where another one would let in more', ['dev', 'prod'], false],
  ])('%s', async (_, environments, isSafe) => {
    const { findings } = await review(files('<base />\n    ', ...environments), files('', ...environments));
    const repairs = findings.filter(({ rule }) => rule === 'cors-not-inherited').flatMap(({ suggestions }) => suggestions);
    // A <base /> below the <cors> is offered too: what it gives depends on a reading, so it is never the safe one.
    expect(repairs.map((one) => [one.title.code, one.isSafe])).toEqual([
      ['add-base', false],
      ['list-too', isSafe],
    ]);
  });
});

import { isMove, xml, type Files, type Move } from './moved.js';

jest.setTimeout(60_000);

/** Moves of what fills a policy in, from one construct of Bicep and of ARM templates to another. */

const none = (): string => '';
const host = (hole: string): string => xml(`https://${hole}.contoso.com`);

const type = 'Microsoft.ApiManagement/service';
function bicepOf(text: string, head = 'param env string\n', parent = ''): string {
  return `${head}resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso-\${env}'\n}\nresource a '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n}\nresource get '${type}/apis/operations@2022-08-01' = {\n  parent: a\n  name: 'get'\n  properties: {\n    method: 'GET'\n    urlTemplate: '/'\n  }\n}\nresource p '${type}/apis/policies@2022-08-01' = {\n  parent: a\n  name: 'policy'\n${parent}  properties: {\n    format: 'rawxml'\n    value: ${text}\n  }\n}\n`;
}
function params(of: (env: string) => string = none): Files {
  return Object.fromEntries(['dev', 'prod'].map((env) => [`main.${env}.bicepparam`, `using './main.bicep'\nparam env = '${env}'\n${of(env)}`]));
}
const bicep: Files = { 'main.bicep': bicepOf("replace(loadTextContent('p.xml'), '{env}', env)"), 'p.xml': host('{env}'), ...params() };
const bicepList = (env: string): string => `param origins = [\n  'https://${env}.contoso.com'\n  'https://b.contoso.com'\n]\n`;
const holed = xml('X').replace('<origin>X</origin>', '{origins}');
const mapped = "replace(loadTextContent('p.xml'), '{origins}', join(map(origins, one => '<origin>${one}</origin>'), ''))";
const bicepListed: Files = { 'main.bicep': bicepOf(mapped, 'param env string\nparam origins array\n'), 'p.xml': holed, ...params(bicepList) };
const single = (env: string): string => host(env).replaceAll('\n', '\\n');

describe('Bicep: nothing changes for anybody where', () => {
  test.each<Move>([
    ['a text is formatted', bicep, { ...bicep, 'main.bicep': bicepOf("format(loadTextContent('p.xml'), env)"), 'p.xml': host('{0}') }],
    [
      'holes are words of another form',
      bicep,
      { ...bicep, 'main.bicep': bicepOf("replace(loadTextContent('p.xml'), '__ENV__', env)"), 'p.xml': host('__ENV__') },
    ],
    ['a value is written into the text', bicep, { ...bicep, 'main.bicep': bicepOf(`'${single('${env}')}'`) }],
    [
      'a condition of the code is a map',
      { ...bicep, 'main.bicep': bicepOf("replace(loadTextContent('p.xml'), '{env}', env == 'prod' ? 'www' : 'dev')") },
      {
        ...bicep,
        'main.bicep': bicepOf(
          "replace(loadTextContent('p.xml'), '{env}', hosts[env])",
          "param env string\nvar hosts = {\n  dev: 'dev'\n  prod: 'www'\n}\n",
        ),
      },
    ],
    [
      'a list is a loop of a variable',
      bicepListed,
      {
        ...bicepListed,
        'main.bicep': bicepOf(
          "replace(loadTextContent('p.xml'), '{origins}', join(elements, ''))",
          "param env string\nparam origins array\nvar elements = [for one in origins: '<origin>${one}</origin>']\n",
        ),
      },
    ],
    [
      'a list is a reduction',
      bicepListed,
      {
        ...bicepListed,
        'main.bicep': bicepOf(
          "replace(loadTextContent('p.xml'), '{origins}', reduce(origins, '', (all, one) => '${all}<origin>${one}</origin>'))",
          'param env string\nparam origins array\n',
        ),
      },
    ],
    [
      'values are in a file of JSON',
      bicepListed,
      {
        ...bicepListed,
        ...params(),
        'main.bicep': bicepOf(mapped, "param env string\nvar all = loadJsonContent('origins.json')\nvar origins = all[env]\n"),
        'origins.json': '{"dev":["https://dev.contoso.com","https://b.contoso.com"],"prod":["https://prod.contoso.com","https://b.contoso.com"]}',
      },
    ],
    [
      'values are in a file of YAML',
      bicepListed,
      {
        ...bicepListed,
        ...params(),
        'main.bicep': bicepOf(mapped, "param env string\nvar all = loadYamlContent('origins.yaml')\nvar origins = all[env]\n"),
        'origins.yaml':
          'dev:\n  - https://dev.contoso.com\n  - https://b.contoso.com\nprod:\n  - https://prod.contoso.com\n  - https://b.contoso.com\n',
      },
    ],
    [
      'a type of its own has the values',
      bicepListed,
      {
        ...bicepListed,
        ...params((env) => `param config = {\n${bicepList(env).replace('param origins =', '  origins:')}}\n`),
        'main.bicep': bicepOf(
          mapped.replace('map(origins', 'map(config.origins'),
          'type Config = {\n  origins: string[]\n}\nparam env string\nparam config Config\n',
        ),
      },
    ],
    [
      'a function of its own fills in',
      bicep,
      {
        ...bicep,
        'main.bicep': bicepOf(
          "fill(loadTextContent('p.xml'), env)",
          "param env string\nfunc fill(text string, env string) string => replace(text, '{env}', env)\n",
        ),
      },
    ],
    [
      'a switch stands before the policy',
      bicep,
      {
        ...bicep,
        'main.bicep': bicepOf("replace(loadTextContent('p.xml'), '{env}', env)", 'param env string\nparam on bool = true\n').replace(
          /(apis\/policies@2022-08-01' = )/,
          '$1if (on) ',
        ),
      },
    ],
    [
      'the policy is a child of its API',
      bicep,
      {
        ...bicep,
        'main.bicep': (bicep['main.bicep'] ?? '')
          .replace(/resource p [^]*$/, '')
          .replace(
            "    path: 'orders'\n  }\n",
            "    path: 'orders'\n  }\n  resource p 'policies' = {\n    name: 'policy'\n    properties: {\n      format: 'rawxml'\n      value: replace(loadTextContent('p.xml'), '{env}', env)\n    }\n  }\n",
          ),
      },
    ],
    [
      'a value is a named value of Azure',
      bicep,
      {
        ...bicep,
        'p.xml': host('{{host}}'),
        'main.bicep': `${bicepOf("loadTextContent('p.xml')")}resource n '${type}/namedValues@2022-08-01' = {\n  parent: apim\n  name: 'host'\n  properties: {\n    displayName: 'host'\n    value: env\n  }\n}\n`,
      },
    ],
    [
      'parameters have a folder',
      bicep,
      {
        'infra/main.bicep': bicep['main.bicep'] ?? '',
        'infra/p.xml': bicep['p.xml'] ?? '',
        ...Object.fromEntries(Object.entries(params()).map(([path, text]) => [`infra/params/${path}`, text.replace('./main', '../main')])),
      },
    ],
    [
      'the text is that of a file of another extension',
      bicep,
      {
        ...bicep,
        'main.bicep': (bicep['main.bicep'] ?? '').replace('p.xml', 'policies/orders.cshtml'),
        'policies/orders.cshtml': bicep['p.xml'] ?? '',
        'p.xml': 'unused\n',
      },
    ],
  ])('%s', isMove);
});

type Json = Readonly<Record<string, unknown>>;
const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const of = (rest: string): string => `[format('contoso-{0}/${rest}', parameters('env'))]`;
const resource = (kind: string, rest: string, properties: Json): Json => ({
  type: `${type}/${kind}`,
  apiVersion: '2022-08-01',
  name: of(rest),
  properties,
});
const apis = [resource('apis', 'orders', { path: 'orders' }), resource('apis/operations', 'orders/get', { method: 'GET', urlTemplate: '/' })];
const armPolicy = (value: string, format = 'rawxml'): Json => resource('apis/policies', 'orders/policy', { format, value });
const template = (resources: readonly Json[], more: Json = {}, parameters: Json = {}): string =>
  `${JSON.stringify({ $schema: schema, contentVersion: '1.0.0.0', parameters: { env: { type: 'string' }, ...parameters }, ...more, resources }, null, 2)}\n`;
const parameterFiles = (more: (env: string) => Json = () => ({}), path = (env: string): string => `main.parameters.${env}.json`): Files =>
  Object.fromEntries(
    ['dev', 'prod'].map((env) => [
      path(env),
      JSON.stringify({
        $schema: schema.replace('Template.', 'Parameters.'),
        contentVersion: '1.0.0.0',
        parameters: { env: { value: env }, ...more(env) },
      }),
    ]),
  );
const replaced = "[replace(variables('text'), '{env}', parameters('env'))]";
const arm: Files = { 'main.json': template([...apis, armPolicy(replaced)], { variables: { text: host('{env}') } }), ...parameterFiles() };
const deployment = (inner: string, outer: Json = {}): Json => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name: 'd',
  properties: { mode: 'Incremental', template: JSON.parse(inner) as Json, ...outer },
});
const tf =
  'resource "azurerm_api_management_api" "a" {\n  name                  = "orders"\n  api_management_name   = "contoso-${var.env}"\n  path                  = "orders"\n  subscription_required = false\n}\nresource "azurerm_api_management_api_operation" "get" {\n  operation_id        = "get"\n  api_name            = "orders"\n  api_management_name = "contoso-${var.env}"\n  method              = "GET"\n  url_template        = "/"\n}\nresource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n  api_management_name = "contoso-${var.env}"\n  xml_content         = templatefile("p.xml.tpl", { env = var.env })\n}\nvariable "env" {}\n';
const open: Files = {
  ...bicep,
  'main.bicep': (bicep['main.bicep'] ?? '').replace("    path: 'orders'\n", "    path: 'orders'\n    subscriptionRequired: false\n"),
};

describe('ARM templates and other languages: nothing changes for anybody where', () => {
  test.each<Move>([
    [
      'a template is nested',
      arm,
      {
        ...arm,
        'main.json': template([
          ...apis,
          deployment(template([armPolicy(replaced)], { variables: { text: host('{env}') } }), {
            expressionEvaluationOptions: { scope: 'inner' },
            parameters: { env: { value: "[parameters('env')]" } },
          }),
        ]),
      },
    ],
    [
      'a nested template reads the outer values',
      arm,
      { ...arm, 'main.json': template([...apis, deployment(template([armPolicy(replaced)]))], { variables: { text: host('{env}') } }) },
    ],
    [
      'parameters have a folder',
      arm,
      { 'main.json': arm['main.json'] ?? '', ...parameterFiles(undefined, (env) => `parameters/${env}.parameters.json`) },
    ],
    [
      'a value is a default',
      arm,
      {
        ...arm,
        'main.json': template(
          [...apis, armPolicy("[replace(parameters('text'), '{env}', parameters('env'))]")],
          {},
          { text: { type: 'string', defaultValue: host('{env}') } },
        ),
      },
    ],
    [
      'a value is chosen by a condition',
      arm,
      {
        ...arm,
        'main.json': template([...apis, armPolicy("[replace(variables('text'), '{env}', if(equals(parameters('env'), 'prod'), 'prod', 'dev'))]")], {
          variables: { text: host('{env}') },
        }),
      },
    ],
    [
      'a resource has a condition',
      arm,
      {
        ...arm,
        'main.json': template([...apis, { ...armPolicy(replaced), condition: "[not(equals(parameters('env'), 'test'))]" }], {
          variables: { text: host('{env}') },
        }),
      },
    ],
    [
      'resources have symbolic names',
      arm,
      {
        ...arm,
        'main.json': (arm['main.json'] ?? '').replace(
          /"resources": \[[^]*\]/,
          () => `"languageVersion": "2.0", "resources": ${JSON.stringify({ a: apis[0], get: apis[1], p: armPolicy(replaced) })}`,
        ),
      },
    ],
    [
      'Bicep becomes Terraform',
      open,
      { 'main.tf': tf, 'p.xml.tpl': host('${env}'), 'env/dev/terraform.tfvars': 'env = "dev"\n', 'env/prod/terraform.tfvars': 'env = "prod"\n' },
    ],
    [
      'values are an object of the parameters',
      arm,
      {
        ...parameterFiles((env) => ({ config: { value: { hosts: [env] } } })),
        'main.json': template(
          [...apis, armPolicy("[replace(variables('text'), '{env}', parameters('config').hosts[0])]")],
          { variables: { text: host('{env}') } },
          { config: { type: 'object' } },
        ),
      },
    ],
  ])('%s', isMove);
});

import { resource, schema, template, parameters, type Files, type Json } from '../arm/templates.js';
import { bad, expectConstruct, fragmentXml, globalXml, including, more, xml, app, type Construct } from './construct.js';

jest.setTimeout(60_000);

const type = 'Microsoft.ApiManagement/service';
const apim = `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`;
const properties = (value: string, format = 'rawxml'): string => `  properties: {\n    format: '${format}'\n    value: ${value}\n  }\n`;
const operation = `  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n`;
const api = (inside = ''): string =>
  `${apim}resource orders '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n${operation}${inside}}\n`;
const below = (kind: string, parent: string, value: string, name = 'policy'): string =>
  `resource p '${type}/${kind}@2022-08-01' = {\n  parent: ${parent}\n  name: '${name}'\n${properties(value)}}\n`;
const policy = (value: string): string => below('apis/policies', 'orders', value);
const loaded = "loadTextContent('p.xml')";
const file = { 'p.xml': xml(bad) };
const lines = (text: string): string => `'''\n${text}'''`;
const line = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
const listed = `api orders ${app}`;
const both = `api orders ${app} ${more}`;
const moduleCall = (params: string): string => `module m 'm/api.bicep' = {\n  name: 'm'\n  params: {\n    ${params}\n  }\n}\n`;
const registry = (rest: string): string =>
  `module apim 'br/public:avm/res/api-management/service:0.9.1' = {\n  params: {\n    name: 'contoso'\n${rest}  }\n}\n`;
const listedPolicy = `[\n          {\n            format: 'rawxml'\n            value: ${loaded}\n          }\n        ]`;

const bicep: readonly Construct[] = [
  ['a global policy', { 'main.bicep': api() + below('policies', 'apim', loaded), 'p.xml': globalXml(bad) }, `global ${app}`, 'p.xml'],
  [
    'a policy of a product',
    {
      'main.bicep': `${api()}resource starter '${type}/products@2022-08-01' = {\n  parent: apim\n  name: 'starter'\n  properties: {\n    displayName: 'Starter'\n  }\n}\n${below('products/policies', 'starter', loaded)}`,
      ...file,
    },
    `product starter ${app}`,
    'p.xml',
  ],
  [
    'a policy of an operation',
    { 'main.bicep': api() + below('apis/operations/policies', 'orders::get', loaded), ...file },
    `operation orders/get ${app}`,
    'p.xml',
  ],
  [
    'a fragment',
    {
      'main.bicep': `${api()}${below('policyFragments', 'apim', "loadTextContent('f.xml')", 'shared')}${policy(loaded).replace('resource p ', 'resource q ')}`,
      'f.xml': fragmentXml(bad),
      'p.xml': including,
    },
    `fragment shared ${app}`,
    'f.xml',
  ],
  [
    'a policy of a workspace',
    {
      'main.bicep': `${apim}resource team '${type}/workspaces@2023-05-01-preview' = {\n  parent: apim\n  name: 'team'\n}\n${below('workspaces/policies', 'team', loaded)}`,
      ...file,
    },
    `workspace team ${app}`,
    'p.xml',
  ],
  [
    'a nested resource',
    { 'main.bicep': api(`  resource p 'policies' = {\n    name: 'policy'\n${properties(loaded)}  }\n`), ...file },
    listed,
    'p.xml',
  ],
  ['a parent', { 'main.bicep': api() + policy(loaded), ...file }, listed, 'p.xml'],
  [
    'a name with slashes',
    { 'main.bicep': `${api()}resource p '${type}/apis/policies@2022-08-01' = {\n  name: 'contoso/orders/policy'\n${properties(loaded)}}\n`, ...file },
    listed,
    'p.xml',
  ],
  [
    'an API that exists',
    {
      'main.bicep': `${apim}resource orders '${type}/apis@2022-08-01' existing = {\n  parent: apim\n  name: 'orders'\n}\n${policy(loaded)}`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  ['replace', { 'main.bicep': api() + policy(`replace(${loaded}, '{host}', '${more}')`), 'p.xml': xml(bad, '{host}') }, both, 'p.xml'],
  ['format', { 'main.bicep': api() + policy(`format(${loaded}, '${more}')`), 'p.xml': xml(bad, '{0}') }, both, 'p.xml'],
  ['a string of several lines', { 'main.bicep': api() + policy(lines(xml(bad))) }, listed, 'main.bicep'],
  ['a string on one line', { 'main.bicep': api() + policy(line(xml(bad))) }, listed, 'main.bicep'],
  [
    'a string with holes',
    { 'main.bicep': `var host = '${more}'\n${api()}${policy(line(xml(bad, 'HOLE')).replace('HOLE', '${host}'))}` },
    both,
    'main.bicep',
  ],
  ['a variable', { 'main.bicep': `var text = ${lines(xml(bad))}\n${api()}${policy('text')}` }, listed, 'main.bicep'],
  ['the default of a parameter', { 'main.bicep': `param text string = ${lines(xml(bad))}\n${api()}${policy('text')}` }, listed, 'main.bicep'],
  [
    'a parameter of a local module',
    { 'main.bicep': moduleCall(`text: ${loaded}`), 'm/api.bicep': `param text string\n${api()}${policy('text')}`, ...file },
    listed,
    'p.xml',
  ],
  [
    'a file of a local module',
    {
      'main.bicep': moduleCall("name: 'orders'"),
      'm/api.bicep': `param name string\n${api().replace("name: 'orders'", 'name: name')}${policy(loaded)}`,
      'm/p.xml': xml(bad),
    },
    listed,
    'm/p.xml',
  ],
  [
    'a loop',
    {
      'main.bicep': `${api()}resource p '${type}/apis/policies@2022-08-01' = [for one in ['orders']: {\n  name: 'contoso/\${one}/policy'\n${properties(loaded)}}]\n`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'a loop over texts',
    {
      'main.bicep': `${api()}var all = [\n  { api: 'orders', text: ${loaded} }\n]\nresource p '${type}/apis/policies@2022-08-01' = [for one in all: {\n  name: 'contoso/\${one.api}/policy'\n${properties('one.text')}}]\n`,
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'a loop over modules',
    {
      'main.bicep': `module m 'm/api.bicep' = [for one in ['orders']: {\n  name: 'm-\${one}'\n  params: {\n    name: one\n  }\n}]\n`,
      'm/api.bicep': `param name string\n${api().replace("name: 'orders'", 'name: name')}${policy(loaded)}`,
      'm/p.xml': xml(bad),
    },
    listed,
    'm/p.xml',
  ],
  ['a condition', { 'main.bicep': `param isOn bool = true\n${api()}${policy(loaded).replace('= {', '= if (isOn) {')}`, ...file }, listed, 'p.xml'],
  [
    'a module of the registry: of the service',
    {
      'main.bicep': registry(`    policies: [\n      {\n        format: 'rawxml'\n        value: ${loaded}\n      }\n    ]\n`),
      'p.xml': globalXml(bad),
    },
    `global ${app}`,
    'p.xml',
  ],
  [
    'a module of the registry: of an API',
    {
      'main.bicep': registry(
        `    apis: [\n      {\n        name: 'orders'\n        path: 'orders'\n        policies: ${listedPolicy}\n      }\n    ]\n`,
      ),
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'a module of the registry: of a product',
    { 'main.bicep': registry(`    products: [\n      {\n        name: 'starter'\n        policies: ${listedPolicy}\n      }\n    ]\n`), ...file },
    `product starter ${app}`,
    'p.xml',
  ],
  [
    'a value of main.prod.bicepparam',
    {
      'main.bicep': `param text string\n${api()}${policy('text')}`,
      'main.prod.bicepparam': `using './main.bicep'\nparam text = ${loaded}\n`,
      'main.dev.bicepparam': "using './main.bicep'\nparam text = '<policies><inbound><base /></inbound></policies>'\n",
      ...file,
    },
    `${listed} in prod`,
    'p.xml',
  ],
  [
    'a string of a file of parameters',
    { 'main.bicep': `param text string\n${api()}${policy('text')}`, 'main.bicepparam': `using './main.bicep'\nparam text = ${lines(xml(bad))}\n` },
    listed,
    'main.bicepparam',
  ],
  [
    'a URL by its tail',
    {
      'main.bicep': `param base string\n${api()}${policy("'${base}/policies/p.xml'").replace("'rawxml'", "'rawxml-link'")}`,
      'policies/p.xml': xml(bad),
    },
    listed,
    'policies/p.xml',
  ],
];

const around: readonly Json[] = [
  resource('apis', 'contoso/orders', { path: 'orders' }),
  resource('apis/operations', 'contoso/orders/get', { method: 'GET', urlTemplate: '/' }),
];
const armPolicy = (value: unknown, more: Json = {}): Json => resource('apis/policies', 'contoso/orders/policy', { format: 'rawxml', value, ...more });
const arm = (resources: readonly Json[], rest: Json = {}): string => `${template(resources, rest)}\n`;
const base = { parameters: { base: { type: 'string' } } };
const nested = (inner: Json): Json => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2021-04-01',
  name: 'd',
  properties: { mode: 'Incremental', ...inner },
});
const given = { parameters: { text: { type: 'string' } } };

const armJson: readonly Construct[] = [
  ['properties.value', { 'main.json': arm([...around, armPolicy(xml(bad))]) }, listed, 'main.json'],
  [
    'the older policyContent',
    { 'main.json': arm([...around, resource('apis/policies', 'contoso/orders/policy', { policyContent: xml(bad) })]) },
    listed,
    'main.json',
  ],
  [
    'the older contentFormat of a link',
    {
      'main.json': arm(
        [
          ...around,
          resource('apis/policies', 'contoso/orders/policy', {
            contentFormat: 'rawxml-link',
            policyContent: "[concat(parameters('base'), '/p.xml')]",
          }),
        ],
        base,
      ),
      'policies/p.xml': xml(bad),
    },
    listed,
    'policies/p.xml',
  ],
  [
    'a child of its API',
    {
      'main.json': arm([
        {
          ...resource('apis', 'contoso/orders', { path: 'orders' }),
          resources: [{ type: 'policies', apiVersion: '2022-08-01', name: 'policy', properties: { format: 'rawxml', value: xml(bad) } }],
        },
      ]),
    },
    listed,
    'main.json',
  ],
  [
    'a nested deployment',
    { 'main.json': arm([...around, nested({ template: JSON.parse(template([armPolicy(xml(bad))])) as Json })]) },
    listed,
    'main.json',
  ],
  [
    'a linked deployment',
    {
      'main.json': arm([...around, nested({ templateLink: { uri: "[concat(parameters('base'), '/nested/p.json')]" } })], base),
      'nested/p.json': arm([armPolicy(xml(bad))]),
    },
    listed,
    'nested/p.json',
  ],
  [
    'a parameter of a nested deployment',
    {
      'main.json': arm([
        ...around,
        nested({
          expressionEvaluationOptions: { scope: 'inner' },
          parameters: { text: { value: xml(bad) } },
          template: JSON.parse(template([armPolicy("[parameters('text')]")], given)) as Json,
        }),
      ]),
    },
    listed,
    'main.json',
  ],
  ...(['xml-link', 'rawxml-link'] as const).map((format): Construct => [
    format,
    {
      'main.json': arm([...around, armPolicy("[concat(parameters('base'), '/p.xml', parameters('token'))]", { format })], {
        parameters: { base: { type: 'string' }, token: { type: 'string' } },
      }),
      'policies/p.xml': xml(bad),
    },
    listed,
    'policies/p.xml',
  ]),
  ['a variable', { 'main.json': arm([...around, armPolicy("[variables('text')]")], { variables: { text: xml(bad) } }) }, listed, 'main.json'],
  [
    'the default of a parameter',
    { 'main.json': arm([...around, armPolicy("[parameters('text')]")], { parameters: { text: { type: 'string', defaultValue: xml(bad) } } }) },
    listed,
    'main.json',
  ],
  [
    'a file of parameters',
    { 'main.json': arm([...around, armPolicy("[parameters('text')]")], given), 'main.parameters.json': `${parameters({ text: xml(bad) })}\n` },
    listed,
    'main.parameters.json',
  ],
  [
    'main.parameters.prod.json',
    {
      'main.json': arm([...around, armPolicy("[parameters('text')]")], given),
      'main.parameters.prod.json': `${parameters({ text: xml(bad) })}\n`,
      'main.parameters.dev.json': `${parameters({ text: '<policies><inbound><base /></inbound></policies>' })}\n`,
    },
    `${listed} in prod`,
    'main.parameters.prod.json',
  ],
  [
    'a copy loop',
    {
      'main.json': arm(
        [
          ...around,
          {
            ...resource('apis/policies', "[concat('contoso/', variables('all')[copyIndex()], '/policy')]", { format: 'rawxml', value: xml(bad) }),
            copy: { name: 'p', count: 1 },
          },
        ],
        { variables: { all: ['orders'] } },
      ),
    },
    listed,
    'main.json',
  ],
  [
    'a template that is compiled from the Bicep file beside it',
    {
      'main.bicep': api() + policy(loaded),
      'main.json': arm([...around, armPolicy(xml(bad))], { metadata: { _generator: { name: 'bicep', version: '0.30.0' } } }),
      ...file,
    },
    listed,
    'p.xml',
  ],
  [
    'a global policy',
    { 'main.json': arm([...around, resource('policies', 'contoso/policy', { format: 'rawxml', value: globalXml(bad) })]) },
    `global ${app}`,
    'main.json',
  ],
  [
    'a policy of an operation',
    { 'main.json': arm([...around, resource('apis/operations/policies', 'contoso/orders/get/policy', { format: 'rawxml', value: xml(bad) })]) },
    `operation orders/get ${app}`,
    'main.json',
  ],
];

const kitName = (rest: string): string => `[concat(parameters('ApimServiceName'), '/${rest}')]`;
const kit = { parameters: { ApimServiceName: { type: 'string' }, PolicyXMLBaseUrl: { type: 'string' } } };
const kitLink = (kind: string, name: string, tail: string): Json =>
  resource(kind, kitName(name), { format: 'rawxml-link', value: `[concat(parameters('PolicyXMLBaseUrl'), '${tail}')]` });
const kitFiles: Files = {
  'kit/contoso-parameters.json': `${JSON.stringify({ $schema: schema.replace('deploymentTemplate', 'deploymentParameters'), parameters: { ApimServiceName: { value: 'contoso' }, PolicyXMLBaseUrl: { value: 'https://raw.example/main/kit/policies' } } })}\n`,
  'kit/contoso-apis.template.json': arm(
    [
      resource('apis', kitName('orders'), { path: 'orders' }),
      resource('apis/operations', kitName('orders/get'), { method: 'GET', urlTemplate: '/' }),
      kitLink('apis/policies', 'orders/policy', '/orders-apiPolicy.xml'),
    ],
    kit,
  ),
  'kit/policies/orders-apiPolicy.xml': xml(bad),
};
const withoutCors = '<policies>\n  <inbound>\n    <base />\n  </inbound>\n</policies>\n';
const resourceKit: readonly Construct[] = [
  ['the template of APIs', kitFiles, listed, 'kit/policies/orders-apiPolicy.xml'],
  [
    'the template of the global policy',
    {
      ...kitFiles,
      'kit/policies/orders-apiPolicy.xml': withoutCors,
      'kit/contoso-globalServicePolicy.template.json': arm([kitLink('policies', 'policy', '/globalServicePolicy.xml')], kit),
      'kit/policies/globalServicePolicy.xml': globalXml(bad),
    },
    `global ${app}`,
    'kit/policies/globalServicePolicy.xml',
  ],
  [
    'the template of products',
    {
      ...kitFiles,
      'kit/policies/orders-apiPolicy.xml': withoutCors,
      'kit/contoso-products.template.json': arm(
        [
          resource('products', kitName('starter'), { state: 'published' }),
          kitLink('products/policies', 'starter/policy', '/starter-productPolicy.xml'),
        ],
        kit,
      ),
      'kit/policies/starter-productPolicy.xml': xml(bad),
    },
    `product starter ${app}`,
    'kit/policies/starter-productPolicy.xml',
  ],
  [
    'an operation, its policy in the template itself',
    {
      ...kitFiles,
      'kit/policies/orders-apiPolicy.xml': withoutCors,
      'kit/contoso-orders-api.template.json': arm(
        [resource('apis/operations/policies', kitName('orders/get/policy'), { format: 'rawxml', value: xml(bad) })],
        kit,
      ),
    },
    `operation orders/get ${app}`,
    'kit/contoso-orders-api.template.json',
  ],
];

describe('Bicep: each construct has its scope, its place and its repair', () => {
  test.each(bicep)('%s', expectConstruct);
});

describe('ARM templates: each construct has its scope, its place and its repair', () => {
  test.each(armJson)('%s', expectConstruct);
});

describe('the Resource Kit: each template has its scopes, places and repairs', () => {
  test.each(resourceKit)('%s', expectConstruct);
});

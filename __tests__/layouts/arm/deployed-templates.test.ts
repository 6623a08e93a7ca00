import { app, find, line, lines, parameters, resource, template, xml, type Files, type Json } from './templates.js';

const linked = (kind: string, name: string, url: string): Json => resource(kind, name, { format: 'rawxml-link', value: url });
const policy = (kind: string, name: string, value: string): Json => resource(`${kind}policies`, name, { format: 'rawxml', value });
const own = (more: Json = {}, value = xml(app)): Json => ({ type: 'policies', name: 'policy', properties: { value }, ...more });
/** The line of `"value":` that holds a policy. */
const lineOf = (text: string): number => text.split('\n').findIndex((one) => one.includes('<policies>')) + 1;

describe('scopes are the types of resources', () => {
  test.each<[name: string, resources: readonly Json[], expected: string]>([
    ['global', [policy('', 'contoso/policy', xml(app))], 'global'],
    ['workspace', [policy('workspaces/', 'contoso/w/policy', xml(app))], 'workspace w'],
    ['product', [policy('products/', 'contoso/starter/policy', xml(app))], 'product starter'],
    ['API', [policy('apis/', 'contoso/orders/policy', xml(app))], 'api orders'],
    ['operation', [policy('apis/operations/', 'contoso/orders/get/policy', xml(app))], 'operation orders/get'],
    ['API of a workspace', [policy('workspaces/apis/', 'contoso/w/orders/policy', xml(app))], 'api w/orders'],
    ['nested', [resource('apis', 'contoso/orders', {}, { resources: [own()] })], 'api orders'],
    [
      'nested twice',
      [{ ...resource('', 'contoso'), type: 'Microsoft.ApiManagement/service', resources: [{ type: 'apis', name: 'orders', resources: [own()] }] }],
      'api orders',
    ],
    ['the name of old versions', [resource('apis/policies', 'contoso/orders/policy', { policyContent: xml(app) })], 'api orders'],
  ])('%s', async (_, resources, expected) => {
    const text = template(resources);
    expect(await lines({ 'main.json': text })).toEqual([`${expected} main.json:${lineOf(text)} ${app}`]);
  });

  test('a fragment', async () => {
    const text = template([resource('policyFragments', 'contoso/shared', { value: '<fragment><base /></fragment>' })]);
    expect(await lines({ 'main.json': text })).toEqual(['fragment shared main.json:9']);
  });

  test('resources with symbolic names, and none for one that exists', async () => {
    const resources = { orders: policy('apis/', 'contoso/orders/policy', xml(app)), old: policy('apis/', 'contoso/old/policy', xml(app)) };
    const text = template({ ...resources, old: { ...resources.old, existing: true } }, { languageVersion: '2.0' });
    expect((await find({ 'main.json': text })).policies.map(({ scope }) => scope.id)).toEqual(['orders']);
  });
});

describe('what expressions stand for', () => {
  const at = (value: string, more: Json = {}): Files => ({ 'main.json': template([policy('', 'contoso/policy', value)], more) });
  const around = (value: string): string =>
    `[concat('<policies><inbound><cors><allowed-origins><origin>', ${value}, '</origin></allowed-origins></cors></inbound></policies>')]`;
  const host = { parameters: { host: { type: 'string', defaultValue: 'app' }, list: { type: 'array' }, open: { type: 'string' } } };
  test.each<[name: string, value: string, expected: string]>([
    ['a parameter with a default', "concat('https://', parameters('host'), '.contoso.com')", app],
    ['its name in another case', "format('https://{0}.contoso.com', parameters('HOST'))", app],
    ['a variable', "variables('origin')", app],
    ['replace', "replace('https://#h#.contoso.com', '#h#', parameters('host'))", app],
    ['a choice', "if(equals(parameters('host'), 'app'), 'https://app.contoso.com', '*')", app],
    ['a choice that is not known', "if(equals(parameters('open'), 'app'), 'https://app.contoso.com', '*')", `* ${app}`],
    ['join and split', "join(split('https:,,app.contoso.com', ','), '/')", app],
    ['toLower', "toLower('HTTPS://App.contoso.com')", app],
    ['properties of objects and items of lists', "variables('all')[1].url", app],
    ['apostrophes', "concat('https://app.contoso.com', if(equals('it''s', 'it''s'), '', 'x'))", app],
    ['a parameter without a value', "parameters('open')", "?parameters('open')"],
    ['what only Azure knows', "reference('site').defaultHostName", '?reference('],
    ['a variable that stands for itself', "variables('round')", "?variables('round')"],
  ])('%s', async (_, value, expected) => {
    const variables = { origin: "[concat('https://', parameters('host'), '.contoso.com')]", all: [{}, { url: app }], round: "[variables('round')]" };
    const [found = ''] = await lines(at(around(value), { ...host, variables }));
    expect(found).toContain(`global main.json`);
    expect(found).toContain(` ${expected}`);
  });

  test('a text that begins with a bracket', async () => {
    const [found] = (await find(at('[[<policies>', {}))).policies;
    expect(found?.hasCors).toBe(false);
  });

  test('the variable of a file that Bicep loaded', async () => {
    const files = at("[variables('$fxv#0')]", { variables: { '$fxv#0': xml(app) } });
    expect(await lines(files)).toEqual([`global main.json:${lineOf(files['main.json'] ?? '')} ${app}`]);
  });

  test('comments, and a text over several lines', async () => {
    const text = `{ // what is deployed\n "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", /* all */\n "resources": [ { "type": "Microsoft.ApiManagement/service/policies", "name": "contoso/policy", "properties": { "value": "${xml(app)}" }, }, ] }`;
    expect(await lines({ 'azuredeploy.json': text })).toEqual([`global azuredeploy.json:3 ${app}`]);
  });
});

describe('loops and conditions', () => {
  test('a copy for each of a list', async () => {
    const copied = {
      ...policy('apis/', "[concat('contoso/', parameters('apis')[copyIndex()], '/policy')]", xml(app)),
      copy: { name: 'each', count: "[length(parameters('apis'))]" },
    };
    const found = await find({ 'main.json': template([copied], { parameters: { apis: { type: 'array', defaultValue: ['a', 'b'] } } }) });
    expect(found.policies.map(({ scope }) => scope.id)).toEqual(['a', 'b']);
  });

  test('nothing where the condition is false', async () => {
    const text = template([{ ...policy('', 'contoso/policy', xml(app)), condition: "[equals(parameters('with'), 'x')]" }], {
      parameters: { with: { defaultValue: 'y' } },
    });
    expect(await lines({ 'main.json': text })).toEqual([]);
  });
});

describe('deployments within deployments', () => {
  const deployment = (properties: Json): Json => ({ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'd', properties });
  const inner = (value: string): Json => ({ resources: [policy('', 'contoso/policy', value)], parameters: { origin: { type: 'string' } } });
  const around = `[replace('${xml('#').replaceAll('\n', '')}', '#', parameters('origin'))]`;
  const outer = { parameters: { origin: { defaultValue: 'https://outer.contoso.com' } } };

  test.each<[name: string, properties: Json, expected: string]>([
    ['the outer scope', { template: inner(around) }, 'https://outer.contoso.com'],
    ['the inner scope', { expressionEvaluationOptions: { scope: 'inner' }, template: inner(around), parameters: { origin: { value: app } } }, app],
  ])('%s', async (_, properties, expected) => {
    const [found] = await lines({ 'main.json': template([deployment(properties)], outer) });
    expect(found).toContain(expected);
  });

  test.each<[name: string, link: Json]>([
    ['a URL', { uri: 'https://raw.githubusercontent.com/contoso/repo/main/nested/policy.json?token=x' }],
    ['a URL whose beginning is a parameter', { uri: "[concat(parameters('base'), 'policy.json', parameters('token'))]" }],
    ['a path', { relativePath: 'nested/policy.json' }],
  ])('a template at %s', async (_, templateLink) => {
    const files = {
      'main.json': template([deployment({ templateLink, parameters: { origin: { value: app } } })], outer),
      'nested/policy.json': template([policy('', 'contoso/policy', around)], { parameters: { origin: { type: 'string' } } }),
    };
    const found = await find(files);
    expect(found.policies.map(line)).toEqual([`global nested/policy.json:15 ${app}`]);
    expect(found.services).toHaveLength(1);
  });

  test('values of a file that is linked too', async () => {
    const templateLink = { uri: "[uri(parameters('base'), 'p.json')]" };
    const files = {
      'main.json': template([deployment({ templateLink, parametersLink: { uri: "[uri(parameters('base'), 'p.parameters.json')]" } })]),
      'p.json': template([policy('', 'contoso/policy', around)], { parameters: { origin: { type: 'string' } } }),
      'p.parameters.json': parameters({ origin: app }),
    };
    expect(await lines(files)).toEqual([`global p.json:15 ${app}`]);
  });
});

describe('links', () => {
  const unknownBase = "[concat(parameters('base'), '/api.xml')]";
  test.each<[name: string, url: string, path: string, others: readonly string[]]>([
    ['a URL', 'https://raw.githubusercontent.com/contoso/repo/main/policies/api.xml', 'policies/api.xml', ['other/api.xml']],
    ['a URL whose beginning is not known', unknownBase, 'policies/api.xml', []],
    ['the nearest of two', unknownBase, 'deploy/policies/api.xml', ['other/x/api.xml']],
  ])('%s', async (_, url, path, others) => {
    const text = template([linked('apis/policies', 'contoso/orders/policy', url)]);
    const [found = ''] = await lines({ 'deploy/main.json': text, [path]: xml(app), ...Object.fromEntries(others.map((one) => [one, xml('*')])) });
    expect(found).toBe(`api orders ${path}:1 ${app}`);
  });

  test('two that are as near are not told apart', async () => {
    const text = template([linked('apis/policies', 'contoso/orders/policy', unknownBase)]);
    expect(await lines({ 'deploy/main.json': text, 'a/api.xml': xml(app), 'b/api.xml': xml('*') })).toEqual(['api orders deploy/main.json:10']);
  });

  test('one that leads nowhere is a policy whose text is not known', async () => {
    const { policies } = await find({
      'main.json': template([linked('apis/policies', 'contoso/orders/policy', 'https://elsewhere.com/api.xml')]),
      'a/b/api.xml': xml(app),
    });
    expect(policies.map(({ path, hasCors }) => [path, hasCors])).toEqual([['main.json', false]]);
  });
});

describe('files of values', () => {
  const text = template([policy('', "[concat(parameters('service'), '/policy')]", "[replace(variables('policy'), '#', parameters('host'))]")], {
    parameters: { service: { defaultValue: 'contoso' }, host: { type: 'string' } },
    variables: { policy: xml('https://#.contoso.com') },
  });
  const at = `global main.json:${text.split('\n').findIndex((one) => one.includes('<policies>')) + 1}`;
  test.each<[name: string, files: Files, expected: readonly string[]]>([
    ['a single one always applies', { 'main.parameters.json': parameters({ host: 'app' }) }, [`${at} ${app}`]],
    [
      'several are environments',
      { 'main.parameters.dev.json': parameters({ host: 'dev' }), 'main.parameters.prod.json': parameters({ host: 'app' }) },
      [`${at} https://dev.contoso.com in dev`, `${at} ${app} in prod`],
    ],
    [
      'named before, and in folders of their own',
      { 'dev.parameters.json': parameters({ host: 'app' }), 'env/prod/parameters.json': parameters({ host: 'app' }) },
      [`${at} ${app} in dev prod`],
    ],
    [
      'one of another template does not count',
      { 'other.parameters.json': parameters({ colour: 'x' }), 'main.parameters.json': parameters({ host: 'app' }) },
      [`${at} ${app}`],
    ],
    [
      'several that set nothing in common are given together',
      { 'a.parameters.json': parameters({ host: 'app' }), 'b.parameters.json': parameters({ service: 'fabrikam' }) },
      [`${at} ${app}`],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await lines({ 'main.json': text, ...files })).toEqual(expected);
  });

  test('those below a folder with a template that takes them are of that folder, and are no environments of what lies above', async () => {
    const files = {
      'main.json': text,
      'dev.parameters.json': parameters({ host: 'app' }),
      'part/main.json': text.replace('contoso"', 'fabrikam"'),
      'part/qa.parameters.json': parameters({ host: 'part' }),
    };
    const below = at.replace('global ', 'global part/');
    expect([...(await lines(files))].sort()).toEqual([`${at} ${app}`, `${below} https://part.contoso.com`]);
    const another = { ...files, 'part/main.json': template([resource('apis', 'contoso/x')], { parameters: { colour: { type: 'string' } } }) };
    expect(await lines(another)).toEqual([`${at} ${app} in dev`, `${at} https://part.contoso.com in qa`]);
  });
});

describe('what a service is made of', () => {
  const specification = JSON.stringify({ openapi: '3.0.1', paths: { '/orders': { get: { operationId: 'list' } } } });
  const text = template([
    { type: 'Microsoft.ApiManagement/service', name: 'contoso', apiVersion: '2022-08-01' },
    resource('apis', 'contoso/orders', {
      path: 'orders',
      displayName: 'Orders',
      subscriptionRequired: true,
      subscriptionKeyParameterNames: { header: 'X-Key', query: 'key' },
      apiVersion: 'v1',
      apiVersionSetId: "[resourceId('Microsoft.ApiManagement/service/apiVersionSets', 'contoso', 'set')]",
    }),
    resource('apis/operations', 'contoso/orders/get', { method: 'get', urlTemplate: '/{id}' }),
    resource('apis', 'contoso/described', { path: 'd', format: 'openapi+json', value: specification }),
    resource('apis', 'contoso/elsewhere', { path: 'e', format: 'openapi-link', value: 'https://petstore.example/openapi.json' }),
    resource('apiVersionSets', 'contoso/set', { displayName: 'Set', versioningScheme: 'Header', versionHeaderName: 'Api-Version' }),
    resource('products', 'contoso/starter', { displayName: 'Starter', state: 'published' }),
    resource('products/apis', 'contoso/starter/orders'),
    resource('products/apiLinks', 'contoso/starter/link', { apiId: "[resourceId('Microsoft.ApiManagement/service/apis', 'contoso', 'described')]" }),
    resource('namedValues', 'contoso/nv', { displayName: 'origin', value: app }),
    resource('properties', 'contoso/old', { displayName: 'old', value: 'x', secret: true }),
    policy('', 'contoso/policy', xml('{{origin}}')),
  ]);

  test('is read from the same resources', async () => {
    const { services } = await find({ 'main.json': text });
    const [service] = services;
    const { apis, products, versionSets, namedValues } = service ?? { apis: [], products: [], versionSets: new Map(), namedValues: new Map() };
    const [described, elsewhere, orders] = apis;
    expect(orders).toMatchObject({
      path: 'orders',
      displayName: 'Orders',
      version: 'v1',
      versionSet: 'set',
      subscriptionRequired: true,
      operationsKnown: true,
    });
    expect(orders?.subscriptionKeyNames).toEqual({ header: 'X-Key', query: 'key' });
    expect(orders?.operations).toMatchObject([{ id: 'get', method: 'GET', urlTemplate: '/{id}' }]);
    expect(described).toMatchObject({ operationsKnown: true, operations: [{ id: 'list', method: 'GET' }] });
    expect(elsewhere).toMatchObject({ operationsKnown: false });
    expect(products).toMatchObject([{ id: 'starter', subscriptionRequired: true, published: true, apis: new Set(['orders', 'described']) }]);
    expect(versionSets.get('set')).toMatchObject({ scheme: 'Header', headerName: 'Api-Version' });
    expect([...namedValues.values()]).toMatchObject([
      { kind: 'known', name: 'origin', value: app },
      { kind: 'hidden', name: 'old' },
    ]);
    expect(service?.partlyKept).toMatchObject({ path: 'main.json' });
  });
});

describe('the Resource Kit', () => {
  const name = (rest: string): string => `[concat(parameters('apimServiceName'), '/${rest}')]`;
  const kit = { parameters: { apimServiceName: { type: 'string' }, PolicyXMLBaseUrl: { type: 'string' } } };
  const files: Files = {
    'kit/contoso-apis.template.json': template(
      [
        resource('apis', name('orders;rev=1'), { path: 'orders', apiRevision: '1' }),
        resource('apis', name('orders;rev=2'), { path: 'orders', apiRevision: '2' }),
        linked('apis/policies', name('orders;rev=2/policy'), "[concat(parameters('PolicyXMLBaseUrl'), '/orders;rev=2-apiPolicy.xml')]"),
      ],
      kit,
    ),
    'kit/contoso-globalServicePolicy.template.json': template(
      [linked('policies', name('policy'), "[concat(parameters('PolicyXMLBaseUrl'), '/globalServicePolicy.xml')]")],
      kit,
    ),
    'kit/contoso-parameters.json': template([], {
      parameters: { apimServiceName: { value: 'contoso' }, policyXMLBaseUrl: { value: 'https://raw.example/main/kit/policies/' } },
    }),
    'kit/policies/orders;rev=2-apiPolicy.xml': xml(app),
    'kit/policies/globalServicePolicy.xml': xml('*'),
    'kit/policies/orders-apiPolicy.xml': xml('https://stale.contoso.com'),
  };

  test('is one whole service, and what no template links is deployed by nothing', async () => {
    const { policies, services, unreferenced, unreviewed } = await find(files);
    expect(policies.map(line)).toEqual([
      'global kit/policies/globalServicePolicy.xml:1 *',
      `api orders;rev=2 kit/policies/orders;rev=2-apiPolicy.xml:1 ${app}`,
    ]);
    expect(services.map(({ root, partlyKept }) => [root, partlyKept])).toEqual([['kit', undefined]]);
    expect(unreferenced).toEqual(['kit/policies/orders-apiPolicy.xml']);
    expect(unreviewed).toEqual([]);
  });

  test('the files are known by their names, also where they are uploaded to another folder', async () => {
    const uploaded = {
      ...files,
      'kit/contoso-parameters.json': template([], {
        parameters: { apimServiceName: { value: 'contoso' }, policyXMLBaseUrl: { value: 'https://contoso.blob.example/templates' } },
      }),
    };
    expect((await find(uploaded)).policies.map(line)).toEqual((await find(files)).policies.map(line));
  });

  test('without its template of APIs nobody knows whether their policies are deployed', async () => {
    const { unreferenced, unreviewed } = await find(Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('-apis.template'))));
    expect(unreferenced).toEqual([]);
    expect(unreviewed).toEqual(['kit/policies/orders-apiPolicy.xml', 'kit/policies/orders;rev=2-apiPolicy.xml']);
  });

  test('the newest revision is the current one where none says so', async () => {
    const { services } = await find(files);
    expect(services[0]?.apis.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      ['orders;rev=1', false],
      ['orders;rev=2', true],
    ]);
  });
});

describe('what Terraform deploys', () => {
  test('a template counts once, with the values that it is given', async () => {
    const code =
      'resource "azurerm_resource_group_template_deployment" "d" {\n  template_content = file("arm/policy.json")\n  parameters_content = jsonencode({ Policy = { value = file("p.xml") } })\n}\n';
    const files = {
      'main.tf': code,
      'arm/policy.json': template([policy('apis/', 'contoso/orders/policy', "[parameters('policy')]")], {
        parameters: { policy: { type: 'string' } },
      }),
      'p.xml': xml(app),
    };
    expect(await lines(files)).toEqual([`api orders p.xml:1 ${app}`]);
  });

  test('APIs and operations through azapi are the same resources', async () => {
    const code = (name: string, type: string, parent: string, properties: string): string =>
      `resource "azapi_resource" "${name}" {\n  type = "Microsoft.ApiManagement/service/${type}@2022-08-01"\n  name = "${name}"\n  parent_id = "/subscriptions/s/providers/Microsoft.ApiManagement/service/contoso${parent}"\n  body = { properties = { ${properties} } }\n}\n`;
    const { services } = await find({
      'main.tf':
        code('orders', 'apis', '', 'path = "orders", subscriptionRequired = false') +
        code('get', 'apis/operations', '/apis/orders', 'method = "GET", urlTemplate = "/x"') +
        code('policy', 'policies', '', 'value = file("p.xml")'),
      'p.xml': xml(app),
    });
    expect(services[0]?.apis).toMatchObject([
      { id: 'orders', path: 'orders', subscriptionRequired: false, operations: [{ id: 'get', method: 'GET', urlTemplate: '/x' }] },
    ]);
  });
});

describe('hostile input ends in a finding', () => {
  const deep = (depth: number): string =>
    `{"$schema":"deploymentTemplate.json#","resources":${'['.repeat(depth)}${']'.repeat(depth)},"x":"Microsoft.ApiManagement/service"}`;
  const good = template([policy('', 'contoso/policy', xml(app))]);
  const loop = (path: string): Json => ({ type: 'Microsoft.Resources/deployments', name: 'd', properties: { templateLink: { relativePath: path } } });
  test.each<[name: string, files: Files, problem: string]>([
    [
      'deployments that deploy each other',
      { 'a.json': template([loop('b.json'), policy('', 'contoso/policy', xml(app))]), 'b.json': template([loop('a.json')]) },
      'deep',
    ],
    ['a key that stands twice', { 'a.json': good.replace('"name":', '"name": "x/policy", "name":') }, 'a.json:'],
    [
      'a copy without end',
      {
        'a.json': template([
          policy('', 'contoso/policy', xml(app)),
          { ...resource('apis', "[concat('contoso/a', copyIndex())]"), copy: { name: 'c', count: 1_000_000_000 } },
        ]),
      },
      'a.json:',
    ],
  ])('%s', async (_, files, problem) => {
    const { policies, problems } = await find(files);
    expect(policies.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(problem);
  });

  test('depth, and texts that grow', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`v${index + 1}`, `[concat(variables('v${index}'), variables('v${index}'))]`]),
    );
    const bomb = template([policy('', 'contoso/policy', "[variables('v60')]"), policy('apis/', 'contoso/a/policy', xml(app))], {
      variables: { v0: 'abcdefgh', ...doubling },
    });
    const found = await find({
      'deep.json': deep(100_000),
      'bomb.json': bomb,
      'calls.json': good.replace('contoso/policy', `[${'toLower('.repeat(50_000)}`),
    });
    expect(found.policies.map(({ scope }) => scope.kind)).toContain('api');
  });
});

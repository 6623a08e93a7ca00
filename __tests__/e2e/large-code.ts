import { cors, policy } from './service.js';

type Files = Readonly<Record<string, string>>;

/** A repository of 5,000 files in one layout, and two changes of it: of one API's policy, and of what all roots take from one place. */
export interface LargeRepository {
  readonly files: Files;
  readonly changedOne: Files;
  /** null: the layout has nothing that roots share. */
  readonly changedShared: Files | null;
}

const roots = 60;
const perRoot = 8;
const environments = ['dev', 'uat', 'prod', 'dr'];
const text = (host: string): string => policy([...cors({ origins: [`https://${host}.contoso.com`] }), '<base />']);
const type = 'Microsoft.ApiManagement/service';

function filled(files: Readonly<Record<string, string>>): Files {
  const all: Record<string, string> = { ...files };
  for (let at = Object.keys(files).length; at < 5000; at += 1) all[`docs/part-${at % 50}/page-${at}.md`] = `# Page ${at}\n`;
  return all;
}

function each(make: (folder: string, id: string) => Files): Record<string, string> {
  const files: Record<string, string> = {};
  for (let root = 0; root < roots; root += 1) {
    for (let at = 0; at < perRoot; at += 1) Object.assign(files, make(`src/team-${root}`, `api-${root}-${at}`));
  }
  return files;
}

/** 60 roots of Bicep with a file of parameters for each of four environments; all call one module. */
export function largeBicep(): LargeRepository {
  const files = each((folder, id) => ({
    [`${folder}/${id}.bicep`]: `param apim string\nresource api '${type}/apis@2022-08-01' = {\n  name: '\${apim}/${id}'\n  properties: {\n    path: '${id}'\n    format: 'openapi'\n    value: loadTextContent('api/${id}.yaml')\n  }\n}\nresource policy 'Microsoft.ApiManagement/service/apis/policies@2022-08-01' = {\n  parent: api\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('api/${id}.xml')\n  }\n}\n`,
    [`${folder}/api/${id}.xml`]: text('app'),
    [`${folder}/api/${id}.yaml`]: `openapi: 3.0.1\npaths:\n  /items:\n    get:\n      operationId: get\n`,
  }));
  for (let root = 0; root < roots; root += 1) {
    const folder = `src/team-${root}`;
    const calls = Array.from(
      { length: perRoot },
      (_, at) => `module m${at} 'api-${root}-${at}.bicep' = {\n  name: 'm${at}'\n  params: {\n    apim: apim\n  }\n}\n`,
    );
    files[`${folder}/main.bicep`] =
      `param env string\nvar apim = 'contoso-\${env}'\n${calls.join('')}module shared '../shared/shared.bicep' = {\n  name: 'shared'\n  params: {\n    apim: apim\n    api: 'shared-${root}'\n  }\n}\n`;
    for (const name of environments) files[`${folder}/main.${name}.bicepparam`] = `using './main.bicep'\nparam env = '${name}'\n`;
  }
  files['src/shared/shared.bicep'] =
    `param apim string\nparam api string\nresource p '${type}/apis/policies@2022-08-01' = {\n  name: '\${apim}/\${api}/policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('shared.xml')\n  }\n}\n`;
  files['src/shared/shared.xml'] = text('app');
  return {
    files: filled(files),
    changedOne: { 'src/team-7/api/api-7-1.xml': text('other') },
    changedShared: { 'src/shared/shared.xml': text('other') },
  };
}

const template = (resources: readonly unknown[], parameters: object): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters, resources }, null, 2)}\n`;
const parametersFile = (values: Readonly<Record<string, string>>): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#', parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])) })}\n`;
const resource = (kind: string, name: string, properties: object): object => ({
  type: `${type}/${kind}`,
  apiVersion: '2022-08-01',
  name,
  properties,
});

/** 60 templates, each with files of parameters for four environments; all deploy one template that is linked. */
export function largeArm(): LargeRepository {
  const files: Record<string, string> = {};
  const own = { apim: { type: 'string' }, base: { type: 'string' } };
  const named = (rest: string): string => `[concat(parameters('apim'), '/${rest}')]`;
  for (let root = 0; root < roots; root += 1) {
    const folder = `src/team-${root}`;
    const resources = Array.from({ length: perRoot }, (_, at) => `api-${root}-${at}`).flatMap((id) => {
      files[`${folder}/policies/${id}.xml`] = text('app');
      return [
        resource('apis', named(id), { path: id }),
        resource('apis/operations', named(`${id}/get`), { method: 'GET', urlTemplate: '/' }),
        resource('apis/policies', named(`${id}/policy`), { format: 'rawxml-link', value: `[concat(parameters('base'), '/policies/${id}.xml')]` }),
      ];
    });
    const shared = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2021-04-01',
      name: 'shared',
      properties: {
        templateLink: { uri: "[concat(parameters('base'), '/shared/shared.json')]" },
        parameters: { apim: { value: "[parameters('apim')]" }, api: { value: `shared-${root}` } },
      },
    };
    files[`${folder}/main.json`] = template([...resources, shared], own);
    for (const name of environments)
      files[`${folder}/main.parameters.${name}.json`] = parametersFile({ apim: `contoso-${name}`, base: `https://${name}.blob.example` });
  }
  const linked = (host: string): string =>
    template(
      [resource('apis/policies', "[concat(parameters('apim'), '/', parameters('api'), '/policy')]", { format: 'rawxml', value: text(host) })],
      {
        apim: { type: 'string' },
        api: { type: 'string' },
      },
    );
  files['src/shared/shared.json'] = linked('app');
  return {
    files: filled(files),
    changedOne: { 'src/team-7/policies/api-7-1.xml': text('other') },
    changedShared: { 'src/shared/shared.json': linked('other') },
  };
}

/** What the Resource Kit extracts of a service of 480 APIs, a template for each. */
export function largeKit(): LargeRepository {
  const parameters = { apimServiceName: { type: 'string' }, PolicyXMLBaseUrl: { type: 'string' } };
  const named = (rest: string): string => `[concat(parameters('apimServiceName'), '/${rest}')]`;
  const link = (file: string): object => ({ format: 'rawxml-link', value: `[concat(parameters('PolicyXMLBaseUrl'), '/${file}')]` });
  const files = each((_, id) => ({
    [`kit/contoso-${id}-api.template.json`]: template(
      [
        resource('apis', named(id), { path: id }),
        resource('apis/operations', named(`${id}/get`), { method: 'GET', urlTemplate: '/' }),
        resource('apis/policies', named(`${id}/policy`), link(`${id}-apiPolicy.xml`)),
      ],
      parameters,
    ),
    [`kit/policies/${id}-apiPolicy.xml`]: text('app'),
  }));
  files['kit/contoso-globalServicePolicy.template.json'] = template(
    [resource('policies', named('policy'), link('globalServicePolicy.xml'))],
    parameters,
  );
  files['kit/policies/globalServicePolicy.xml'] = policy([]);
  files['kit/contoso-parameters.json'] = parametersFile({ apimServiceName: 'contoso', PolicyXMLBaseUrl: 'https://raw.example/main/kit/policies' });
  return { files: filled(files), changedOne: { 'kit/policies/api-7-1-apiPolicy.xml': text('other') }, changedShared: null };
}

/** The git repository of an instance with 480 APIs. */
export function largeGitConfiguration(): LargeRepository {
  const at = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const files = each((_, id) => ({
    [`api-management/apis/${id}_x/configuration.json`]: at({
      id: `/apis/${id}`,
      path: id,
      operations: [{ id: `/apis/${id}/operations/get`, method: 'GET', urlTemplate: '/' }],
      '$ref-policy': `api-management/policies/apis/${id}_x.xml`,
    }),
    [`api-management/policies/apis/${id}_x.xml`]: text('app'),
  }));
  files['api-management/configuration.json'] = at({ settings: {}, '$ref-policy': 'api-management/policies/global.xml' });
  files['api-management/policies/global.xml'] = policy([]);
  return { files: filled(files), changedOne: { 'api-management/policies/apis/api-7-1_x.xml': text('other') }, changedShared: null };
}

import { parameters, resource, template, type Json } from '../layouts/arm/templates.js';

export type Files = Readonly<Record<string, string>>;

/** A small service: an API with one operation, whatever layout keeps it. */
export interface Kept {
  readonly global: string;
  readonly api: string;
  readonly operation: string;
  /** Texts by id. */
  readonly fragments?: Files;
  /** Named values by display name. */
  readonly values?: Files;
  /** Ids of the API and of its operation, and where they answer. */
  readonly ids?: { readonly api?: string; readonly operation?: string; readonly path?: string; readonly url?: string };
  /** Folder that all of it lies in; '': the repository's root. */
  readonly root?: string;
}

/** A way of keeping a service in files. */
export interface Host {
  readonly name: string;
  readonly files: (kept: Kept) => Files;
  /** Where the API's policy is, as the base has it. */
  readonly at: string;
  /** Policies are files of their own. */
  readonly isFile: boolean;
  readonly hasFragments: boolean;
  readonly hasValues: boolean;
  /** The configuration. */
  readonly yaml: string;
}

const type = 'Microsoft.ApiManagement/service';

interface Parts extends Required<Omit<Kept, 'ids'>> {
  readonly ids: Required<NonNullable<Kept['ids']>>;
  /** Path of a file below the root. */
  readonly under: (path: string) => string;
}

function partsOf({ ids = {}, root = '', fragments = {}, values = {}, ...texts }: Kept): Parts {
  const under = (path: string): string => (root === '' ? path : `${root}/${path}`);
  return { ...texts, root, fragments, values, under, ids: { api: 'orders', operation: 'get', path: 'orders', url: '/{id}', ...ids } };
}

/** Files by path below the root. */
const placed = ({ under }: Parts, files: Files): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [under(path), text]));
const json = (value: unknown): string => JSON.stringify(value, null, 2);
const entries = Object.entries;

function artifacts(kept: Kept): Files {
  const parts = partsOf(kept);
  const { ids } = parts;
  return placed(parts, {
    'artifacts/policy.xml': parts.global,
    [`artifacts/apis/${ids.api}/apiInformation.json`]: json({ properties: { displayName: 'Orders', path: ids.path } }),
    [`artifacts/apis/${ids.api}/policy.xml`]: parts.api,
    [`artifacts/apis/${ids.api}/operations/${ids.operation}/operationInformation.json`]: json({
      properties: { method: 'GET', urlTemplate: ids.url },
    }),
    [`artifacts/apis/${ids.api}/operations/${ids.operation}/policy.xml`]: parts.operation,
    ...Object.fromEntries(entries(parts.fragments).map(([id, text]) => [`artifacts/policy fragments/${id}/policy.xml`, text])),
    ...Object.fromEntries(
      entries(parts.values).map(([name, value]) => [
        `artifacts/named values/${name}/namedValueInformation.json`,
        json({ properties: { displayName: name, value } }),
      ]),
    ),
  });
}

/** A text between quotes of HCL. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
const heredoc = (text: string): string => `<<XML\n${text.replaceAll('${', '$${').replaceAll('%{', '%%{').replace(/\n?$/, '\n')}XML`;

function terraformCode(
  { ids, fragments, values }: Parts,
  policy: { readonly global: string; readonly api: string; readonly operation: string },
): string {
  const block = (kind: string, name: string, lines: Files): string =>
    `resource "azurerm_api_management_${kind}" "${name}" {\n${entries({ api_management_name: '"contoso"', ...lines })
      .map(([key, value]) => `  ${key} = ${value}\n`)
      .join('')}}\n`;
  const api = { api_name: quoted(ids.api) };
  return [
    `resource "azurerm_api_management_policy" "global" {\n  api_management_id = "/subscriptions/s/resourceGroups/g/providers/${type}/contoso"\n  xml_content = ${policy.global}\n}\n`,
    block('api', 'a', { name: quoted(ids.api), path: quoted(ids.path) }),
    block('api_operation', 'o', { ...api, operation_id: quoted(ids.operation), method: '"GET"', url_template: quoted(ids.url) }),
    block('api_policy', 'ap', { ...api, xml_content: policy.api }),
    block('api_operation_policy', 'op', { ...api, operation_id: quoted(ids.operation), xml_content: policy.operation }),
    ...entries(fragments).map(
      ([id, text]) =>
        `resource "azurerm_api_management_policy_fragment" "f_${id}" {\n  api_management_id = "/subscriptions/s/resourceGroups/g/providers/${type}/contoso"\n  name = ${quoted(id)}\n  format = "rawxml"\n  value = ${heredoc(text)}\n}\n`,
    ),
    ...entries(values).map(([name, value]) =>
      block('named_value', `v_${name}`, { name: quoted(name), display_name: quoted(name), value: quoted(value) }),
    ),
  ].join('');
}

function terraformFiles(kept: Kept): Files {
  const parts = partsOf(kept);
  const code = terraformCode(parts, { global: 'file("p/global.xml")', api: 'file("p/api.xml")', operation: 'file("p/operation.xml")' });
  return placed(parts, { 'main.tf': code, 'p/global.xml': parts.global, 'p/api.xml': parts.api, 'p/operation.xml': parts.operation });
}

function terraformText(kept: Kept): Files {
  const parts = partsOf(kept);
  return placed(parts, {
    'main.tf': terraformCode(parts, { global: heredoc(parts.global), api: heredoc(parts.api), operation: heredoc(parts.operation) }),
  });
}

const oneLine = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('${', '\\${')}'`;

function bicepCode({ ids, fragments, values }: Parts, policy: { readonly global: string; readonly api: string; readonly operation: string }): string {
  const block = (symbol: string, kind: string, name: string, parent: string, lines: Files): string =>
    `resource ${symbol} '${type}/${kind}@2022-08-01' = {\n  parent: ${parent}\n  name: ${oneLine(name)}\n  properties: {\n${entries(lines)
      .map(([key, value]) => `    ${key}: ${value}\n`)
      .join('')}  }\n}\n`;
  const text = (value: string): Files => ({ format: "'rawxml'", value });
  return [
    `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`,
    block('global', 'policies', 'policy', 'apim', text(policy.global)),
    block('api', 'apis', ids.api, 'apim', { path: oneLine(ids.path) }),
    block('ap', 'apis/policies', 'policy', 'api', text(policy.api)),
    block('get', 'apis/operations', ids.operation, 'api', { method: "'GET'", urlTemplate: oneLine(ids.url) }),
    block('op', 'apis/operations/policies', 'policy', 'get', text(policy.operation)),
    ...entries(fragments).map(([id, value]) => block(`f_${id}`, 'policyFragments', id, 'apim', text(oneLine(value)))),
    ...entries(values).map(([name, value]) => block(`v_${name}`, 'namedValues', name, 'apim', { displayName: oneLine(name), value: oneLine(value) })),
  ].join('');
}

function bicepFiles(kept: Kept): Files {
  const parts = partsOf(kept);
  const load = (name: string): string => `loadTextContent('p/${name}.xml')`;
  const code = bicepCode(parts, { global: load('global'), api: load('api'), operation: load('operation') });
  return placed(parts, { 'main.bicep': code, 'p/global.xml': parts.global, 'p/api.xml': parts.api, 'p/operation.xml': parts.operation });
}

function bicepText(kept: Kept): Files {
  const parts = partsOf(kept);
  return placed(parts, {
    'main.bicep': bicepCode(parts, { global: oneLine(parts.global), api: oneLine(parts.api), operation: oneLine(parts.operation) }),
  });
}

/** What an ARM template says of the service besides its policies. */
function resources({ ids, fragments, values }: Parts, name: (rest: string) => string): readonly Json[] {
  return [
    resource('apis', name(ids.api), { path: ids.path }),
    resource('apis/operations', name(`${ids.api}/${ids.operation}`), { method: 'GET', urlTemplate: ids.url }),
    ...entries(fragments).map(([id, value]) => resource('policyFragments', name(id), { format: 'rawxml', value })),
    ...entries(values).map(([id, value]) => resource('namedValues', name(id), { displayName: id, value })),
  ];
}

/** A text of a template that is no expression. */
const literal = (text: string): string => (text.startsWith('[') ? `[${text}` : text);

function arm(kept: Kept): Files {
  const parts = partsOf(kept);
  const { ids } = parts;
  const policy = (kind: string, name: string, value: string): Json =>
    resource(`${kind}policies`, `contoso/${name}policy`, { format: 'rawxml', value: literal(value) });
  return placed(parts, {
    'main.json': template([
      ...resources(parts, (rest) => `contoso/${rest}`),
      policy('', '', parts.global),
      policy('apis/', `${ids.api}/`, parts.api),
      policy('apis/operations/', `${ids.api}/${ids.operation}/`, parts.operation),
    ]),
  });
}

function resourceKit(kept: Kept): Files {
  const parts = partsOf(kept);
  const { ids } = parts;
  const name = (rest: string): string => `[concat(parameters('apimServiceName'), '/${rest}')]`;
  const policy = (kind: string, rest: string, file: string): Json =>
    resource(`${kind}policies`, name(`${rest}policy`), { format: 'rawxml-link', value: `[concat(parameters('PolicyXMLBaseUrl'), '/${file}.xml')]` });
  const more = { parameters: { apimServiceName: { type: 'string' }, PolicyXMLBaseUrl: { type: 'string' } } };
  return placed(parts, {
    'kit/contoso-apis.template.json': template(
      [...resources(parts, name), policy('apis/', `${ids.api}/`, 'api'), policy('apis/operations/', `${ids.api}/${ids.operation}/`, 'operation')],
      more,
    ),
    'kit/contoso-globalServicePolicy.template.json': template([policy('', '', 'global')], more),
    'kit/contoso-parameters.json': parameters({ apimServiceName: 'contoso', PolicyXMLBaseUrl: 'https://raw.example/main/kit/policies' }),
    'kit/policies/global.xml': parts.global,
    'kit/policies/api.xml': parts.api,
    'kit/policies/operation.xml': parts.operation,
  });
}

function gitConfiguration(kept: Kept): Files {
  const parts = partsOf(kept);
  const { ids } = parts;
  const folder = 'api-management';
  const ref = (path: string): Json => ({ '$ref-policy': `${folder}/policies/${path}.xml` });
  return placed(parts, {
    [`${folder}/configuration.json`]: json({ settings: {}, ...ref('global') }),
    [`${folder}/apis/Orders_x/configuration.json`]: json({
      id: `/apis/${ids.api}`,
      name: 'Orders',
      apiRevision: '1',
      isCurrent: true,
      path: ids.path,
      operations: [
        { id: `/apis/${ids.api}/operations/${ids.operation}`, method: 'GET', urlTemplate: ids.url, ...ref('apis/Orders_x/operations/GET_y') },
      ],
      ...ref('apis/Orders_x'),
    }),
    [`${folder}/policies/global.xml`]: parts.global,
    [`${folder}/policies/apis/Orders_x.xml`]: parts.api,
    [`${folder}/policies/apis/Orders_x/operations/GET_y.xml`]: parts.operation,
    ...Object.fromEntries(
      entries(parts.values).map(([name, value]) => [
        `${folder}/properties/${name}/configuration.json`,
        json({ id: `/properties/${name}`, name, value, secret: false }),
      ]),
    ),
  });
}

function scoped(kept: Kept): Files {
  const parts = partsOf(kept);
  return placed(parts, { 'p/global.xml': parts.global, 'p/api.xml': parts.api, 'p/operation.xml': parts.operation });
}

const map = [
  'scopes:',
  '  - { path: p/global.xml, scope: global }',
  '  - { path: p/api.xml, scope: api, api: orders }',
  '  - { path: p/operation.xml, scope: operation, api: orders, operation: get }',
  '',
].join('\n');

const whole = { hasFragments: true, hasValues: true, yaml: '' };

/** Every layout, with policies in files and inside of code. */
export const hosts: readonly Host[] = [
  { name: 'artifacts', files: artifacts, at: 'artifacts/apis/orders/policy.xml', isFile: true, ...whole },
  { name: 'Terraform with files', files: terraformFiles, at: 'p/api.xml', isFile: true, ...whole },
  { name: 'Terraform', files: terraformText, at: 'main.tf', isFile: false, ...whole },
  { name: 'Bicep with files', files: bicepFiles, at: 'p/api.xml', isFile: true, ...whole },
  { name: 'Bicep', files: bicepText, at: 'main.bicep', isFile: false, ...whole },
  { name: 'an ARM template', files: arm, at: 'main.json', isFile: false, ...whole },
  { name: 'the Resource Kit', files: resourceKit, at: 'kit/policies/api.xml', isFile: true, ...whole },
  {
    name: 'the git repository of an instance',
    files: gitConfiguration,
    at: 'api-management/policies/apis/Orders_x.xml',
    isFile: true,
    ...whole,
    hasFragments: false,
  },
  { name: 'a map of scopes', files: scoped, at: 'p/api.xml', isFile: true, hasFragments: false, hasValues: false, yaml: map },
];

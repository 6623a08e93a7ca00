/** A service with whatever decides who calls what besides policies, in three ways of keeping one. */

export type Files = Readonly<Record<string, string>>;

export interface WaysApi {
  /** A revision that is not current has its number behind it: `orders;rev=2`. */
  readonly id: string;
  readonly path?: string;
  readonly revision?: string;
  readonly isCurrent?: boolean;
  readonly version?: string;
  readonly set?: string;
  readonly workspace?: string;
  readonly policy: string;
  readonly needsKey?: boolean;
}

export interface WaysProduct {
  readonly id: string;
  readonly isOpen: boolean;
  readonly policy: string;
  readonly apis: readonly string[];
}

export interface WaysSet {
  readonly id: string;
  readonly scheme: 'Segment' | 'Query' | 'Header';
  readonly name?: string;
}

/** `@host@` in a policy is a value of the environment. */
export interface WaysService {
  readonly apis: readonly WaysApi[];
  readonly products?: readonly WaysProduct[];
  readonly sets?: readonly WaysSet[];
  readonly global?: string;
  /** Policies by workspace. */
  readonly workspaces?: Files;
  /** Ids of APIs, with their revisions. */
  readonly releases?: readonly string[];
  /** The value by environment; '': what the code says itself, `null`: nothing. */
  readonly hosts?: Readonly<Record<string, string | null>>;
}

/** A way of keeping it. */
export interface WaysHost {
  readonly name: string;
  readonly files: (service: WaysService) => Files;
}

const plain =
  '<policies>\n  <inbound>\n    <base />\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n  <on-error>\n    <base />\n  </on-error>\n</policies>\n';
const json = (properties: unknown): string => JSON.stringify({ properties }, null, 2);
const entries = Object.entries;
const revisionOf = ({ id, revision }: WaysApi): string => revision ?? /;rev=(\d+)$/.exec(id)?.[1] ?? '1';
const isCurrent = ({ id, isCurrent: said }: WaysApi): boolean => said ?? !id.includes(';rev=');
const specification = {
  openapi: '3.0.1',
  info: { title: 'o', version: '1' },
  paths: { '/items': { get: { operationId: 'list', responses: { 200: { description: 'OK' } } } } },
};

function artifacts({ apis, products = [], sets = [], global = plain, workspaces = {}, releases = [], hosts = {} }: WaysService): Files {
  const named = (text: string): string => text.replaceAll('@host@', '{{host}}');
  const files: Record<string, string> = { 'artifacts/policy.xml': named(global) };
  const level = (workspace: string | undefined): string => (workspace === undefined ? 'artifacts' : `artifacts/workspaces/${workspace}`);
  for (const [name, text] of entries(workspaces)) {
    files[`${level(name)}/workspaceInformation.json`] = json({ displayName: name });
    files[`${level(name)}/policy.xml`] = named(text);
  }
  for (const api of apis) {
    const under = `${level(api.workspace)}/apis/${api.id}`;
    files[`${under}/apiInformation.json`] = json({
      displayName: api.id,
      path: api.path ?? 'orders',
      subscriptionRequired: api.needsKey ?? false,
      apiRevision: revisionOf(api),
      isCurrent: isCurrent(api),
      ...(api.set === undefined ? {} : { apiVersion: api.version ?? 'v1', apiVersionSetId: `/apiVersionSets/${api.set}` }),
    });
    files[`${under}/policy.xml`] = named(api.policy);
    files[`${under}/specification.json`] = JSON.stringify(specification);
  }
  for (const { id, scheme, name } of sets)
    files[`artifacts/version sets/${id}/versionSetInformation.json`] = json({
      displayName: id,
      versioningScheme: scheme,
      ...(scheme === 'Header' ? { versionHeaderName: name } : scheme === 'Query' ? { versionQueryName: name } : {}),
    });
  for (const { id, isOpen, policy, apis: held } of products) {
    files[`artifacts/products/${id}/productInformation.json`] = json({ displayName: id, subscriptionRequired: !isOpen, state: 'published' });
    files[`artifacts/products/${id}/policy.xml`] = named(policy);
    for (const api of held) files[`artifacts/products/${id}/apis/${api}/productApiInformation.json`] = '{}';
  }
  for (const released of releases)
    files[`artifacts/apis/${released.replace(/;rev=\d+$/, '')}/releases/r/apiReleaseInformation.json`] = json({ apiId: `/apis/${released}` });
  const own = hosts[''];
  if (entries(hosts).length > 0 && own !== null)
    files['artifacts/named values/host/namedValueInformation.json'] = json({ displayName: 'host', value: own ?? 'https://none.contoso.com' });
  for (const [environment, value] of entries(hosts))
    if (environment !== '')
      files[`configuration.${environment}.yaml`] =
        `apimServiceName: contoso-${environment}\nnamedValues:\n  - name: host\n    properties:\n      displayName: host\n      value: "${value}"\n`;
  return files;
}

const type = 'Microsoft.ApiManagement/service';

function terraform({ apis, products = [], sets = [], global = plain, workspaces = {}, releases = [], hosts = {} }: WaysService): Files {
  const block = (kind: string, name: string, lines: Files): string =>
    `resource "azurerm_api_management_${kind}" "${name}" {\n  api_management_name = "contoso"\n${entries(lines)
      .map(([key, value]) => `  ${key} = ${value}\n`)
      .join('')}}\n`;
  const azapi = (kind: string, name: string, parent: string, [id, properties]: readonly [string, Files]): string =>
    `resource "azapi_resource" "${name}" {\n  type = "${type}/${kind}@2023-05-01-preview"\n  name = "${id}"\n  parent_id = ${parent}\n  body = {\n    properties = {\n${entries(
      properties,
    )
      .map(([key, value]) => `      ${key} = ${value}\n`)
      .join('')}    }\n  }\n}\n`;
  const text = (value: string): string => `<<XML\n${value.replaceAll('@host@', '${var.host}')}XML`;
  const quoted = JSON.stringify;
  const symbol = (id: string): string => id.replace(/\W+/g, '_');
  const service = '"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso"';
  const blocks = [
    ...(entries(hosts).length === 0
      ? []
      : [`variable "host" {\n  type = string\n${(hosts[''] ?? null) === null ? '' : `  default = ${quoted(hosts[''] ?? '')}\n`}}\n`]),
    `resource "azurerm_api_management_policy" "global" {\n  api_management_id = ${service}\n  xml_content = ${text(global)}\n}\n`,
    ...entries(workspaces).flatMap(([name, policy]) => [
      azapi('workspaces', `w_${name}`, service, [name, { displayName: quoted(name) }]),
      azapi('workspaces/policies', `wp_${name}`, `azapi_resource.w_${name}.id`, ['policy', { format: '"rawxml"', value: text(policy) }]),
    ]),
    ...sets.map(({ id, scheme, name }) =>
      block('api_version_set', `s_${id}`, {
        name: quoted(id),
        display_name: quoted(id),
        versioning_scheme: quoted(scheme),
        ...(scheme === 'Header' ? { version_header_name: quoted(name) } : scheme === 'Query' ? { version_query_name: quoted(name) } : {}),
      }),
    ),
    ...apis.flatMap((api) => {
      const { id, path = 'orders', workspace, set, version = 'v1', policy, needsKey = false } = api;
      const own = symbol(id);
      if (workspace !== undefined)
        return [
          azapi('workspaces/apis', `a_${own}`, `azapi_resource.w_${workspace}.id`, [
            id,
            { path: quoted(path), subscriptionRequired: String(needsKey) },
          ]),
          azapi('workspaces/apis/operations', `o_${own}`, `azapi_resource.a_${own}.id`, ['list', { method: '"GET"', urlTemplate: '"/items"' }]),
          azapi('workspaces/apis/policies', `p_${own}`, `azapi_resource.a_${own}.id`, ['policy', { format: '"rawxml"', value: text(policy) }]),
        ];
      return [
        block('api', `a_${own}`, {
          name: quoted(id),
          path: quoted(path),
          revision: quoted(revisionOf(api)),
          subscription_required: String(needsKey),
          ...(set === undefined ? {} : { version: quoted(version), version_set_id: `azurerm_api_management_api_version_set.s_${set}.id` }),
        }),
        block('api_operation', `o_${own}`, { api_name: quoted(id), operation_id: '"list"', method: '"GET"', url_template: '"/items"' }),
        block('api_policy', `p_${own}`, { api_name: quoted(id), xml_content: text(policy) }),
      ];
    }),
    ...products.flatMap(({ id, isOpen, policy, apis: held }) => [
      block('product', id, { product_id: quoted(id), subscription_required: String(!isOpen), published: 'true' }),
      block('product_policy', id, { product_id: quoted(id), xml_content: text(policy) }),
      ...held.map((api) => block('product_api', `${id}_${symbol(api)}`, { product_id: quoted(id), api_name: quoted(api) })),
    ]),
    ...releases.map(
      (id) => `resource "azurerm_api_management_api_release" "r" {\n  name = "r"\n  api_id = azurerm_api_management_api.a_${symbol(id)}.id\n}\n`,
    ),
  ];
  const values = entries(hosts).flatMap(([name, value]) => (name === '' ? [] : [[`${name}.tfvars`, `host = ${quoted(value)}\n`] as const]));
  return { 'main.tf': blocks.join(''), ...Object.fromEntries(values) };
}

function bicep({ apis, products = [], sets = [], global = plain, workspaces = {}, releases = [], hosts = {} }: WaysService): Files {
  const block = (symbol: string, kind: string, [name, parent]: readonly [string, string], lines: Files): string =>
    `resource ${symbol} '${type}/${kind}@2023-05-01-preview' = {\n  parent: ${parent}\n  name: '${name}'\n  properties: {\n${entries(lines)
      .map(([key, value]) => `    ${key}: ${value}\n`)
      .join('')}  }\n}\n`;
  const text = (value: string): Files => ({
    format: "'rawxml'",
    value: value.includes('@host@') ? `replace('''\n${value}''', '@host@', host)` : `'''\n${value}'''`,
  });
  const symbol = (id: string): string => id.replace(/\W+/g, '_');
  const blocks = [
    ...(entries(hosts).length === 0 ? [] : [`param host string${(hosts[''] ?? null) === null ? '' : ` = '${hosts[''] ?? ''}'`}\n`]),
    `resource apim '${type}@2023-05-01-preview' existing = {\n  name: 'contoso'\n}\n`,
    block('global', 'policies', ['policy', 'apim'], text(global)),
    ...entries(workspaces).flatMap(([name, policy]) => [
      block(`w_${name}`, 'workspaces', [name, 'apim'], { displayName: `'${name}'` }),
      block(`wp_${name}`, 'workspaces/policies', ['policy', `w_${name}`], text(policy)),
    ]),
    ...sets.map(({ id, scheme, name }) =>
      block(`s_${id}`, 'apiVersionSets', [id, 'apim'], {
        displayName: `'${id}'`,
        versioningScheme: `'${scheme}'`,
        ...(scheme === 'Header' ? { versionHeaderName: `'${name ?? ''}'` } : scheme === 'Query' ? { versionQueryName: `'${name ?? ''}'` } : {}),
      }),
    ),
    ...apis.flatMap((api) => {
      const { id, path = 'orders', workspace, set, version = 'v1', policy, needsKey = false } = api;
      const [own, under] = [symbol(id), workspace === undefined ? '' : 'workspaces/'];
      return [
        block(`a_${own}`, `${under}apis`, [id, workspace === undefined ? 'apim' : `w_${workspace}`], {
          path: `'${path}'`,
          subscriptionRequired: String(needsKey),
          ...(workspace === undefined ? { apiRevision: `'${revisionOf(api)}'`, isCurrent: String(isCurrent(api)) } : {}),
          ...(set === undefined ? {} : { apiVersion: `'${version}'`, apiVersionSetId: `s_${set}.id` }),
        }),
        block(`o_${own}`, `${under}apis/operations`, ['list', `a_${own}`], { method: "'GET'", urlTemplate: "'/items'" }),
        block(`policyOf_${own}`, `${under}apis/policies`, ['policy', `a_${own}`], text(policy)),
      ];
    }),
    ...products.flatMap(({ id, isOpen, policy, apis: held }) => [
      block(id, 'products', [id, 'apim'], { subscriptionRequired: String(!isOpen), state: "'published'" }),
      block(`${id}Policy`, 'products/policies', ['policy', id], text(policy)),
      ...held.map((api) => `resource ${id}_${symbol(api)} '${type}/products/apis@2023-05-01-preview' = {\n  parent: ${id}\n  name: '${api}'\n}\n`),
    ]),
    ...releases.map(
      (id) =>
        `resource r '${type}/apis/releases@2023-05-01-preview' = {\n  parent: a_${symbol(id.replace(/;rev=\d+$/, ''))}\n  name: 'r'\n  properties: {\n    apiId: a_${symbol(id)}.id\n  }\n}\n`,
    ),
  ];
  const values = entries(hosts).flatMap(([name, value]) =>
    name === '' ? [] : [[`main.${name}.bicepparam`, `using 'main.bicep'\nparam host = '${value}'\n`] as const],
  );
  return { 'main.bicep': blocks.join(''), ...Object.fromEntries(values) };
}

export const waysHosts: readonly WaysHost[] = [
  { name: 'artifacts', files: artifacts },
  { name: 'Terraform', files: terraform },
  { name: 'Bicep', files: bicep },
];

/** A service with products and operations, in four ways of keeping one. */

export type Files = Readonly<Record<string, string>>;

export interface SmallProduct {
  readonly id: string;
  readonly isOpen: boolean;
  readonly isPublished?: boolean;
  readonly policy: string;
  /** Whether the API is in it. */
  readonly holds: boolean;
}

export interface SmallService {
  /** Of the API. */
  readonly policy: string;
  /** `GET /orders/{id}`; ids are made of them. */
  readonly operations: readonly string[];
  readonly needsKey?: boolean;
  readonly products?: readonly SmallProduct[];
  /** Policies by operation. */
  readonly own?: Files;
}

/** A way of keeping it. */
export interface SmallHost {
  readonly name: string;
  readonly files: (service: SmallService) => Files;
}

interface Named {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly own: string | undefined;
}

function operationsOf({ operations, own = {} }: SmallService): readonly Named[] {
  return operations.map((text) => {
    const [method = '', url = ''] = text.split(' ');
    return { id: idOf(text), method, url, own: own[text] };
  });
}

/** `GET /orders/{id}` is `get-orders-id`. */
export function idOf(operation: string): string {
  return operation
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/-$/, '');
}

const json = (properties: unknown): string => JSON.stringify({ properties }, null, 2);

function artifacts(under: string): SmallHost['files'] {
  return (service) => {
    const { policy, needsKey = true, products = [] } = service;
    const files: Record<string, string> = {
      'artifacts/policy.xml': plain,
      [`${under}/apis/orders/apiInformation.json`]: json({ displayName: 'Orders', path: 'orders', subscriptionRequired: needsKey }),
      [`${under}/apis/orders/policy.xml`]: policy,
    };
    if (under !== 'artifacts') files[`${under}/policy.xml`] = plain;
    for (const { id, method, url, own } of operationsOf(service)) {
      files[`${under}/apis/orders/operations/${id}/operationInformation.json`] = json({ method, urlTemplate: url });
      if (own !== undefined) files[`${under}/apis/orders/operations/${id}/policy.xml`] = own;
    }
    files[`${under}/apis/orders/specification.json`] = JSON.stringify(specification(operationsOf(service)));
    for (const { id, isOpen, isPublished = true, policy: text, holds } of products) {
      files[`${under}/products/${id}/productInformation.json`] = json({
        displayName: id,
        subscriptionRequired: !isOpen,
        state: isPublished ? 'published' : 'notPublished',
      });
      files[`${under}/products/${id}/policy.xml`] = text;
      if (holds) files[`${under}/products/${id}/apis/orders/productApiInformation.json`] = '{}';
    }
    return files;
  };
}

function specification(operations: readonly Named[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { id, method, url } of operations)
    paths[url] = { ...paths[url], [method.toLowerCase()]: { operationId: id, responses: { 200: { description: 'OK' } } } };
  return { openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths };
}

const plain =
  '<policies>\n  <inbound>\n    <base />\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n  <on-error>\n    <base />\n  </on-error>\n</policies>\n';

function terraform(service: SmallService): Files {
  const { policy, needsKey = true, products = [] } = service;
  const block = (kind: string, name: string, lines: Files): string =>
    `resource "azurerm_api_management_${kind}" "${name}" {\n  api_management_name = "contoso"\n${Object.entries(lines)
      .map(([key, value]) => `  ${key} = ${value}\n`)
      .join('')}}\n`;
  const text = (value: string): string => `<<XML\n${value}XML`;
  const quoted = JSON.stringify;
  const blocks = [
    `resource "azurerm_api_management_policy" "global" {\n  api_management_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/contoso"\n  xml_content = ${text(plain)}\n}\n`,
    block('api', 'a', { name: '"orders"', path: '"orders"', revision: '"1"', subscription_required: String(needsKey) }),
    block('api_policy', 'p', { api_name: '"orders"', xml_content: text(policy) }),
    ...operationsOf(service).flatMap(({ id, method, url, own }) => {
      const of = { api_name: '"orders"', operation_id: quoted(id) };
      const one = block('api_operation', `o_${id}`, { ...of, method: quoted(method), url_template: quoted(url) });
      return own === undefined ? [one] : [one, block('api_operation_policy', `op_${id}`, { ...of, xml_content: text(own) })];
    }),
    ...products.flatMap(({ id, isOpen, isPublished = true, policy: own, holds }) => [
      block('product', id, { product_id: quoted(id), subscription_required: String(!isOpen), published: String(isPublished) }),
      block('product_policy', id, { product_id: quoted(id), xml_content: text(own) }),
      ...(holds ? [block('product_api', id, { product_id: quoted(id), api_name: '"orders"' })] : []),
    ]),
  ];
  return { 'main.tf': blocks.join('') };
}

function bicep(service: SmallService): Files {
  const { policy, needsKey = true, products = [] } = service;
  const type = 'Microsoft.ApiManagement/service';
  const block = (symbol: string, kind: string, name: string, parent: string, lines: Files): string =>
    `resource ${symbol} '${type}/${kind}@2022-08-01' = {\n  parent: ${parent}\n  name: '${name}'\n  properties: {\n${Object.entries(lines)
      .map(([key, value]) => `    ${key}: ${value}\n`)
      .join('')}  }\n}\n`;
  const text = (value: string): Files => ({ format: "'rawxml'", value: `'''\n${value}'''` });
  const blocks = [
    `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n`,
    block('global', 'policies', 'policy', 'apim', text(plain)),
    block('api', 'apis', 'orders', 'apim', { path: "'orders'", subscriptionRequired: String(needsKey) }),
    block('ap', 'apis/policies', 'policy', 'api', text(policy)),
    ...operationsOf(service).flatMap(({ id, method, url, own }, at) => [
      block(`o${at}`, 'apis/operations', id, 'api', { method: `'${method}'`, urlTemplate: `'${url}'` }),
      ...(own === undefined ? [] : [block(`op${at}`, 'apis/operations/policies', 'policy', `o${at}`, text(own))]),
    ]),
    ...products.flatMap(({ id, isOpen, isPublished = true, policy: own, holds }) => [
      block(id, 'products', id, 'apim', { subscriptionRequired: String(!isOpen), state: isPublished ? "'published'" : "'notPublished'" }),
      block(`${id}Policy`, 'products/policies', 'policy', id, text(own)),
      ...(holds ? [`resource ${id}Api '${type}/products/apis@2022-08-01' = {\n  parent: ${id}\n  name: 'orders'\n}\n`] : []),
    ]),
  ];
  return { 'main.bicep': blocks.join('') };
}

export const smallHosts: readonly SmallHost[] = [
  { name: 'artifacts', files: artifacts('artifacts') },
  { name: 'artifacts of a workspace', files: artifacts('artifacts/workspaces/team') },
  { name: 'Terraform', files: terraform },
  { name: 'Bicep', files: bicep },
];

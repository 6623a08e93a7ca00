import type { ExplainRequest } from '../../explain/explanation.js';

/** The demo's service of the shop Contoso: pages call Orders, servers call Catalogue; and there is a developer portal. */

export const shop = 'https://shop.contoso.com';
/** The example's developer portal, as Azure writes it into the global policy. */
export const portal = 'https://contoso.developer.azure-api.net';

/** The example's global policy. */
export const shopGlobalPath = 'apimartifacts/policy.xml';
/** The example's API policy. */
export const ordersPath = 'apimartifacts/apis/orders/policy.xml';

const rest = `    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`;

const globalRest = `    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`;

const globalBefore = `<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${globalRest}`;

/** What the portal's button "Enable CORS" writes. */
const globalAfter = `<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${portal}</origin>
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>*</method>
            </allowed-methods>
            <allowed-headers>
                <header>*</header>
            </allowed-headers>
            <expose-headers>
                <header>*</header>
            </expose-headers>
        </cors>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${globalRest}`;

const orders = `<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${shop}</origin>
            </allowed-origins>
            <allowed-methods>
                <method>GET</method>
                <method>PUT</method>
            </allowed-methods>
            <allowed-headers>
                <header>content-type</header>
                <header>ocp-apim-subscription-key</header>
            </allowed-headers>
        </cors>
    </inbound>
${rest}`;

const catalogue = `<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${rest}`;

function information(displayName: string, path: string): string {
  return `${JSON.stringify({ properties: { displayName, path, protocols: ['https'], subscriptionRequired: true } }, null, 2)}\n`;
}

function specification(title: string, paths: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const lines = ['openapi: 3.0.1', 'info:', `  title: ${title}`, "  version: '1.0'", 'paths:'];
  for (const [path, operations] of Object.entries(paths)) {
    lines.push(`  ${path}:`);
    for (const [method, id] of Object.entries(operations)) {
      lines.push(`    ${method}:`, `      operationId: ${id}`, '      responses:', "        '200':", '          description: OK');
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The service before the pull request. */
export const baseFiles: Readonly<Record<string, string>> = {
  [shopGlobalPath]: globalBefore,
  'apimartifacts/apis/orders/apiInformation.json': information('Orders', 'orders'),
  'apimartifacts/apis/orders/specification.yaml': specification('Orders', { '/{id}': { get: 'get-order', put: 'put-order' } }),
  [ordersPath]: orders,
  'apimartifacts/apis/catalogue/apiInformation.json': information('Catalogue', 'catalogue'),
  'apimartifacts/apis/catalogue/specification.yaml': specification('Catalogue', { '/products': { get: 'list-products' } }),
  'apimartifacts/apis/catalogue/policy.xml': catalogue,
};

/** The change in the pull request. */
export const changedFiles: Readonly<Record<string, string>> = { [shopGlobalPath]: globalAfter };

/** A customer changes an order. */
export const customersRequest: ExplainRequest = {
  request: { origin: shop, method: 'PUT', headers: [{ name: 'content-type', value: 'application/json' }], credentials: 'same-origin' },
  destination: { kind: 'url', url: 'https://contoso.azure-api.net/orders/42' },
  product: null,
  key: 'header',
};

import { cors, globalPath, policy } from '../../src/layouts/apiops/example.js';

export { cors, globalPath, policy };

export const ordersPath = 'apimartifacts/apis/orders/policy.xml';
export const stockPath = 'apimartifacts/apis/stock/policy.xml';
export const appOrigin = 'https://app.contoso.com';

/** The developer portal's own CORS policy, as the Azure portal writes it at the global scope. */
export const portalCors = cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: ' allow-credentials="true"' });

/** An API of two operations, with its artifacts beside it. */
function api(id: string, title: string, text: string): Readonly<Record<string, string>> {
  const folder = `apimartifacts/apis/${id}`;
  const specification = [
    'openapi: 3.0.1',
    'info:',
    `  title: ${title}`,
    "  version: '1.0'",
    'paths:',
    `  /${id}/{id}:`,
    '    get:',
    `      operationId: get-${id}`,
    "      responses: { '200': { description: OK } }",
    '    put:',
    `      operationId: put-${id}`,
    "      responses: { '200': { description: OK } }",
    '',
  ];
  return {
    [`${folder}/apiInformation.json`]: JSON.stringify({
      properties: { displayName: title, path: id, protocols: ['https'], subscriptionRequired: true },
    }),
    [`${folder}/specification.yaml`]: specification.join('\n'),
    [`${folder}/policy.xml`]: text,
  };
}

export const appPolicy = policy(['<base />', ...cors({ origins: [appOrigin] })]);

/** A service of two APIs that each allow one application, below a global policy that says nothing about CORS. */
export const service: Readonly<Record<string, string>> = {
  [globalPath]: policy([]),
  ...api('orders', 'Orders', appPolicy),
  ...api('stock', 'Stock', appPolicy),
};

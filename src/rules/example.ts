/** Building blocks of the rules' examples: a service small enough to hold in the head. */

export const globalPath = 'apimartifacts/policy.xml';
export const apiPath = 'apimartifacts/apis/orders/policy.xml';
export const operationPath = 'apimartifacts/apis/orders/operations/get-order/policy.xml';

const metadata: Readonly<Record<string, string>> = {
  'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({
    properties: { displayName: 'Orders', path: 'orders', protocols: ['https'], subscriptionRequired: true },
  }),
  'apimartifacts/apis/orders/specification.yaml': [
    'openapi: 3.0.1',
    'info:',
    '  title: Orders',
    "  version: '1.0'",
    'paths:',
    '  /orders/{id}:',
    '    get:',
    '      operationId: get-order',
    '      responses:',
    "        '200':",
    '          description: OK',
    '    put:',
    '      operationId: put-order',
    '      responses:',
    "        '200':",
    '          description: OK',
    '',
  ].join('\n'),
};

/** A policy document whose inbound section holds the lines given. */
export function policy(inbound: readonly string[], rest = standardRest): string {
  return ['<policies>', '  <inbound>', ...inbound.map((line) => `    ${line}`), '  </inbound>', ...rest, '</policies>', ''].join('\n');
}

const standardRest: readonly string[] = [
  '  <backend>',
  '    <base />',
  '  </backend>',
  '  <outbound>',
  '    <base />',
  '  </outbound>',
  '  <on-error>',
  '    <base />',
  '  </on-error>',
];

export interface CorsText {
  readonly origins: readonly string[];
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  /** Attributes as written, with a leading space each. */
  readonly attributes?: string;
}

export function cors({ origins, methods = ['*'], headers = ['*'], attributes = ' terminate-unmatched-request="false"' }: CorsText): string[] {
  return [
    `<cors${attributes}>`,
    '  <allowed-origins>',
    ...origins.map((origin) => `    <origin>${origin}</origin>`),
    '  </allowed-origins>',
    '  <allowed-methods>',
    ...methods.map((method) => `    <method>${method}</method>`),
    '  </allowed-methods>',
    '  <allowed-headers>',
    ...headers.map((header) => `    <header>${header}</header>`),
    '  </allowed-headers>',
    '</cors>',
  ];
}

/** The orders API with these policy files on top. */
export function repository(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...metadata, ...files };
}

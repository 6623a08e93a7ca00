/** Building blocks of the rules' examples: a small service. */

export const globalPath = 'apimartifacts/policy.xml';
/** The examples' API policy. */
export const apiPath = 'apimartifacts/apis/orders/policy.xml';
/** The examples' operation policy. */
export const operationPath = 'apimartifacts/apis/orders/operations/get-order/policy.xml';

/** Metadata of the orders API; `more` is added to its properties. */
export function ordersApi(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const properties = { displayName: 'Orders', path: 'orders', protocols: ['https'], subscriptionRequired: true, ...more };
  return { 'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({ properties }) };
}

/** The specification of the orders API: these verbs at one URL; `json`: those that take a body in JSON. */
export function ordersSpecification(verbs: readonly string[], json: readonly string[] = []): Readonly<Record<string, string>> {
  const operation = (verb: string): string[] => [
    `    ${verb}:`,
    `      operationId: ${verb}-order`,
    ...(json.includes(verb) ? ['      requestBody:', '        content:', '          application/json:', '            schema: {}'] : []),
    '      responses:',
    "        '200':",
    '          description: OK',
  ];
  const head = ['openapi: 3.0.1', 'info:', '  title: Orders', "  version: '1.0'", 'paths:', '  /orders/{id}:'];
  return { 'apimartifacts/apis/orders/specification.yaml': [...head, ...verbs.flatMap(operation), ''].join('\n') };
}

/** A product that holds the orders API, with this policy. */
export function product(policyText: string, subscriptionRequired = true): Readonly<Record<string, string>> {
  return {
    'apimartifacts/products/starter/productInformation.json': JSON.stringify({
      properties: { displayName: 'Starter', subscriptionRequired, state: 'published' },
    }),
    'apimartifacts/products/starter/apis.json': JSON.stringify([{ name: 'orders' }]),
    [productPath]: policyText,
  };
}

/** The examples' product policy. */
export const productPath = 'apimartifacts/products/starter/policy.xml';
/** The examples' policy fragment. */
export const fragmentPath = 'apimartifacts/policy fragments/browsers/policy.xml';

/** The orders API as version v2 of a set whose version a header tells. */
export function headerVersioned(): Readonly<Record<string, string>> {
  return {
    'apimartifacts/version sets/orders/versionSetInformation.json': JSON.stringify({
      properties: { displayName: 'Orders', versioningScheme: 'Header', versionHeaderName: 'Api-Version' },
    }),
    ...ordersApi({ apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/orders' }),
  };
}

const metadata: Readonly<Record<string, string>> = { ...ordersApi(), ...ordersSpecification(['get', 'put']) };

/** Whether every example has the file unchanged, so that it says nothing. */
export function isSharedMetadata(path: string, text: string): boolean {
  return metadata[path] === text;
}

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

/** The lines inside one element, indented. */
export function within(element: string, lines: readonly string[]): string[] {
  return [`<${element}>`, ...lines.map((line) => `  ${line}`), `</${element.split(' ')[0] ?? ''}>`];
}

/** The sections behind `<inbound>`, with these lines in outbound and on-error. */
export function rest(outbound: readonly string[], onError: readonly string[] = ['<base />']): string[] {
  const section = (name: string, lines: readonly string[]): string[] => within(name, lines).map((line) => `  ${line}`);
  return [...section('backend', ['<base />']), ...section('outbound', outbound), ...section('on-error', onError)];
}

/** What an example's `<cors>` holds. */
export interface CorsText {
  readonly origins: readonly string[];
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly exposed?: readonly string[];
  /** Seconds, written out when given. */
  readonly maxAge?: number;
  /** Attributes as written, with a leading space each. */
  readonly attributes?: string;
}

const explicit = ' terminate-unmatched-request="false"';

/** The lines of an example's `<cors>`. */
export function cors({ origins, methods = ['*'], headers = ['*'], exposed = [], maxAge, attributes = explicit }: CorsText): string[] {
  return [
    `<cors${attributes}>`,
    '  <allowed-origins>',
    ...origins.map((origin) => `    <origin>${origin}</origin>`),
    '  </allowed-origins>',
    `  <allowed-methods${maxAge === undefined ? '' : ` preflight-result-max-age="${maxAge}"`}>`,
    ...methods.map((method) => `    <method>${method}</method>`),
    '  </allowed-methods>',
    '  <allowed-headers>',
    ...headers.map((header) => `    <header>${header}</header>`),
    '  </allowed-headers>',
    ...(exposed.length === 0
      ? []
      : within(
          'expose-headers',
          exposed.map((header) => `<header>${header}</header>`),
        ).map((line) => `  ${line}`)),
    '</cors>',
  ];
}

/** The orders API with these policy files added. */
export function repository(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...metadata, ...files };
}

/** An example whose only policy, the API's, is this `<cors>`. */
export function corsExample(name: string, text: CorsText): { readonly name: string; readonly head: Readonly<Record<string, string>> } {
  return { name, head: repository({ [apiPath]: policy(cors(text)) }) };
}

import fc from 'fast-check';
import { cors } from '../../src/layouts/apiops/example.js';
import type { ApiText, ServiceText } from './artifacts.js';

/** Policy trees, and requests to them: a service has one API for each thing an API's policy can do, below a global policy that does one. */

export const app = 'https://app.contoso.com';
export const portal = 'https://contoso.developer.azure-api.net';
export const other = 'https://other.example';

const passesOn = ' terminate-unmatched-request="false"';
const ends = ' terminate-unmatched-request="true"';
const withCredentials = ' allow-credentials="true"';

/** The first lines of every API's policy that is written below what is inherited. */
const below = (lines: readonly string[]): readonly string[] => ['<base />', ...lines];

const lists = cors({ origins: [app], attributes: passesOn });
const check = '<check-header name="x-a" failed-check-httpcode="403" failed-check-error-message="no" />';

const outbound = (...values: readonly (readonly [header: string, value: string])[]): readonly string[] => [
  '  <outbound>',
  '    <base />',
  ...values.map(([name, value]) => `    <set-header name="${name}" exists-action="override"><value>${value}</value></set-header>`),
  '  </outbound>',
];
const writesOrigin = (value: string): Pick<ApiText, 'inbound' | 'rest'> => ({
  inbound: ['<base />'],
  rest: outbound(['Access-Control-Allow-Origin', value]),
});

const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** One API each. */
export const apis: readonly ApiText[] = [
  { id: 'silent', inbound: ['<base />'] },
  { id: 'without-policy' },
  {
    id: 'above',
    inbound: [...cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type', 'x-a'], attributes: passesOn }), '<base />'],
  },
  { id: 'below', inbound: below(lists) },
  { id: 'alone', inbound: cors({ origins: [app], attributes: `${withCredentials}${passesOn}` }) },
  { id: 'alone-cut', inbound: ['<set-variable name="a" value="b" />'] },
  { id: 'ends', inbound: cors({ origins: [other], attributes: ends }) },
  { id: 'post-only', inbound: cors({ origins: [app], methods: ['POST'], headers: ['x-a'], attributes: passesOn }) },
  { id: 'any', inbound: cors({ origins: ['*'], attributes: passesOn }) },
  { id: 'check-above', inbound: [check, ...lists] },
  { id: 'check-below', inbound: [...lists, check] },
  { id: 'keyed', inbound: lists, subscriptionRequired: true },
  { id: 'options', inbound: lists, methods: [...all, 'OPTIONS'] },
  { id: 'options-keyed', inbound: lists, methods: [...all, 'OPTIONS'], subscriptionRequired: true },
  { id: 'nested', inbound: ['<choose>', '  <when condition="@(true)">', ...lists, '  </when>', '</choose>'] },
  { id: 'fragment', inbound: ['<include-fragment fragment-id="shared" />'] },
  { id: 'operation', inbound: ['<base />'], operations: { PUT: lists } },
  { id: 'writes-other', ...writesOrigin(other) },
  { id: 'writes-two', ...writesOrigin(`${app}, ${other}`) },
  { id: 'writes-host', ...writesOrigin('app.contoso.com') },
  { id: 'writes-any', ...writesOrigin('*') },
  {
    id: 'writes-credentials',
    inbound: ['<base />'],
    rest: outbound(['Access-Control-Allow-Origin', app], ['Access-Control-Allow-Credentials', 'True']),
  },
  { id: 'version-2', path: 'versioned', version: ['versioned', 'v2'], inbound: lists },
];

const globals: Readonly<Record<string, readonly string[]>> = {
  'says nothing': [],
  'lists the portal and passes on': cors({ origins: [portal], attributes: `${withCredentials}${passesOn}` }),
  'lists the portal and ends': cors({ origins: [portal], attributes: `${withCredentials}${ends}` }),
  'allows every origin': cors({ origins: ['*'], attributes: passesOn }),
  'allows every origin, with credentials': cors({ origins: ['*'], attributes: `${withCredentials}${passesOn}` }),
};

export interface Tree {
  readonly name: string;
  readonly service: ServiceText;
  /** Open points that are settled, so that their outcomes are seen too. */
  readonly assume: Readonly<Record<string, string>>;
}

const product = { id: 'starter', apis: ['keyed', 'silent'], subscriptionRequired: true, inbound: ['<base />', ...lists] } as const;

const settled: Readonly<Record<string, string>> = {
  'wildcard-origin-with-credentials': 'literal',
  'second-cors-decorates-actual': 'yes',
  'fragment-cors-at-preflight': 'answers',
  'branch-runs': 'yes',
  'unlisted-method-at-actual': 'decorated',
  'unmatched-other-methods': 'ends',
  'hand-written-beside-cors': 'replaces',
  'null-under-wildcard': 'yes',
  'wildcard-lists': 'echoed',
  'partial-match-at-preflight': 'decorated',
  'partial-match-passes-on': 'no',
};

export const trees: readonly Tree[] = Object.entries(globals).map(([name, global], index) => ({
  name: `the global policy ${name}`,
  service: {
    global,
    apis,
    products: [product],
    fragments: { shared: lists },
    versionSets: { versioned: { versioningScheme: 'Header', versionHeaderName: 'x-version' } },
  },
  // Some as they are: what is open then must be a 501.
  assume: index % 2 === 0 ? {} : settled,
}));

/** A request by a page. */
export interface Asked {
  readonly api: ApiText;
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly credentials: 'omit' | 'same-origin' | 'include';
}

const header = fc.constantFrom<readonly [string, string]>(
  ['X-A', '1'],
  ['X-B', '1'],
  ['Content-Type', 'application/json'],
  ['Content-Type', 'text/plain'],
  ['Authorization', 'Bearer t'],
  ['Ocp-Apim-Subscription-Key', 'starter'],
  ['Ocp-Apim-Subscription-Key', 'of-the-api'],
);

export const asked: fc.Arbitrary<Asked> = fc.record({
  api: fc.constantFrom(...apis),
  origin: fc.constantFrom(app, app, app, portal, other, 'null'),
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'PUT', 'PATCH', 'DELETE'),
  headers: fc.uniqueArray(header, { maxLength: 2, selector: ([name]) => name }),
  credentials: fc.constantFrom<('omit' | 'same-origin' | 'include')[]>('omit', 'same-origin', 'same-origin', 'include'),
});

/** Every API by a page that most policies list, simply and with a preflight, and by one that none does; then some at random. */
export function requests(count: number, seed: number): readonly Asked[] {
  const plain = apis.flatMap((api): readonly Asked[] => [
    { api, origin: app, method: 'GET', headers: [], credentials: 'include' },
    { api, origin: app, method: 'PUT', headers: [['Content-Type', 'application/json']], credentials: 'include' },
    { api, origin: other, method: 'PUT', headers: [], credentials: 'omit' },
  ]);
  // What the policy lists, but for one thing.
  const nearly = apis
    .filter(({ id }) => id === 'above')
    .flatMap((api): readonly Asked[] => [
      { api, origin: app, method: 'DELETE', headers: [], credentials: 'omit' },
      { api, origin: app, method: 'PUT', headers: [['X-B', '1']], credentials: 'omit' },
    ]);
  return [...plain, ...nearly, ...fc.sample(asked, { numRuns: count, seed })];
}

/** Where an API's item is below the gateway; `number` tells addresses apart. */
export function pathOf(api: ApiText, number: number): string {
  return `/${api.path ?? api.id}/items/${number}`;
}

/** The headers the script sets: those that were drawn, and the one that names the API's version. */
export function headersOf({ api, headers }: Asked): Asked['headers'] {
  return api.version === undefined ? headers : [...headers, ['X-Version', api.version[1]]];
}

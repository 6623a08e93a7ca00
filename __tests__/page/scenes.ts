import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';

/** The scenes of a pull request whose pages are pinned: each a small repository before and after. */
export interface PageScene {
  readonly name: string;
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const ends = ' terminate-unmatched-request="true"';
const generated = ' allow-credentials="true" terminate-unmatched-request="true"';
const portalCors = cors({ origins: [portal], attributes: generated });
const ordersCors = cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['content-type', 'authorization'], attributes: ends });

/** An API of operations GET and PUT, with a policy. */
export function api(id: string, title: string, text: string): Readonly<Record<string, string>> {
  const folder = `apimartifacts/apis/${id}`;
  return {
    [`${folder}/apiInformation.json`]: JSON.stringify({
      properties: { displayName: title, path: id, protocols: ['https'], subscriptionRequired: true },
    }),
    [`${folder}/specification.yaml`]: [
      'openapi: 3.0.1',
      `info: { title: ${title}, version: '1.0' }`,
      'paths:',
      '  /{id}:',
      "    get: { operationId: get, responses: { '200': { description: OK } } }",
      "    put: { operationId: put, responses: { '200': { description: OK } } }",
      '',
    ].join('\n'),
    [`${folder}/policy.xml`]: text,
  };
}

const number = (at: number): string => String(at).padStart(2, '0');

/** 50 apps, each at home in seven of ten APIs of 20, one global `<cors>`. */
function manyOf(apis: number, origins: number): { readonly base: Record<string, string>; readonly head: Record<string, string> } {
  const files: Record<string, string> = {};
  for (let at = 0; at < apis; at += 1) {
    const listed = Array.from({ length: origins }, (_, one) => one).filter((one) => one % 3 !== at % 3);
    const lines = cors({ origins: listed.map((one) => `https://app${number(one)}.contoso.com`), attributes: ends });
    Object.assign(files, api(`api-${number(at)}`, `API ${at}`, policy(['<base />', ...lines])));
  }
  return { base: { ...files, [globalPath]: policy([]) }, head: { ...files, [globalPath]: policy(portalCors) } };
}

/** Promises of a team: the app calls orders, and nobody else does. */
const promises = (...more: readonly string[]): Readonly<Record<string, string>> => ({
  '.github/apim-cors-contracts.yml': [
    'apps: { app: "https://app.contoso.com" }',
    'contracts:',
    '  - { name: the app changes orders, allow: app, call: "PUT /orders/**", headers: [content-type] }',
    ...more,
    '',
  ].join('\n'),
});
const nobodyElse = '  - { name: nobody else calls orders, only: app, call: { api: orders } }';

const unplaced = policy(cors({ origins: [app] }));
const hostileName = '`[x](y) @octocat <img src=q>|';

const everyone = cors({ origins: ['*'] });
const alsoDecides = {
  ...api('stock', 'Stock', policy(['<base />', ...everyone])),
  ...api('returns', 'Returns', policy(['<base />', ...everyone])),
  ...api('orders', 'Orders', policy(['<base />'])),
};

const fifty = manyOf(20, 50);
const dead = Object.fromEntries(
  Array.from({ length: 500 }, (_, at) =>
    Object.entries(api(`new-${String(at).padStart(3, '0')}`, `New ${at}`, policy(['<base />', ...cors({ origins: [app], attributes: ends })]))),
  ).flat(),
);

export const scenes: readonly PageScene[] = [
  {
    name: 'article-with-orders',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...api('billing', 'Billing', policy(['<base />'])) }),
    head: repository({
      [globalPath]: policy(portalCors),
      [apiPath]: policy(['<base />', ...ordersCors]),
      ...api('billing', 'Billing', policy(['<base />'])),
    }),
  },
  {
    name: 'article',
    base: repository({
      [globalPath]: policy([]),
      [apiPath]: policy(['<base />', ...ordersCors]),
      ...api('billing', 'Billing', policy(['<base />'])),
    }),
    head: repository({
      [globalPath]: policy(portalCors),
      [apiPath]: policy(['<base />', ...ordersCors]),
      ...api('billing', 'Billing', policy(['<base />'])),
    }),
  },
  {
    name: 'uncertain',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...ordersCors]) }),
    head: repository({
      [globalPath]: policy(cors({ origins: [portal], attributes: ' allow-credentials="true"' })),
      [apiPath]: policy(['<base />', ...ordersCors]),
    }),
  },
  {
    name: 'also-decides',
    base: { ...alsoDecides, [globalPath]: policy([]) },
    head: {
      ...alsoDecides,
      [globalPath]: policy(cors({ origins: [app], attributes: ' allow-credentials="true" terminate-unmatched-request="false"' })),
    },
  },
  { name: 'fifty-origins', ...fifty },
  {
    name: 'five-hundred-apis',
    base: { [globalPath]: policy(portalCors) },
    head: { [globalPath]: policy(portalCors), ...dead },
  },
  {
    name: 'malformed',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors) }),
    head: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors).replace('</allowed-origins>', '</origins>') }),
  },
  {
    name: 'unplaced',
    base: { 'README.md': 'x\n' },
    head: { 'README.md': 'x\n', ...Object.fromEntries(['a', 'b', 'c', 'd'].map((one) => [`gateway/${one}.xml`, unplaced])) },
  },
  {
    name: 'hostile',
    base: { ...api(hostileName, 'Orders', policy(['<base />', ...ordersCors])), [globalPath]: policy([]) },
    head: {
      ...api(hostileName, 'Orders', policy(['<base />', '<!-- ::error::pwned -->', ...ordersCors])),
      [globalPath]: policy(cors({ origins: ['https://ok.example.com', 'https://x|y`@octocat'], attributes: ends })),
    },
  },
  {
    name: 'fixed',
    base: repository({ [globalPath]: policy(portalCors), [apiPath]: policy(['<base />', ...ordersCors]) }),
    head: repository({
      [globalPath]: policy(portalCors),
      [apiPath]: policy([...cors({ origins: [app, portal], attributes: generated }), '<base />']),
    }),
  },
  {
    name: 'unchanged',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors) }),
    head: repository({ [globalPath]: policy(['<!-- portal -->']), [apiPath]: policy(ordersCors) }),
  },
  {
    name: 'contract-broken',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...promises(nobodyElse) }),
    head: repository({
      [globalPath]: policy([]),
      [apiPath]: policy(cors({ origins: [app], methods: ['GET'], headers: ['content-type', 'authorization'], attributes: ends })),
      ...promises(nobodyElse),
    }),
  },
  {
    name: 'contract-broken-by-another',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...promises(nobodyElse) }),
    head: repository({
      [globalPath]: policy([]),
      [apiPath]: policy(
        cors({
          origins: [app, 'https://tracker.fabrikam.com'],
          methods: ['GET', 'PUT'],
          headers: ['content-type', 'authorization'],
          attributes: ends,
        }),
      ),
      ...promises(nobodyElse),
    }),
  },
  {
    name: 'contract-relaxed',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...promises(nobodyElse) }),
    head: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...promises() }),
  },
  {
    name: 'contract-undecided',
    base: repository({ [globalPath]: policy([]), [apiPath]: policy(ordersCors), ...promises(nobodyElse) }),
    head: repository({
      [globalPath]: policy([]),
      [apiPath]: policy(cors({ origins: [app, '{{PartnerOrigin}}'], methods: ['GET', 'PUT'], headers: ['content-type'], attributes: ends })),
      ...promises(nobodyElse),
    }),
  },
];

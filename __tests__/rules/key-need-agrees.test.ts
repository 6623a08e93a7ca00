import { cors, globalPath, policy } from '../../src/layouts/apiops/example.js';
import { check } from '../contracts/checked.js';
import { app, ask, review, type Files } from '../asking.js';

/** Whether calls need a subscription key is told alike by the review, by `explain` and by contracts. */

interface ApiGiven {
  /** null: the metadata does not say it. */
  readonly required?: boolean | null;
  readonly names?: { readonly header?: string; readonly query?: string };
  readonly workspace?: string;
}

interface ProductGiven {
  readonly required?: boolean | null;
  readonly published?: boolean;
  readonly linked?: boolean;
  readonly text?: string;
}

const letsIn = cors({ origins: [app], headers: ['*'] });
// A missing key's 401 is bare where the `<cors>` stands in a fragment, so that no page reads it; inline, one does.
const included = ['<include-fragment fragment-id="browsers" />'];

/** An API `orders` that lets the web app in, and products by id. */
function service({ required = true, names, workspace }: ApiGiven, products: Readonly<Record<string, ProductGiven>> = {}): Files {
  const root = `apimartifacts/${workspace === undefined ? '' : `workspaces/${workspace}/`}`;
  const said = (value: boolean | null): Readonly<Record<string, unknown>> => (value === null ? {} : { subscriptionRequired: value });
  const files: Record<string, string> = {
    [globalPath]: policy([]),
    [`${root}apis/orders/apiInformation.json`]: JSON.stringify({
      properties: {
        displayName: 'Orders',
        path: 'orders',
        ...said(required),
        ...(names === undefined ? {} : { subscriptionKeyParameterNames: names }),
      },
    }),
    [`${root}apis/orders/specification.yaml`]: 'openapi: 3.0.1\npaths:\n  /orders/{id}:\n    get:\n      operationId: get-order\n',
    [`${root}apis/orders/policy.xml`]: policy(included),
    [`${root}policy fragments/browsers/policy.xml`]: ['<fragment>', ...letsIn, '</fragment>', ''].join('\n'),
    [`${root}policy fragments/browsers/policyFragmentInformation.json`]: JSON.stringify({ properties: { description: 'browsers' } }),
  };
  for (const [id, { required: needed = true, published = true, linked = true, text }] of Object.entries(products)) {
    files[`${root}products/${id}/productInformation.json`] = JSON.stringify({
      properties: { displayName: id, ...said(needed), state: published ? 'published' : 'notPublished' },
    });
    if (linked) files[`${root}products/${id}/apis/orders/productApiInformation.json`] = JSON.stringify({ properties: { apiId: '/apis/orders' } });
    if (text !== undefined) files[`${root}products/${id}/policy.xml`] = text;
  }
  return files;
}

const empty = policy(['<base />']);
const open: ProductGiven = { required: false };
const closed: ProductGiven = { required: true };

/** What becomes of a call without a key that sends nothing else, as `explain` has it: of each outcome the status. */
async function explained(files: Files, workspace: string | null): Promise<string> {
  const { actual } = await ask(files, {}, { key: 'none', destination: { kind: 'name', workspace, api: 'orders', operation: null } });
  return actual.status === 401 ? 'refused' : actual.status === 'backend' ? 'answered' : 'not known';
}

/** The same of a contract that promises calls without a key. */
async function promised(files: Files, workspace: string | undefined): Promise<string> {
  const call = JSON.stringify({ api: 'orders', ...(workspace === undefined ? {} : { workspace }) });
  const [one] = await check({ files, contracts: `contracts:\n  - { name: keyless, allow: "${app}", call: ${call}, key: none }\n` });
  return one?.result === 'kept' ? 'answered' : one?.result === 'broken' ? 'refused' : 'not known';
}

test.each<[string, Files, Files, readonly [before: string, after: string, workspace?: string]]>([
  ['the API asks for a key now', service({ required: false }), service({}), ['answered', 'refused']],
  ['the API asks for none any more', service({}), service({ required: false }), ['refused', 'answered']],
  ['its closed product is opened', service({}, { free: closed }), service({}, { free: open }), ['refused', 'answered']],
  ['its open product is closed', service({}, { free: open }), service({}, { free: closed }), ['answered', 'refused']],
  [
    'the same with policies of the product',
    service({}, { free: { ...open, text: empty } }),
    service({}, { free: { ...closed, text: empty } }),
    ['answered', 'refused'],
  ],
  ['it leaves its open product', service({}, { free: open }), service({}, { free: { ...open, linked: false } }), ['answered', 'refused']],
  [
    'an open product takes it in beside a closed one',
    service({}, { gold: closed }),
    service({}, { gold: closed, free: open }),
    ['refused', 'answered'],
  ],
  [
    'a closed product takes it in beside an open one',
    service({}, { free: open }),
    service({}, { free: open, gold: closed }),
    ['answered', 'answered'],
  ],
  ['its open product is another one now', service({}, { free: open }), service({}, { trial: open }), ['answered', 'answered']],
  [
    'its product is closed, and it asks for no key itself',
    service({ required: false }, { free: open }),
    service({ required: false }, { free: closed }),
    ['answered', 'answered'],
  ],
  [
    'it asks for none any more, and its open product is closed',
    service({}, { free: open }),
    service({ required: false }, { free: closed }),
    ['answered', 'answered'],
  ],
  [
    'the open product of a workspace is closed',
    service({ workspace: 'w' }, { free: open }),
    service({ workspace: 'w' }, { free: closed }),
    ['answered', 'refused', 'w'],
  ],
  ['an API of a workspace asks for a key', service({ workspace: 'w', required: false }), service({ workspace: 'w' }), ['answered', 'refused', 'w']],
  ['its open product is published', service({}, { free: { ...open, published: false } }), service({}, { free: open }), ['not known', 'answered']],
  ['its open product is hidden', service({}, { free: open }), service({}, { free: { ...open, published: false } }), ['answered', 'not known']],
  [
    'a second open product is there that is not published',
    service({}, { free: open }),
    service({}, { early: { ...open, published: false }, free: open }),
    ['answered', 'answered'],
  ],
  ['its product says no more whether it is open', service({}, { free: open }), service({}, { free: { required: null } }), ['answered', 'not known']],
  ['its product says by now that it is closed', service({}, { free: { required: null } }), service({}, { free: closed }), ['not known', 'refused']],
])('%s', async (_, base, head, [before, after, workspace]) => {
  expect([await explained(base, workspace ?? null), await explained(head, workspace ?? null)]).toEqual([before, after]);
  expect([await promised(base, workspace), await promised(head, workspace)]).toEqual([before, after]);
  const { findings, changes, provenUnchanged } = await review(base, head);
  const told = findings.flatMap(({ rule, says }) => (rule === 'subscription-key-changed' && says.code === rule ? [says.given.isNeeded] : []));
  const isKnown = before !== 'not known' && after !== 'not known';
  expect(told).toEqual(isKnown && before !== after ? [after === 'refused'] : []);
  expect([provenUnchanged, before === after || !provenUnchanged]).toEqual([before === after && isKnown, true]);
  // Whom the policies let in is as it was: the table is about the pages of the listed origins, with the key that is asked for.
  expect(changes.flatMap(({ origins }) => origins.filter(({ direction }) => direction !== 'unknown'))).toEqual([]);
});

describe('the key comes under another name', () => {
  const named = (names: NonNullable<ApiGiven['names']>, more: ApiGiven = {}, products: Readonly<Record<string, ProductGiven>> = {}): Files =>
    service({ names, ...more }, products);
  const header = { header: 'X-Api-Key' };
  test.each<[string, Files, Files, readonly string[]]>([
    ['another header', named({}), named(header), ['X-Api-Key']],
    ['another parameter', named({}), named({ query: 'api-key' }), ['api-key']],
    ['both, in a workspace', named({}, { workspace: 'w' }), named({ ...header, query: 'k' }, { workspace: 'w' }), ['X-Api-Key', 'k']],
    ['beside a closed product', named({}, {}, { gold: closed }), named(header, {}, { gold: closed }), ['X-Api-Key']],
    ['other capitals of the header alone', named(header), named({ header: 'x-api-key' }), []],
    ['an API that needs none', named({}, { required: false }), named(header, { required: false }), []],
    ['one in an open product', named({}, {}, { free: open }), named(header, {}, { free: open }), []],
    ['one of which it is not known', named({}, { required: null }), named(header, { required: null }), []],
  ])('%s', async (_, base, head, names) => {
    const { findings, provenUnchanged } = await review(base, head);
    const told = findings.flatMap(({ says }) =>
      says.code === 'subscription-key-changed.named' ? [says.given.header, says.given.query].flatMap((pair) => pair?.[1] ?? []) : [],
    );
    expect(told).toEqual(names);
    expect(names.length > 0 && provenUnchanged).toBe(false);
  });
});

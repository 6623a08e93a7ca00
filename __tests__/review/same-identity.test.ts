import { defaultSettings } from '../../src/config/settings.js';
import { cors, globalPath, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

/** An API in a folder, with operations: id, method and URL template of each. */
interface Given {
  readonly folder: string;
  readonly id?: string;
  readonly path?: string;
  readonly operations: readonly (readonly [id: string, method: string, url: string])[];
  readonly policies?: Files;
  readonly workspace?: string;
}

const restricted = policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />']);
const opened = policy([...cors({ origins: ['*'] }), '<base />']);
const orders = [
  ['list-orders', 'get', '/orders'],
  ['get-order', 'get', '/orders/{id}'],
] as const;

function service(given: Given): Files {
  const { folder, id = folder, path = 'orders', operations, policies = {}, workspace } = given;
  const root = `apimartifacts/${workspace === undefined ? '' : `workspaces/${workspace}/`}apis/${folder}`;
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, method, url] of operations) paths[url] = { ...paths[url], [method]: { operationId, responses: {} } };
  return {
    [globalPath]: policy([]),
    [`${root}/apiInformation.json`]: JSON.stringify({ name: id, properties: { path, displayName: 'Orders', subscriptionRequired: false } }),
    [`${root}/specification.json`]: JSON.stringify({ openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths }),
    ...Object.fromEntries(Object.entries(policies).map(([at, text]) => [`${root}/${at}`, text])),
  };
}

function review(base: Files, head: Files): Promise<Review> {
  return reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });
}

/** What the table of access says, and the worst that is said of access that widened. */
function said({ changes, findings }: Review): readonly string[] {
  const widened = findings.flatMap((one) => (one.rule === 'access-widened' && one.status === 'new' ? [one.severity] : []));
  return [...changes.map(({ kind, existence }) => `${existence}: ${kind}`), ...widened];
}

const api = (text: string, given: Partial<Given> = {}): Files =>
  service({ folder: 'orders', operations: orders, policies: { 'policy.xml': text }, ...given });
const plain = review(api(restricted), api(opened)).then(said);

test('the change by itself is seen', async () => {
  expect(await plain).toEqual(['changed: widened', 'warning']);
});

test.each<[string, Files, Files]>([
  ['its folder and id', api(restricted), api(opened, { folder: 'orders-2' })],
  ['its folder alone', api(restricted), api(opened, { folder: 'orders-2', id: 'orders' })],
  ['its id alone', api(restricted), api(opened, { id: 'orders-2' })],
  ['the case of its path too', api(restricted), api(opened, { folder: 'orders-2', path: 'Orders' })],
  [
    'the ids of its operations too, and the names of parameters',
    api(restricted),
    api(opened, {
      folder: 'orders-2',
      operations: [
        ['all', 'get', '/orders'],
        ['one', 'get', '/orders/{orderId}'],
      ],
    }),
  ],
  ['its folder, in a workspace', api(restricted, { workspace: 'shop' }), api(opened, { workspace: 'shop', folder: 'orders-2' })],
])('an API that is opened is the same API when the change also alters %s', async (_, base, head) => {
  expect(said(await review(base, head))).toEqual(await plain);
});

test('an operation with a policy of its own is the same when its id and folder change', async () => {
  const operation = (id: string, text: string): Files =>
    service({
      folder: 'orders',
      operations: [
        [id, 'get', '/orders/{id}'],
        ['list-orders', 'get', '/orders'],
      ],
      policies: { 'policy.xml': restricted, [`operations/${id}/policy.xml`]: text },
    });
  const usual = said(await review(operation('get-order', restricted), operation('get-order', opened)));
  expect(usual).not.toContain('info');
  expect(said(await review(operation('get-order', restricted), operation('read-order', opened)))).toEqual(usual);
});

describe('a policy that stays at the old id of an operation', () => {
  const put = policy([...cors({ origins: ['https://app.contoso.com'], methods: ['PUT'] }), '<base />']);
  const operation = (id: string | null, text: string, more: Partial<Given> = {}): Files =>
    service({
      folder: 'orders',
      operations: [['list-orders', 'get', '/orders'], ...(id === null ? [] : ([[id, 'put', '/orders/{id}']] as const))],
      policies: { 'operations/put-order/policy.xml': text },
      ...more,
    });
  const terraform = (id: string | null, text: string): Files => {
    const block = (kind: string, lines: readonly string[]): string =>
      [`resource "azurerm_api_management_${kind}" "one" {`, '  api_management_name = "contoso"', ...lines.map((line) => `  ${line}`), '}', ''].join(
        '\n',
      );
    return {
      'main.tf': [
        block('api', ['name = "orders"', 'path = "orders"', 'subscription_required = false']),
        id === null
          ? ''
          : block('api_operation', ['api_name = "orders"', `operation_id = "${id}"`, 'method = "PUT"', 'url_template = "/orders/{id}"']),
        block('api_operation_policy', ['api_name = "orders"', 'operation_id = "put-order"', 'xml_content = file("put.xml")']),
      ].join(''),
      'put.xml': text,
    };
  };
  test.each<[string, (id: string | null, text: string) => Files]>([
    ['artifacts', operation],
    ['artifacts of a workspace', (id, text) => operation(id, text, { workspace: 'shop' })],
    ['Terraform', terraform],
  ])('%s: its requests lose what it granted, and nobody gains by what nothing calls', async (_, files) => {
    const moved = async (head: Files): Promise<readonly string[]> => {
      const { changes, provenUnchanged } = await review(files('put-order', put), head);
      expect(provenUnchanged).toBe(false);
      return changes.flatMap(({ targets, origins }) =>
        origins.flatMap(({ origin, direction }) =>
          direction === 'unknown' ? [] : [`${origin} ${direction} ${targets.flatMap((one) => one.operations).join()}`],
        ),
      );
    };
    expect(await moved(files('update-order', put))).toEqual(['https://app.contoso.com narrowed update-order']);
    expect(await moved(files(null, put))).toEqual(['https://app.contoso.com narrowed put-order']);
    // What is let in there now is told all the same: the specification may not be all that there is.
    const opening = policy([...cors({ origins: ['*'], methods: ['PUT'] }), '<base />']);
    expect((await moved(files('update-order', opening))).join()).toMatch(/\* widened put-order/);
  });
});

test('a plain rename changes nothing for anybody', async () => {
  const { changes, findings } = await review(api(restricted), api(restricted, { folder: 'orders-2' }));
  expect([changes, findings.filter(({ status }) => status === 'new')]).toEqual([[], []]);
});

test('an API at another path is another API; what is new where something is gone has the severity of a change', async () => {
  const moved = await review(api(restricted), api(opened, { folder: 'customers', path: 'customers' }));
  const { changes } = moved;
  expect(said(moved)).toContain('warning');
  const beside = await review(api(restricted), { ...api(restricted), ...api(opened, { folder: 'customers', path: 'customers' }) });
  expect(said(beside)).toContain('info');
  expect(changes.map(({ existence }) => existence).sort()).toEqual(['added', 'removed']);
});

test('where two could be meant, nothing is guessed', async () => {
  const head = { ...api(opened, { folder: 'orders-2' }), ...api(opened, { folder: 'orders-3' }) };
  const { changes } = await review(api(restricted), head);
  expect(changes.map(({ existence }) => existence)).toContain('removed');
});

describe('ids that change hands', () => {
  const two = (first: Partial<Given>, second: Partial<Given>): Files => ({
    ...api(restricted, { folder: 'first', path: 'one', ...first }),
    ...api(opened, { folder: 'second', path: 'two', ...second }),
  });

  test('two APIs that exchange their paths: what answers at a URL is compared with what did', async () => {
    expect(said(await review(two({}, {}), two({ path: 'two' }, { path: 'one' })))).toEqual(['changed: narrowed', 'changed: widened', 'warning']);
  });

  test('an API that takes over the path of another, whose id stays with another path', async () => {
    const result = await review(two({}, {}), two({ path: 'three' }, { path: 'one' }));
    expect(said(result)).toContain('changed: widened');
    expect(said(result)).toContain('removed: narrowed');
  });

  test('two operations that exchange their ids', async () => {
    const operations = (get: string, put: string): Files =>
      service({
        folder: 'orders',
        operations: [
          [get, 'get', '/a'],
          [put, 'put', '/b'],
        ],
        policies: { 'operations/x/policy.xml': restricted, 'operations/y/policy.xml': opened },
      });
    expect(said(await review(operations('x', 'y'), operations('y', 'x')))).toEqual(['changed: widened', 'changed: narrowed', 'warning']);
  });

  test.each([
    ['beside the old one', true],
    ['in place of the old one', false],
  ])('a revision that becomes the current one, %s', async (_, isKept) => {
    const revision = (folder: string, text: string, apiRevision: string, isCurrent: boolean): Files => {
      const files = api(text, { folder });
      const at = `apimartifacts/apis/${folder}/apiInformation.json`;
      return { ...files, [at]: JSON.stringify({ properties: { path: 'orders', displayName: 'Orders', apiRevision, isCurrent } }) };
    };
    const now = { ...(isKept ? revision('orders', restricted, '1', false) : {}), ...revision('orders;rev=2', opened, '2', true) };
    const result = said(await review(revision('orders', restricted, '1', true), now));
    expect(result).toEqual(expect.arrayContaining(['changed: widened', 'warning']));
  });
});

describe('several services', () => {
  const at = (root: string, files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^apimartifacts/, root), text]));
  const services = (first: string, second: string, text: string): Files => ({
    ...at(first, api(text)),
    ...at(second, api(restricted, { folder: 'stock', path: 'stock' })),
  });

  test.each([
    ['one moves', 'shop/artifacts', 'b'],
    ['both move', 'shop/artifacts', 'store/artifacts'],
    ['both move, and take each other’s place in the order', 'z', 'y'],
  ])('%s: each is compared with itself', async (_, first, second) => {
    expect(said(await review(services('a', 'b', restricted), services(first, second, opened)))).toEqual(['changed: widened', 'warning']);
  });
});

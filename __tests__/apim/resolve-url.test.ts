import { bareApi } from '../../src/apim/bare-service.js';
import { bareService } from '../../src/apim/bare-service.js';
import { optionsOperationAt, parseRequestedUrl, resolveUrl } from '../../src/apim/resolve-url.js';
import type { Api, Operation, Service, VersionSet } from '../../src/apim/service.js';

function operation(text: string): Operation {
  const [method = '', urlTemplate = ''] = text.split(' ');
  return { id: text, method: method === '?' ? null : method, urlTemplate, takesJson: false, policy: null };
}

function api(id: string, path: string, operations: readonly string[], more: Partial<Api> = {}): Api {
  return { ...bareApi(id, null, null), path, operations: operations.map(operation), operationsKnown: true, ...more };
}

function service(apis: readonly Api[], sets: readonly VersionSet[] = []): Service {
  return { ...bareService('', null), apis, versionSets: new Map(sets.map((set) => [set.id, set])) };
}

function found(where: Service, method: string, text: string, headers: Readonly<Record<string, string>> = {}): string | null {
  const url = parseRequestedUrl(text);
  if (url === null) return 'no URL';
  const resolved = resolveUrl(where, { method, ...url, headers: new Map(Object.entries(headers)) });
  return resolved === null ? null : `${resolved.api.id} ${resolved.operation?.id ?? '-'}`;
}

describe('the longest path wins, then the most literal template', () => {
  const shop = service([
    api('root', '', ['GET /*']),
    api('orders', 'orders', [
      'GET /',
      'GET /{id}',
      'GET /latest',
      'PUT /{id}',
      'GET /{id}/lines/{line}',
      'GET /files/{*path}',
      'GET /items({key})',
      'GET /{name}.json',
      '? /any',
    ]),
    api('archive', 'orders/archive', ['GET /{year}']),
    api('old', 'orders', ['GET /{id}'], { isCurrent: false, revision: '2' }),
  ]);

  test.each([
    ['GET', '/orders', 'orders GET /'],
    ['GET', '/orders/', 'orders GET /'],
    ['GET', '/orders/42', 'orders GET /{id}'],
    ['GET', '/ORDERS/Latest', 'orders GET /latest'],
    ['PUT', '/orders/42?x=1', 'orders PUT /{id}'],
    ['put', '/orders/42', 'orders PUT /{id}'],
    ['DELETE', '/orders/42', 'orders -'],
    ['DELETE', '/orders/any', 'orders ? /any'],
    ['GET', '/orders/42/lines/7', 'orders GET /{id}/lines/{line}'],
    ['GET', '/orders/files/a/b/c', 'orders GET /files/{*path}'],
    ['GET', '/orders/items(7)', 'orders GET /items({key})'],
    ['GET', '/orders/items()', 'orders GET /{id}'],
    ['GET', '/orders/report.json', 'orders GET /{name}.json'],
    ['GET', '/orders/archive/2020', 'archive GET /{year}'],
    ['GET', '/orders%2Farchive', 'root GET /*'],
    ['GET', '/orders;rev=2/42', 'old GET /{id}'],
    ['GET', '/orders;rev=3/42', null],
    ['GET', '/ordersx/42', 'root GET /*'],
    ['GET', 'https://contoso.azure-api.net/orders/42', 'orders GET /{id}'],
    ['GET', 'orders/42', 'no URL'],
    ['GET', 'ftp://x/orders', 'no URL'],
  ])('%s %s', (method, url, expected) => {
    expect(found(shop, method, url)).toBe(expected);
  });

  // Trying every split of the segment would go on for longer than anybody waits.
  test('a template of many parameters is matched in one pass', () => {
    const template = `/${'{a}-'.repeat(500)}x`;
    const long = service([api('x', 'x', [`GET ${template}`])]);
    expect(found(long, 'GET', `/x/${'-'.repeat(4000)}`)).toBe('x -');
  });
});

describe('versions', () => {
  const sets: readonly VersionSet[] = [
    { id: 'segment', scheme: 'Segment', headerName: null, queryName: null },
    { id: 'query', scheme: 'Query', headerName: null, queryName: 'api-version' },
    { id: 'header', scheme: 'Header', headerName: 'Api-Version', queryName: null },
  ];
  const both = (set: string): Service =>
    service(
      [
        api('plain', 'orders', ['GET /{id}'], { versionSet: set, version: '' }),
        api('v2', 'orders', ['GET /{id}'], { versionSet: set, version: 'v2' }),
      ],
      sets,
    );

  test.each([
    ['segment', '/orders/42', {}, 'plain GET /{id}'],
    ['segment', '/orders/v2/42', {}, 'v2 GET /{id}'],
    ['query', '/orders/42?Api-Version=v2', {}, 'v2 GET /{id}'],
    ['query', '/orders/42?api-version=v3', {}, 'plain GET /{id}'],
    ['header', '/orders/42', { 'api-version': 'v2' }, 'v2 GET /{id}'],
    ['header', '/orders/42', {}, 'plain GET /{id}'],
  ] as const)('%s: %s %j', (set, url, headers, expected) => {
    expect(found(both(set), 'GET', url, headers)).toBe(expected);
  });

  test('without its set a version stands in the path', () => {
    const alone = service([api('v1', 'orders', ['GET /{id}'], { versionSet: 'gone', version: 'v1' })]);
    expect(found(alone, 'GET', '/orders/v1/42')).toBe('v1 GET /{id}');
  });
});

test.each([
  ['GET /{id}', 'OPTIONS /*', true],
  ['GET /{id}', 'OPTIONS /{any}', true],
  ['GET /a/b', 'OPTIONS /a/{x}', true],
  ['GET /a/b', 'OPTIONS /a', false],
  ['GET /a', 'OPTIONS /b', false],
  ['GET /*', 'OPTIONS /*', true],
  ['GET /{*all}', 'OPTIONS /{*path}', true],
  ['GET /Orders/{id}', 'OPTIONS /orders/{number}', true],
  ['GET /items({key})', 'OPTIONS /{set}', true],
  // Some of its URLs only.
  ['GET /{id}', 'OPTIONS /special', false],
  ['GET /*', 'OPTIONS /ping', false],
  ['GET /*', 'OPTIONS /{a}/{b}/{c}', false],
  // Another one has all of them.
  ['* /a/b', 'OPTIONS /*', false],
])('%s meets %s: %s', (one, options, expected) => {
  expect(optionsOperationAt(api('x', 'x', [one, options]), operation(one)) !== null).toBe(expected);
});

describe('operations that are not listed', () => {
  test.each([
    ['OPTIONS /*', true],
    ['OPTIONS /{*all}', true],
    ['OPTIONS /ping', false],
    ['OPTIONS /{id}', false],
  ])('%s takes their preflights: %s', (options, expected) => {
    expect(optionsOperationAt(api('x', 'x', [options]), null) !== null).toBe(expected);
  });
});

test('of several OPTIONS operations the most literal takes the preflight', () => {
  const where = api('x', 'x', ['OPTIONS /*', 'OPTIONS /{any}', 'OPTIONS /orders', 'GET /orders']);
  expect(optionsOperationAt(where, operation('GET /orders'))?.id).toBe('OPTIONS /orders');
  expect(optionsOperationAt(where, operation('GET /items'))?.id).toBe('OPTIONS /{any}');
  expect(optionsOperationAt(where, operation('GET /items/1'))?.id).toBe('OPTIONS /*');
});

test('of operations that fit alike the first one counts, wherever their literals branch off', () => {
  const where = service([api('x', 'x', ['GET /{a}/Lines', 'GET /{b}/lines', 'GET /orders/{c}', 'GET /ORDERS/{d}', 'GET /orders/lines'])]);
  expect(found(where, 'GET', '/x/1/lines')).toBe('x GET /{a}/Lines');
  expect(found(where, 'GET', '/x/orders/1')).toBe('x GET /orders/{c}');
  expect(found(where, 'GET', '/x/orders/lines')).toBe('x GET /orders/lines');
});

test('each template is read once, however many requests are asked for', () => {
  const count = 1000;
  const where = service([
    api(
      'x',
      'x',
      Array.from({ length: count }, (_, index) => `GET /o${index}/{id}`),
    ),
  ]);
  const read = jest.spyOn(globalThis, 'decodeURIComponent');
  for (let index = 0; index < count; index += 1) expect(found(where, 'GET', `/x/o${index}/1`)).toBe(`x GET /o${index}/{id}`);
  // The templates, and the path of each request and of the API once a request: not every template for each of them.
  expect(read.mock.calls.length).toBeLessThan(20 * count);
  read.mockRestore();
});

import fc from 'fast-check';
import { defaultSettings } from '../../../src/config/settings.js';
import { explain } from '../../../src/explain/explanation.js';
import { memoryTree } from '../../memory-tree.js';
import { naiveVerdict, worlds, type NaiveRequest } from './naive.js';
import { filesOf, type CorsSpec, type Item, type ServiceSpec } from './service.js';

const some = <T>(values: readonly T[]): fc.Arbitrary<T[] | undefined> => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });

const cors: fc.Arbitrary<CorsSpec> = fc
  .record({
    origins: fc.constantFrom(['https://a'], ['https://b'], ['https://a', 'https://b'], ['*'], ['https://a/']),
    terminate: fc.constantFrom(undefined, 'true', 'false'),
    methods: fc.oneof(some(['GET', 'POST', 'PUT']), fc.constant(['*'])),
    headers: fc.oneof(some(['x-a', 'authorization']), fc.constant(['*'])),
    credentials: fc.constantFrom(undefined, 'true'),
  })
  .map(({ origins, terminate, methods, headers, credentials }) => ({
    origins,
    ...(terminate === undefined ? {} : { terminate }),
    ...(methods === undefined ? {} : { methods }),
    ...(headers === undefined ? {} : { headers }),
    ...(credentials === undefined ? {} : { credentials }),
  }));

const inbound: fc.Arbitrary<readonly Item[]> = fc.oneof(
  fc.constant<Item[]>(['B']),
  fc.constant<Item[]>([]),
  cors.map((one) => ['B', one]),
  cors.map((one) => [one, 'B']),
  cors.map((one) => [one]),
  cors.map((one) => ["<validate-jwt header-name='Authorization' />", 'B', one]),
  cors.map((one) => [one, "<validate-jwt header-name='Authorization' />", 'B']),
  fc.constant<Item[]>(["<include-fragment fragment-id='f' />", 'B']),
);

const service: fc.Arbitrary<ServiceSpec> = fc
  .record({
    global: inbound,
    api: inbound,
    operation: fc.option(inbound, { nil: undefined, freq: 3 }),
    fragment: cors,
    headerVersioned: fc.boolean(),
  })
  .map(({ global, api, operation, fragment, headerVersioned }) => ({
    global,
    api,
    fragments: { f: [fragment] },
    ...(operation === undefined ? {} : { operations: { GET: operation, POST: operation, PUT: operation } }),
    ...(headerVersioned ? { headerVersioned } : {}),
    methods: ['GET', 'POST', 'PUT'],
  }));

const request: fc.Arbitrary<NaiveRequest> = fc.record({
  origin: fc.constantFrom('https://a', 'https://b', 'https://c', 'null'),
  method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const),
  headers: fc.constantFrom<readonly string[]>([], ['x-a'], ['authorization'], ['authorization', 'x-a']),
  include: fc.boolean(),
});

test('explain says what a plain reading of the documentation says, in every world', async () => {
  const seen = { allowed: 0, blocked: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(service, request, async (spec, { origin, method, headers, include }) => {
      // A version in a header is a header of the request's own: the preflight asks for it.
      const sent = spec.headerVersioned === true ? [...headers, 'api-version'] : headers;
      const { verdict } = await explain(
        memoryTree(filesOf(spec)),
        {
          request: { origin, method, headers: headers.map((name) => ({ name, value: '1' })), credentials: include ? 'include' : 'omit' },
          destination: { kind: 'name', workspace: null, api: 'api', operation: null },
          product: null,
          key: 'none',
        },
        { ...defaultSettings, assume: new Map() },
        null,
        { repair: false },
      );
      seen[verdict] += 1;
      expect(verdict).toBe(naiveVerdict(spec, { origin, method, headers: sent, include }));
    }),
    { numRuns: 400 },
  );
  // Every kind of verdict is met: the comparison is about something.
  expect(Object.values(seen).every((count) => count > 5)).toBe(true);
  expect(worlds).toHaveLength(2048);
});

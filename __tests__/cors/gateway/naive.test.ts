import fc from 'fast-check';
import { defaultSettings } from '../../../src/config/settings.js';
import { accessOf } from '../../../src/cors/access.js';
import { namesOf } from '../../../src/cors/name-set.js';
import { explainRequest, type Explanation } from '../../../src/explain/explanation.js';
import { memoryTree } from '../../memory-tree.js';
import { leanings, naiveVerdict, points, worlds, type NaiveRequest, type Point, type World } from './naive.js';
import { filesOf, stateOf, type AnswerSpec, type CorsSpec, type Item, type ServiceSpec, type WrittenSpec } from './service.js';

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

/** An answer that a policy gives by itself: mostly one that lets somebody in. */
const answer: fc.Arbitrary<AnswerSpec> = fc.record({
  status: fc.constantFrom(200, 204, 403),
  writes: fc
    .tuple(
      fc.constantFrom('https://a', 'https://b', '*', 'https://a'),
      fc.constantFrom(null, 'true'),
      fc.constantFrom(null, 'PUT', 'GET, PUT', '*'),
      fc.constantFrom(null, 'x-a', 'X-A, Authorization'),
    )
    .map(([origin, credentials, methods, headers]) =>
      Object.entries({ origin, credentials, methods, headers }).flatMap(([header, value]): WrittenSpec[] =>
        value === null
          ? []
          : [{ header: header as WrittenSpec['header'], action: 'override', value: header === 'headers' ? value.toLowerCase() : value }],
      ),
    ),
});

const inbound: fc.Arbitrary<readonly Item[]> = fc.oneof(
  answer.map((one): Item[] => ['B', one]),
  fc.tuple(cors, answer).map(([one, two]): Item[] => [one, two]),
  fc.constant<Item[]>(['B']),
  fc.constant<Item[]>([]),
  cors.map((one) => ['B', one]),
  cors.map((one) => [one, 'B']),
  cors.map((one) => [one]),
  cors.map((one) => ["<validate-jwt header-name='Authorization' />", 'B', one]),
  cors.map((one) => [one, "<validate-jwt header-name='Authorization' />", 'B']),
  fc.constant<Item[]>(["<include-fragment fragment-id='f' />", 'B']),
);

const written: fc.Arbitrary<readonly WrittenSpec[]> = fc.array(
  fc.oneof(
    fc.record({
      header: fc.constant('origin' as const),
      action: fc.constantFrom('override' as const, 'append' as const, 'skip' as const, 'delete' as const),
      value: fc.constantFrom('https://a', 'https://b', '*', 'null', 'https://a/'),
    }),
    fc.record({
      header: fc.constant('credentials' as const),
      action: fc.constantFrom('override' as const, 'append' as const, 'skip' as const, 'delete' as const),
      value: fc.constantFrom('true', 'false'),
    }),
  ),
  { maxLength: 3 },
);

const service: fc.Arbitrary<ServiceSpec> = fc
  .record({
    written: fc.option(written, { nil: undefined, freq: 2 }),
    global: inbound,
    api: inbound,
    operation: fc.option(inbound, { nil: undefined, freq: 3 }),
    fragment: cors,
    headerVersioned: fc.boolean(),
    options: fc.constantFrom(undefined, 'inherits' as const, 'own' as const),
    ownOptions: fc.oneof(
      inbound,
      answer.map((one): Item[] => [one]),
    ),
  })
  .map(({ written, global, api, operation, fragment, headerVersioned, options, ownOptions }): ServiceSpec => ({
    ...(written === undefined ? {} : { written }),
    global,
    api,
    fragments: { f: [fragment] },
    operations: {
      ...(operation === undefined ? {} : { GET: operation, POST: operation, PUT: operation }),
      ...(options === 'own' ? { OPTIONS: ownOptions } : {}),
    },
    ...(headerVersioned ? { headerVersioned } : {}),
    methods: ['GET', 'POST', 'PUT', ...(options === undefined ? [] : ['OPTIONS'])],
  }));

const request: fc.Arbitrary<NaiveRequest> = fc.record({
  origin: fc.constantFrom('https://a', 'https://b', 'https://c', 'null'),
  method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const),
  headers: fc.constantFrom<readonly string[]>([], ['x-a'], ['authorization'], ['authorization', 'x-a']),
  include: fc.boolean(),
});

/** The product's name of each point, and of its two values. */
const names: Readonly<Record<Point, readonly [question: string, yes: string, no: string]>> = {
  'terminate-default': ['terminate-unmatched-default', 'true', 'false'],
  'second-decorates': ['second-cors-decorates-actual', 'yes', 'no'],
  'fragment-answers': ['fragment-cors-at-preflight', 'answers', 'ignored'],
  'null-under-star': ['null-under-wildcard', 'yes', 'no'],
  'star-echoes': ['wildcard-origin-with-credentials', 'echo', 'literal'],
  'lists-echo': ['wildcard-lists', 'echoed', 'literal'],
  'unlisted-method-decorated': ['unlisted-method-at-actual', 'decorated', 'bare'],
  'partial-decorated': ['partial-match-at-preflight', 'decorated', 'bare'],
  'partial-passes-on': ['partial-match-passes-on', 'yes', 'no'],
  'other-methods-end': ['unmatched-other-methods', 'ends', 'goes-on'],
  'versionless-global': ['versionless-preflight', 'global-answers', 'not-found'],
  'written-replaces': ['hand-written-beside-cors', 'replaces', 'beside'],
};
const allPoints = Object.keys(points) as readonly Point[];
const settled: fc.Arbitrary<Partial<World>> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...allPoints), fc.boolean()), { maxLength: 3, selector: ([point]) => point })
  .map((entries) => Object.fromEntries(entries));

function explained(spec: ServiceSpec, { origin, method, headers, include }: NaiveRequest, world: Partial<World>): Promise<Explanation> {
  const assume = new Map(Object.entries(world).map(([point, value]) => [names[point as Point][0], names[point as Point][value ? 1 : 2]] as const));
  return explainRequest(
    memoryTree(filesOf(spec)),
    {
      request: { origin, method, headers: headers.map((name) => ({ name, value: '1' })), credentials: include ? 'include' : 'omit' },
      destination: { kind: 'name', workspace: null, api: 'api', operation: null },
      product: null,
      key: 'none',
    },
    { ...defaultSettings, assume },
    null,
    { repair: false },
  );
}

/** A version in a header is a header of the request's own: the preflight asks for it. */
function asSent(spec: ServiceSpec, request: NaiveRequest): NaiveRequest {
  return spec.headerVersioned === true ? { ...request, headers: [...request.headers, 'api-version'] } : request;
}

/** The naive points that an outcome's readings settle. */
function worldOf(outcome: Explanation['outcomes'][number]): Partial<World> {
  const readings = outcome.when.code === 'readings' ? outcome.when.readings : [];
  return Object.fromEntries(
    readings.map((reading) => {
      const point = allPoints.find((one) => names[one][0] === reading.question);
      if (point === undefined) throw new Error(`the naive interpreter does not know ${reading.question}`);
      return [point, names[point][1] === reading.value];
    }),
  );
}

test('explain says what a plain reading says under the leanings, and against them', async () => {
  const seen = { allowed: 0, blocked: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(service, request, settled, async (spec, asked, against) => {
      const { verdict } = await explained(spec, asked, {});
      seen[verdict] += 1;
      expect(verdict).toBe(naiveVerdict(spec, asSent(spec, asked), leanings));
      expect((await explained(spec, asked, against)).verdict).toBe(naiveVerdict(spec, asSent(spec, asked), { ...leanings, ...against }));
    }),
    { numRuns: 400 },
  );
  // Every kind of verdict is met: the comparison is about something.
  expect(Object.values(seen).every((count) => count > 5)).toBe(true);
  expect(worlds).toHaveLength(4096);
});

test('each outcome is what the plain reading says under its readings, and taking a reading away never turns an answer round unnamed', async () => {
  let turned = 0;
  const held = fc.asyncProperty(service, request, async (spec, asked) => {
    const { verdict, outcomes } = await explained(spec, asked, {});
    const sent = asSent(spec, asked);
    for (const outcome of outcomes) expect(naiveVerdict(spec, sent, { ...leanings, ...worldOf(outcome) })).toBe(outcome.verdict);
    if (verdict === 'unknown') return;
    for (const [point, value] of allPoints.flatMap((one) => [[one, true] as const, [one, false] as const])) {
      const other = naiveVerdict(spec, sent, { ...leanings, [point]: value });
      if (other === 'unknown' || other === verdict) continue;
      turned += 1;
      expect(outcomes.filter((one) => worldOf(one)[point] === value).map((one) => one.verdict)).toContain(other);
    }
  });
  // Few answers turn: one round may meet none.
  for (let round = 0; round < 4 && turned === 0; round += 1) await fc.assert(held, { numRuns: 400 });
  expect(turned).toBeGreaterThan(0);
});

test('the table says of each origin and operation what explain says', async () => {
  const told = { yes: 0, no: 0, unknown: 0, credentials: 0 };
  const words = { allowed: 'yes', blocked: 'no', unknown: 'unknown' } as const;
  const isPlain = ({ global, api, operations }: ServiceSpec): boolean =>
    ![global, api, ...Object.values(operations ?? {})].some((items) =>
      items?.some((item) => typeof item === 'string' && item.startsWith('<validate')),
    );
  const plain = service.filter((spec) => spec.headerVersioned !== true && isPlain(spec));
  await fc.assert(
    fc.asyncProperty(
      plain,
      fc.constantFrom('https://a', 'https://b', 'https://c', 'null'),
      fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const),
      async (spec, origin, method) => {
        const group = (await stateOf(spec)).groups.find(({ target }) => target.operations.includes(method.toLowerCase()));
        if (group === undefined) throw new Error('the operation is there');
        // Nobody names https://c: what is said of all others is said of it.
        const cell = accessOf(group.chain, origin === 'https://c' ? '*' : origin, new Map(), namesOf([method]));
        const asked: Omit<NaiveRequest, 'include'> = { origin, method, headers: [] };
        const { verdict } = await explained(spec, { ...asked, include: false }, {});
        told[cell.allowed] += 1;
        expect([cell.allowed, spec]).toEqual([words[verdict], spec]);
        if (cell.allowed !== 'yes' || cell.credentials === 'unknown') return;
        if (cell.credentials) told.credentials += 1;
        const withCookies = (await explained(spec, { ...asked, include: true }, {})).verdict;
        expect([withCookies, spec]).toEqual([cell.credentials ? 'allowed' : 'blocked', spec]);
      },
    ),
    { numRuns: 400, endOnFailure: true },
  );
  for (const count of Object.values(told)) expect(count).toBeGreaterThan(3);
});

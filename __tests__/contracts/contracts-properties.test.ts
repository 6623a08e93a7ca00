import fc from 'fast-check';
import { openChecked } from '../../src/contracts/check-contracts.js';
import { initialContracts } from '../../src/contracts/initial-contracts.js';
import { contractsFile } from '../../src/report/contracts-file.js';
import { explainRequest, Explainer } from '../../src/explain/explanation.js';
import { covers, OriginPatterns, readOriginPattern } from '../../src/contracts/origin-pattern.js';
import { defaultSettings } from '../../src/config/settings.js';
import { leanings, naiveVerdict, type NaiveRequest } from '../cors/gateway/naive.js';
import { filesOf, type CorsSpec, type Item, type ServiceSpec } from '../cors/gateway/service.js';
import { memoryTree } from '../memory-tree.js';
import { check } from './checked.js';

const some = (values: readonly string[]): fc.Arbitrary<string[] | undefined> =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });

const cors: fc.Arbitrary<CorsSpec> = fc
  .record({
    origins: fc.constantFrom(['https://a'], ['https://b'], ['https://a', 'https://b'], ['*'], ['https://x.c', 'https://a']),
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
  cors.map((one) => ['B', one]),
  cors.map((one) => [one, 'B']),
  cors.map((one) => [one]),
  cors.map((one) => ["<validate-jwt header-name='Authorization' />", one, 'B']),
  fc.constant<Item[]>(["<include-fragment fragment-id='f' />", 'B']),
);

const service: fc.Arbitrary<ServiceSpec> = fc
  .record({ global: inbound, api: inbound, operation: fc.option(inbound, { nil: undefined, freq: 3 }), fragment: cors })
  .map(({ global, api, operation, fragment }) => ({
    global,
    api,
    fragments: { f: [fragment] },
    ...(operation === undefined ? {} : { operations: { GET: operation } }),
    methods: ['GET', 'POST', 'PUT'],
  }));

/** Origins that are tried one by one, and by which of them each pattern is meant. */
const everybody = ['https://a', 'https://b', 'https://x.c', 'https://y.c', 'https://d', 'null'];
const patterns: Readonly<Record<string, readonly string[]>> = {
  'https://a': ['https://a'],
  'https://b': ['https://b'],
  'https://*.c': ['https://x.c', 'https://y.c'],
  '*': everybody,
};

interface Promised {
  readonly promise: 'allow' | 'only' | 'deny';
  readonly origins: readonly string[];
  readonly methods: readonly NaiveRequest['method'][];
  readonly headers: readonly string[];
  readonly include: boolean;
}

const promised: fc.Arbitrary<Promised> = fc
  .record({
    promise: fc.constantFrom('allow' as const, 'only' as const, 'deny' as const),
    named: fc.subarray(Object.keys(patterns), { minLength: 1 }),
    methods: fc.subarray(['GET', 'POST', 'PUT'] as const, { minLength: 1 }),
    headers: fc.subarray(['x-a', 'authorization']),
    include: fc.boolean(),
  })
  .map(({ promise, named, methods, headers, include }) => ({
    promise,
    origins: promise === 'allow' ? named.map((one) => (one.includes('*') ? 'https://d' : one)) : named,
    methods,
    headers,
    include,
  }));

function clauseText({ promise, origins, methods, headers, include }: Promised): string {
  return JSON.stringify({
    contracts: [
      {
        name: 'c',
        [promise]: origins,
        call: `${methods.join(',')} /api/x`,
        ...(headers.length === 0 ? {} : { headers }),
        credentials: include ? 'include' : 'omit',
      },
    ],
  });
}

/** What scripts send: whom a clause keeps out may send more than it says. */
function scriptsOf(promise: Promised['promise'], headers: readonly string[], include: boolean): readonly Pick<NaiveRequest, 'headers' | 'include'>[] {
  if (promise === 'allow') return [{ headers, include }];
  const sets = [headers, ...[['x-a'], ['authorization'], ['x-a', 'authorization']].map((more) => [...new Set([...headers, ...more])])];
  return sets.flatMap((some) => [...new Set([include, true])].map((one) => ({ headers: some, include: one })));
}

/** Every request tried, under every combination of readings. */
function bruteForce(spec: ServiceSpec, { promise, origins, methods, headers, include }: Promised): string {
  const named = new Set(origins.flatMap((one) => patterns[one] ?? [one]));
  const meant = promise === 'only' ? everybody.filter((one) => !named.has(one)) : [...named];
  const wanted = promise === 'allow' ? 'allowed' : 'blocked';
  const results = meant.flatMap((origin) =>
    methods.flatMap((method) =>
      scriptsOf(promise, headers, include).map((script) => {
        const request = { origin, method, ...script };
        const leaning = naiveVerdict(spec, request, leanings);
        if (leaning !== wanted && leaning !== 'unknown') return 'broken';
        return naiveVerdict(spec, request, {}) === wanted ? 'kept' : 'undecided';
      }),
    ),
  );
  return ['broken', 'undecided', 'kept'].find((one) => one === 'kept' || (results as string[]).includes(one)) ?? 'kept';
}

test('a clause is kept, broken or undecided as trying every request shows, and explain confirms the request that is named', async () => {
  await fc.assert(
    fc.asyncProperty(service, promised, async (spec, one) => {
      const [found] = await check({ files: filesOf(spec), contracts: clauseText(one) });
      expect(found?.result).toBe(bruteForce(spec, one));
      if (found?.counterexample == null) return;
      const { asked, explanation } = found.counterexample;
      const explained = await explainRequest(memoryTree(filesOf(spec)), asked, defaultSettings, null, { repair: false });
      expect(explained.verdict).toBe(explanation.verdict);
      const against = one.promise === 'allow' ? 'blocked' : 'allowed';
      const verdicts = [explained.verdict, ...explained.outcomes.map(({ verdict }) => verdict)];
      expect(found.result === 'broken' ? explained.verdict : verdicts).toEqual(
        found.result === 'broken' ? against : expect.arrayContaining([against]),
      );
    }),
    { numRuns: 80 },
  );
});

const checks = ['<validate-jwt header-name="Authorization" />', '<check-header name="x-a" failed-check-httpcode="403" />'];

/** With products, keys, operations that take OPTIONS, and versions in a header. */
const keyed: fc.Arbitrary<ServiceSpec> = fc
  .record({
    spec: service,
    inProduct: inbound,
    inOpen: fc.option(inbound, { nil: undefined }),
    above: fc.subarray(checks),
    takesOptions: fc.boolean(),
    headerVersioned: fc.boolean(),
    subscriptionRequired: fc.boolean(),
  })
  .map(({ spec, inProduct, inOpen, above, takesOptions, headerVersioned, subscriptionRequired }) => ({
    ...spec,
    api: [...above, ...(spec.api ?? [])],
    products: { gold: { inbound: inProduct, required: true }, ...(inOpen === undefined ? {} : { open: { inbound: inOpen, required: false } }) },
    methods: ['GET', 'PUT', ...(takesOptions ? ['OPTIONS'] : [])],
    headerVersioned,
    subscriptionRequired,
  }));

test('no request that explain lets through, under any reading and with any key, contradicts a deny that is kept', async () => {
  await fc.assert(
    fc.asyncProperty(keyed, fc.constantFrom('https://a', 'https://d'), fc.constantFrom('GET', 'PUT'), async (spec, origin, method) => {
      const files = filesOf(spec);
      const clauses = ['deny', 'allow'].map((promise) => `  - { name: ${promise}, ${promise}: "${origin}", call: "${method} /api/x" }\n`);
      const [deny, allow] = await check({ files, contracts: `contracts:\n${clauses.join('')}` });
      if (deny?.result !== 'kept') return;
      expect(allow?.result).toBe('broken');
      const explainer = new Explainer(memoryTree(files), defaultSettings, null);
      const ways = [
        ...([null, 'none', 'header', 'query'] as const).map((key) => ({ key, product: null })),
        ...(['header', 'query'] as const).map((key) => ({ key, product: 'gold' })),
      ];
      for (const names of [[], ['x-a'], ['authorization'], ['x-a', 'authorization']]) {
        const request = { origin, method, headers: names.map((name) => ({ name, value: null })), credentials: 'omit' as const };
        const destination = { kind: 'name', workspace: null, api: 'api', operation: method.toLowerCase() } as const;
        for (const way of ways) {
          const { verdict, outcomes } = await explainer.explain({ request, destination, ...way }, { repair: false });
          expect([verdict, ...outcomes.map((one) => one.verdict)]).not.toContain('allowed');
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('the file that --init writes is kept by the state it was made from', async () => {
  await fc.assert(
    fc.asyncProperty(service, async (spec) => {
      const files = filesOf(spec);
      const initial = initialContracts(await openChecked(memoryTree(files), defaultSettings, { clauses: [], environments: null }));
      // Nothing is promised where all of it depends on what is not decided.
      if (initial.every(({ title }) => title.code === 'not-known')) return;
      const text = contractsFile(initial);
      for (const { result } of await check({ files, contracts: text })) expect(result).toBe('kept');
    }),
    { numRuns: 40 },
  );
});

test('patterns together cover what one of them covers', () => {
  const host = fc.constantFrom('c', 'x.c', 'y.x.c', 'xc', '[::1]', 'localhost', '.c');
  const port = fc.constantFrom('', ':8443', ':*');
  const text = fc.oneof(
    fc.constantFrom('*', 'null'),
    fc
      .tuple(fc.constantFrom('https', 'http'), fc.constantFrom('', '*.'), host, port)
      .map(([scheme, below, name, at]) => `${scheme}://${below}${name}${at}`),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), text, (texts, asked) => {
      const patterns = texts.flatMap((one) => readOriginPattern(one) ?? []);
      const origin = asked.replace('*.', 'a.').replace(':*', ':1');
      expect(new OriginPatterns(patterns).cover(origin)).toBe(patterns.some((one) => covers(one, origin)));
    }),
    { numRuns: 2000 },
  );
});

const rank = ['kept', 'undecided', 'broken'];

test('another origin never breaks what is allowed, and never mends what is denied', async () => {
  const listing = (spec: ServiceSpec): ServiceSpec => ({
    ...spec,
    api: (spec.api ?? []).map((item) => (typeof item === 'string' || 'status' in item ? item : { ...item, origins: [...item.origins, 'https://d'] })),
  });
  const single = promised.filter(({ promise }) => promise !== 'only');
  // One element alone: with several, the first that lists an origin decides, and another one no longer does.
  const alone = service.map((spec): ServiceSpec => ({ ...spec, global: ['B'], fragments: { f: [] }, operations: {} }));
  await fc.assert(
    fc.asyncProperty(alone, single, async (spec, one) => {
      const resultIn = async (files: Readonly<Record<string, string>>): Promise<number> =>
        rank.indexOf((await check({ files, contracts: clauseText(one) }))[0]?.result ?? '');
      const [before, after] = [await resultIn(filesOf(spec)), await resultIn(filesOf(listing(spec)))];
      if (one.promise === 'allow') expect(after).toBeLessThanOrEqual(before);
      else expect(after).toBeGreaterThanOrEqual(before);
    }),
    { numRuns: 60 },
  );
});

import fc from 'fast-check';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { sentRequest, type ScriptRequest } from '../../src/browser/judge.js';
import { accessOf } from '../../src/cors/access.js';
import { namesOf } from '../../src/cors/name-set.js';
import { explore } from '../../src/cors/worlds.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { course } from '../../src/explain/course.js';
import { rest } from '../../src/layouts/apiops/example.js';
import { openRepository } from '../../src/layouts/repository.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts } from '../serve/artifacts.js';
import { corsHeaders, send } from '../serve/client.js';
import { Gateways } from '../serve/gateway.js';

/**
 * Services whose policies check the origin and give it back by hand: what `explain` says, what `serve` answers and what a plain interpreter of
 * the policies comes to is the same, and the table of access never says the opposite.
 */

const shop = 'https://shop.contoso.com';
const asking = [shop, 'https://shop.contoso.com.evil.com', 'https://evil.com', 'null'] as const;

/** What a request carries along. */
interface State {
  readonly origin: string;
  readonly method: string;
  readonly variables: Map<string, string>;
  readonly headers: Map<string, string>;
}

/** A policy: its text, and what it does; true: the request ends here. */
interface Piece {
  readonly lines: readonly string[];
  readonly run: (state: State) => boolean;
}

/** A text or truth of C#: how it is written, and what it comes to. */
interface Written<T> {
  readonly code: string;
  readonly of: (state: State) => T;
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const header: Written<string> = { code: 'context.Request.Headers.GetValueOrDefault("Origin","")', of: ({ origin }) => origin };
const first: Written<string> = { code: 'context.Request.Headers["Origin"].First()', of: ({ origin }) => origin };
const kept: Written<string> = { code: '((string)context.Variables["from"])', of: ({ variables }) => variables.get('from') ?? '' };
const origins = fc.constantFrom(header, first, kept);

const conditions: fc.Arbitrary<Written<boolean>> = fc.oneof(
  origins.map((text) => ({ code: `${text.code} == "${shop}"`, of: (state: State) => text.of(state) === shop })),
  origins.map((text) => ({ code: `${text.code} != "${shop}"`, of: (state: State) => text.of(state) !== shop })),
  origins.map((text) => ({ code: `${text.code}.StartsWith("${shop}")`, of: (state: State) => text.of(state).startsWith(shop) })),
  origins.map((text) => ({ code: `${text.code}.EndsWith(".evil.com")`, of: (state: State) => text.of(state).endsWith('.evil.com') })),
  origins.map((text) => ({
    code: `new [] { "${shop}", "null" }.Contains(${text.code})`,
    of: (state: State) => [shop, 'null'].includes(text.of(state)),
  })),
  fc.constant({ code: 'context.Request.Method == "GET"', of: ({ method }: State) => method === 'GET' }),
);
const texts: fc.Arbitrary<Written<string>> = fc.oneof(
  { weight: 3, arbitrary: origins },
  fc.tuple(conditions, origins).map(([when, text]) => ({
    code: `${when.code} ? ${text.code} : "https://nobody.contoso.com"`,
    of: (state: State) => (when.of(state) ? text.of(state) : 'https://nobody.contoso.com'),
  })),
);

const runAll = (pieces: readonly Piece[], state: State): boolean => pieces.some((piece) => piece.run(state));
const chosen = (when: Written<boolean>, pieces: readonly Piece[], otherwise: readonly Piece[]): Piece => ({
  lines: [
    '<choose>',
    `<when condition="${attribute(`@(${when.code})`)}">`,
    ...pieces.flatMap(({ lines }) => lines),
    '</when>',
    ...(otherwise.length === 0 ? [] : ['<otherwise>', ...otherwise.flatMap(({ lines }) => lines), '</otherwise>']),
    '</choose>',
  ],
  run: (state) => runAll(when.of(state) ? pieces : otherwise, state),
});

const set: fc.Arbitrary<Piece> = origins.map((text) => ({
  lines: [`<set-variable name="from" value="${attribute(`@(${text.code})`)}" />`],
  run: (state) => {
    state.variables.set('from', text.of(state));
    return false;
  },
}));
const beginning: Piece = {
  lines: [`<set-variable name="from" value="${attribute(`@(${header.code})`)}" />`],
  run: ({ origin, variables }) => {
    variables.set('from', origin);
    return false;
  },
};
const refuses: Piece = { lines: ['<return-response>', '<set-status code="403" />', '</return-response>'], run: () => true };
const forgets: Piece = {
  lines: ['<set-variable name="from" value="none" />'],
  run: ({ variables }) => {
    variables.set('from', 'none');
    return false;
  },
};
const writes = (name: string, text: Written<string>, isLiteral = false): Piece => ({
  lines: [
    `<set-header name="${name}" exists-action="override"><value>${isLiteral ? text.code : `@(${text.code.replaceAll('&', '&amp;')})`}</value></set-header>`,
  ],
  run: (state) => {
    state.headers.set(name.toLowerCase(), text.of(state));
    return false;
  },
});
const literal = (text: string): Written<string> => ({ code: text, of: () => text });
const writer: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 4, arbitrary: texts.map((text) => writes('Access-Control-Allow-Origin', text)) },
  fc.constantFrom(shop, '*').map((text) => writes('Access-Control-Allow-Origin', literal(text), true)),
  fc.constant(writes('Access-Control-Allow-Credentials', literal('true'), true)),
);
const inbound = fc.array(
  fc.oneof(
    set,
    conditions.map((when) => chosen(when, [refuses], [])),
    fc.tuple(conditions, set).map(([when, piece]) => chosen(when, [forgets], [piece])),
  ),
  { maxLength: 3 },
);
const outbound = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: writer },
    fc.tuple(conditions, writer, fc.option(writer, { nil: null })).map(([when, one, other]) => chosen(when, [one], other === null ? [] : [other])),
  ),
  { minLength: 1, maxLength: 3 },
);

type Verdict = 'allowed' | 'blocked' | 'unknown';

/** What a browser makes of these headers. */
function readable(headers: ReadonlyMap<string, string>, origin: string, include: boolean): Verdict {
  const allowed = headers.get('access-control-allow-origin');
  const isNamed = allowed === origin || (allowed === '*' && !include);
  return isNamed && (!include || headers.get('access-control-allow-credentials') === 'true') ? 'allowed' : 'blocked';
}

/** `isRefused`: a check of the origin or the method ends it; the table of access leaves those to the rules that follow requests. */
function interpreted([before, after]: readonly [readonly Piece[], readonly Piece[]], origin: string, include: boolean) {
  const state: State = { origin, method: 'GET', variables: new Map(), headers: new Map() };
  if (runAll(before, state)) return { verdict: 'blocked', isRefused: true } as const;
  runAll(after, state);
  return { verdict: readable(state.headers, origin, include), isRefused: false } as const;
}

const gateways = new Gateways();
afterAll(() => gateways.close());

test('explain, serve and a plain interpreter agree, and the table contradicts none', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(inbound, outbound, async (before, after) => {
      const own = [beginning, ...before];
      const text = (pieces: readonly Piece[]): readonly string[] => pieces.flatMap(({ lines }) => lines);
      const files = artifacts({
        apis: [{ id: 'orders', inbound: text(own), rest: rest(text(after)), methods: ['GET'], subscriptionRequired: false }],
      });
      const repository = await openRepository(memoryTree(files), { scopes: [], environments: [] }, new PolicyCache());
      const [service] = await repository.loadAll();
      if (service === undefined) throw new Error('no service');
      const state = new ServiceState(service, new Map());
      const [api] = service.apis;
      const [group] = state.groups;
      const operation = api?.operations[0];
      if (api === undefined || operation === undefined || group === undefined) throw new Error('no operation');
      const gateway = await gateways.openFiles(files);
      const route = { state, api, operation, isUnmatched: false, options: null, product: null, key: null };
      for (const origin of asking) {
        const served = await send(`${gateway.url}/orders/items/1`, 'GET', [['Origin', origin]]);
        for (const include of [false, true]) {
          const { verdict: expected, isRefused } = interpreted([own, after], origin, include);
          const request: ScriptRequest = { origin, method: 'GET', headers: [], credentials: include ? 'include' : 'omit' };
          const target = { route, complete: true, url: 'https://gateway.example/orders/items/1', notes: [] };
          const { worlds } = explore((walk) => course(target, request, sentRequest(request), walk).verdict);
          const explained = [...new Set(worlds.map(({ result }) => result))].join();
          const answer = served.status === 501 ? '501' : readable(new Map(Object.entries(corsHeaders(served))), origin, include);
          const row = accessOf(group.chain, origin, new Map(), namesOf(['GET']));
          const table =
            row.allowed === 'unknown' ? 'unknown' : row.allowed === 'yes' && (!include || row.credentials === true) ? 'allowed' : 'blocked';
          expect({ origin, include, explained, answer, table: table === 'unknown' || isRefused ? expected : table }).toEqual({
            origin,
            include,
            explained: expected,
            answer: expected,
            table: expected,
          });
          seen.set(`${expected} ${table}`, (seen.get(`${expected} ${table}`) ?? 0) + 1);
        }
      }
    }),
    { numRuns: 150, seed: 2026 },
  );
  for (const kind of ['allowed allowed', 'blocked blocked', 'allowed unknown', 'blocked unknown'])
    expect([kind, seen.has(kind)]).toEqual([kind, true]);
}, 120_000);

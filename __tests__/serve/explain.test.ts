import fc from 'fast-check';
import { judge, sentRequest, type BrowserResponse } from '../../src/browser/judge.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { send, type RawResponse } from './client.js';
import { Gateways } from './gateway.js';
import { app, headersOf, other, pathOf, portal, type Asked, type Tree } from './pairs.js';
import { predict } from './predict.js';
import type { ApiText, ServiceText } from './artifacts.js';

/** Random policy chains and requests: what `explain` says is what `serve` answers, judged as a browser would. */

const flag = fc.constantFrom(' terminate-unmatched-request="true"', ' terminate-unmatched-request="false"', '');
const credentials = fc.constantFrom('', '', ' allow-credentials="true"');

const corsText: fc.Arbitrary<readonly string[]> = fc
  .record({
    origins: fc.uniqueArray(fc.constantFrom(app, portal, other, '*', '{{unknown}}'), { minLength: 1, maxLength: 2 }),
    methods: fc.constantFrom(['*'], ['GET', 'PUT'], ['POST'], ['get', 'PATCH']),
    headers: fc.constantFrom(['*'], ['x-a'], ['Content-Type', 'X-A'], ['authorization']),
    attributes: fc.tuple(flag, credentials).map(([one, two]) => `${two}${one}`),
  })
  .map(cors);

/** A policy that answers by itself, with headers of CORS. */
function answers(origin: string, methods: string): readonly string[] {
  const header = (name: string, value: string): string =>
    `<set-header name="Access-Control-Allow-${name}" exists-action="override"><value>${value}</value></set-header>`;
  return ['<return-response>', header('Origin', origin), header('Methods', methods), header('Headers', 'x-a'), '</return-response>'];
}

/** A section: policies above and below `<base />`, or without it. */
const inbound: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.oneof({ arbitrary: corsText, weight: 3 }, { arbitrary: fc.constant([]), weight: 2 }),
    fc.constantFrom<readonly string[]>(
      [],
      [],
      [],
      ['<check-header name="x-a" failed-check-httpcode="403" />'],
      ['<rate-limit calls="1" renewal-period="1" />'],
      answers(app, 'PUT'),
      answers('*', '*'),
    ),
    fc.constantFrom<'above' | 'below' | 'without'>('above', 'below', 'below', 'without'),
    fc.constantFrom<'plain' | 'nested' | 'fragment'>('plain', 'plain', 'plain', 'nested', 'fragment'),
  )
  .map(([own, others, base, how]) => {
    const placed =
      how === 'nested'
        ? ['<choose>', '<when condition="@(context.Variables.ContainsKey(1))">', ...own, '</when>', '</choose>']
        : how === 'fragment'
          ? ['<include-fragment fragment-id="shared" />']
          : own;
    if (base === 'without') return [...others, ...placed];
    return base === 'above' ? ['<base />', ...others, ...placed] : [...placed, '<base />', ...others];
  });

/** The first API is the one that is asked. */
type GeneratedService = ServiceText & { readonly apis: readonly [ApiText, ...ApiText[]] };

const tree: fc.Arbitrary<Tree & { readonly service: GeneratedService }> = fc
  .record({
    global: fc.oneof(corsText, fc.constant<readonly string[]>([])),
    api: inbound,
    operation: fc.option(inbound, { nil: null }),
    product: fc.option(inbound, { nil: null }),
    original: fc.option(inbound, { nil: null }),
    shared: corsText,
    isOpen: fc.boolean(),
    subscriptionRequired: fc.boolean(),
    hasOptions: fc.constantFrom(false, false, false, true),
    scheme: fc.constantFrom(null, null, null, 'Segment', 'Query', 'Header', 'Header'),
    assume: fc.constantFrom<Readonly<Record<string, string>>[]>(
      {},
      { 'terminate-unmatched-default': 'false', 'wildcard-lists': 'echoed' },
      {
        'terminate-unmatched-default': 'true',
        'second-cors-decorates-actual': 'yes',
        'fragment-cors-at-preflight': 'ignored',
        'wildcard-origin-with-credentials': 'echo',
      },
    ),
  })
  .map(({ global, api, operation, product, original, shared, isOpen, subscriptionRequired, hasOptions, scheme, assume }) => {
    const only: ApiText = {
      id: 'api',
      path: scheme === 'Segment' ? 'shop' : 'api',
      inbound: api,
      methods: ['GET', 'POST', 'PUT', 'PATCH', ...(hasOptions ? ['OPTIONS'] : [])],
      operations: operation === null ? {} : { PUT: operation },
      subscriptionRequired,
      ...(scheme === null ? {} : { version: ['set', 'v2'] as const }),
    };
    // The version without a name is what a preflight reaches where the others are named by a header.
    const first: readonly ApiText[] =
      scheme === 'Header' && original !== null ? [{ id: 'api-1', path: 'api', version: ['set', ''], inbound: original }] : [];
    const service: GeneratedService = {
      global,
      apis: [only, ...first],
      products: product === null ? [] : [{ id: 'starter', apis: ['api'], subscriptionRequired: !isOpen, inbound: product }],
      fragments: { shared },
      versionSets:
        scheme === null ? {} : { set: { versioningScheme: scheme, ...(scheme === 'Segment' ? {} : { [`version${scheme}Name`]: 'X-Version' }) } },
    };
    return { name: 'generated', service, assume };
  });

const request = fc.record({
  origin: fc.constantFrom(app, app, app, portal, other, 'null'),
  method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'PUT', 'PATCH'),
  headers: fc.uniqueArray(
    fc.constantFrom<readonly [string, string]>(
      ['X-A', '1'],
      ['Content-Type', 'application/json'],
      ['Authorization', 'Bearer t'],
      ['Ocp-Apim-Subscription-Key', 'starter'],
      ['Ocp-Apim-Subscription-Key', 'other'],
    ),
    { maxLength: 2, selector: ([name]) => name },
  ),
  credentials: fc.constantFrom<('omit' | 'include')[]>('omit', 'omit', 'include'),
});

interface Outcome {
  readonly allowed: boolean;
  readonly code: string | null;
  /** Of every answer, in order. */
  readonly statuses: readonly number[];
}

/** What a browser does, as far as `judge` is one: a preflight where one is due, then the request where that passes. */
async function browse(url: string, asked: Asked): Promise<Outcome> {
  const { origin, method, credentials } = asked;
  const headers = headersOf(asked);
  const sent = sentRequest({ method, headers: headers.map(([name, value]) => ({ name, value })) });
  const page = { origin, url, method, headers, credentials };
  const answers: RawResponse[] = [];
  const ask = async (by: string, more: readonly (readonly [string, string])[]): Promise<BrowserResponse> => {
    const answer = await send(url, by, [['Origin', origin], ...more]);
    answers.push(answer);
    return answer;
  };
  const outcome = (preflight: BrowserResponse | null, actual: BrowserResponse): Outcome => {
    const { allowed, code } = judge(page, preflight, actual);
    return { allowed, code, statuses: answers.map(({ status }) => status) };
  };
  let preflight: BrowserResponse | null = null;
  if (sent.preflightBecause.length > 0) {
    const names: readonly (readonly [string, string])[] =
      sent.unsafeHeaders.length === 0 ? [] : [['Access-Control-Request-Headers', sent.unsafeHeaders.join(',')]];
    preflight = await ask('OPTIONS', [['Access-Control-Request-Method', sent.method], ...names]);
    const passing: BrowserResponse = {
      status: 200,
      headers: [
        ['Access-Control-Allow-Origin', origin],
        ['Access-Control-Allow-Credentials', 'true'],
      ],
    };
    const half = outcome(preflight, passing);
    if (!half.allowed) return half;
  }
  return outcome(preflight, await ask(sent.method, headers));
}

function urlOf(base: string, api: ApiText, scheme: string | undefined): string {
  if (scheme === 'Segment') return `${base}${pathOf(api, 1).replace('/items', '/v2/items')}`;
  return `${base}${pathOf(api, 1)}${scheme === 'Query' ? '?X-Version=v2' : ''}`;
}

test('explain and serve come to the same verdict', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(request, { minLength: 1, maxLength: 4 }), async (generated, requests) => {
      const gateways = new Gateways();
      try {
        const { service, assume } = generated;
        const gateway = await gateways.open(service, { assume: new Map(Object.entries(assume)) });
        const url = urlOf(gateway.url, service.apis[0], service.versionSets?.['set']?.['versioningScheme']);
        for (const one of requests) {
          const asked: Asked = { api: service.apis[0], ...one };
          const { verdict, reason } = await predict(generated, url, asked);
          const seen = await browse(url, asked);
          const isOpen = seen.statuses.includes(501);
          if (!isOpen) {
            expect([seen.allowed ? 'allowed' : 'blocked', seen.code]).toEqual([verdict, reason?.code ?? null]);
          } else if (seen.allowed) {
            // Whatever the answer is, the page can read it.
            expect(verdict).toBe('allowed');
          } else if (verdict === 'allowed') {
            // The readings differ for pages that ask with credentials, or for those that do not; and a preflight does not tell which this is.
            const otherwise = await predict(generated, url, { ...asked, credentials: one.credentials === 'include' ? 'omit' : 'include' });
            expect(otherwise.verdict).not.toBe('allowed');
          }
        }
      } finally {
        await gateways.close();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

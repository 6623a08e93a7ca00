import { cors } from '../../src/layouts/apiops/example.js';
import { comparedHeaders } from '../../src/probe/held-against.js';
import type { ProbeAnswer, ProbeRequest, Sent } from '../../src/probe/probe-request.js';
import { settledByName } from '../../src/probe/written-points.js';
import type { Probed } from '../../src/probe/run-probe.js';
import { probeConclusion } from '../../src/report/probe-report.js';
import type { ServiceText } from '../serve/artifacts.js';
import { always, gatewayWith, planOf, run, stateOf } from './probing.js';

const app = 'https://app.contoso.com';
const other = 'https://other.contoso.com';
const unsaid = '';
const plain = { methods: ['GET', 'PUT'], headers: ['x-a'] } as const;

const settledIn = ({ settlement }: Probed): Readonly<Record<string, string>> =>
  Object.fromEntries([...settledByName(settlement.settled())].map(([name, { reading }]) => [name, reading.value]));

interface Case {
  readonly point: string;
  readonly service: ServiceText;
  readonly requests?: true;
  /** What has to hold for the point to be asked. */
  readonly also?: Readonly<Record<string, string>>;
  readonly values: readonly string[];
}

/** The first `<cors>` in the API's policy, with `<base />` behind it, the second in the global one: two in one section are not saved. */
const twoScopes = (first: readonly string[], second: readonly string[]): ServiceText => ({ ...api([...first, '<base />']), global: second });

const api = (inbound: readonly string[], more: object = {}): ServiceText => ({ apis: [{ id: 'orders', inbound, methods: ['GET', 'PUT'], ...more }] });

const cases: readonly Case[] = [
  {
    point: 'terminate-unmatched-default',
    service: twoScopes(cors({ ...plain, origins: [app], attributes: unsaid }), cors({ ...plain, origins: [other] })),
    values: ['true', 'false'],
  },
  {
    point: 'second-cors-decorates-actual',
    service: twoScopes(cors({ ...plain, origins: [app] }), cors({ ...plain, origins: [other] })),
    requests: true,
    values: ['yes', 'no'],
  },
  {
    point: 'fragment-cors-at-preflight',
    service: { ...api(['<include-fragment fragment-id="browsers" />']), fragments: { browsers: cors({ ...plain, origins: [app] }) } },
    values: ['answers', 'ignored'],
  },
  { point: 'null-under-wildcard', service: api(cors({ ...plain, origins: ['*'] })), values: ['yes', 'no'] },
  { point: 'null-listed', service: api(cors({ ...plain, origins: ['null'] })), values: ['yes', 'no'] },
  {
    point: 'wildcard-origin-with-credentials',
    service: api(cors({ ...plain, origins: ['*'], attributes: ' allow-credentials="true"' })),
    values: ['echo', 'literal'],
  },
  { point: 'wildcard-lists', service: api(cors({ origins: [app] })), values: ['echoed', 'literal'] },
  {
    point: 'partial-match-passes-on',
    service: twoScopes(cors({ ...plain, origins: [app], methods: ['GET'] }), cors({ ...plain, origins: [app] })),
    values: ['yes', 'no'],
  },
  {
    point: 'unlisted-method-at-actual',
    service: api(cors({ ...plain, origins: [app], methods: ['PUT'] })),
    requests: true,
    values: ['decorated', 'bare'],
  },
  {
    point: 'versionless-preflight',
    service: {
      global: cors({ ...plain, origins: [app] }),
      apis: [{ id: 'orders', inbound: ['<base />'], version: ['set', 'v1'] }],
      versionSets: { set: { versioningScheme: 'Header', versionHeaderName: 'Api-Version' } },
    },
    values: ['global-answers', 'not-found'],
  },
  {
    point: 'preflight-without-api',
    service: { global: cors({ ...plain, origins: [app] }), apis: [{ id: 'orders', inbound: ['<base />'] }] },
    values: ['global-answers', 'not-found'],
  },
  {
    point: 'preflight-without-operation',
    service: api(cors({ ...plain, origins: [app], methods: ['GET', 'DELETE'] })),
    values: ['api-answers', 'not-found'],
  },
  {
    point: 'method-names-ignore-case',
    service: api(cors({ ...plain, origins: [app], methods: ['get', 'put'] })),
    values: ['yes', 'no'],
  },
  {
    point: 'method-names-printed',
    service: api(cors({ ...plain, origins: [app], methods: ['put'] })),
    also: { 'method-names-ignore-case': 'yes' },
    values: ['as-asked', 'as-written'],
  },
];

test.each(cases.flatMap((one) => one.values.map((value) => [one.point, value, one] as const)))(
  'a service in use tells %s=%s',
  async (point, value, { service, requests, also = {} }) => {
    const state = await stateOf(service);
    const plan = planOf(state, { requests: requests === true });
    const probed = await run(plan, always(gatewayWith(state, { ...also, [point]: value })));
    expect(settledIn(probed)[point]).toBe(value);
    expect(probeConclusion(probed)).toBe('pass');
  },
);

test('a redirect to a page to log in settles nothing', async () => {
  const state = await stateOf(api(cors({ ...plain, origins: [app] })));
  const probed = await run(
    planOf(state, { requests: true }),
    always(() => ({ status: 302, headers: {}, hasBody: false })),
  );
  expect(settledIn(probed)).toEqual({});
  expect(probed.settlement.probed.filter(({ result }) => result === 'decides')).toEqual([]);
});

describe('a gateway that differs', () => {
  const policy = cors({
    ...plain,
    origins: [app],
    exposed: ['x-b'],
    maxAge: 600,
    attributes: ' allow-credentials="true" terminate-unmatched-request="false"',
  });
  const altered = async (change: (answer: ProbeAnswer, request: ProbeRequest) => ProbeAnswer): Promise<Probed> => {
    const state = await stateOf(api(policy));
    const gateway = gatewayWith(state, {});
    return run(
      planOf(state, { requests: true }),
      always((request) => change(gateway(request), request)),
    );
  };

  test.each(comparedHeaders.flatMap((header) => [[header, 'changed'] as const, [header, 'missing'] as const]))(
    'in %s (%s) alone is found, and the header is named',
    async (header, how) => {
      const probed = await altered((answer) => {
        if (answer.headers[header] === undefined) return answer;
        const rest = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== header));
        return { ...answer, headers: how === 'missing' ? rest : { ...rest, [header]: '1234' } };
      });
      const wrong = probed.settlement.probed.filter(({ result }) => result === 'disagrees');
      expect(wrong.length).toBeGreaterThan(0);
      expect(new Set(wrong.map((one) => one.header))).toEqual(new Set([header]));
      expect(wrong.every(({ expected }) => expected !== null && expected !== '')).toBe(true);
      expect(probeConclusion(probed)).toBe('fail');
    },
  );

  test('an origin that is let in all the same is found', async () => {
    const probed = await altered((answer, { method, origin }) =>
      method === 'OPTIONS' && origin === 'null' ? { ...answer, headers: { 'access-control-allow-origin': '*' } } : answer,
    );
    expect(probed.settlement.probed.filter(({ result }) => result === 'disagrees')).toMatchObject([
      { request: { origin: 'null' }, header: 'access-control-allow-origin', expected: null },
    ]);
  });

  test('another status is found', async () => {
    const probed = await altered((answer, { method }) => (method === 'OPTIONS' ? { ...answer, status: 204 } : answer));
    expect(probed.settlement.probed.flatMap(({ result, header }) => (result === 'disagrees' ? [header] : []))).toEqual([
      'status',
      'status',
      'status',
    ]);
  });

  test('order, spaces and case of lists are no difference', async () => {
    const probed = await altered((answer) => {
      const headers = answer.headers['access-control-allow-headers'];
      return headers === undefined
        ? answer
        : { ...answer, headers: { ...answer.headers, 'access-control-allow-headers': ` ${headers.toUpperCase()} ` } };
    });
    expect(probeConclusion(probed)).toBe('pass');
  });

  test('answers that contradict each other settle nothing, and the later one is told', async () => {
    const state = await stateOf({
      apis: ['a', 'b'].map((id, index) => ({
        id,
        methods: ['PUT'],
        inbound: cors({ ...plain, origins: [other], headers: [`x-${index}`] }),
        operations: { PUT: [...cors({ ...plain, origins: [app], attributes: unsaid }), '<base />'] },
      })),
    });
    const ends = gatewayWith(state, { 'terminate-unmatched-default': 'true' });
    const goesOn = gatewayWith(state, { 'terminate-unmatched-default': 'false' });
    const probed = await run(
      planOf(state),
      always((request) => (request.target.startsWith('/a/') ? ends : goesOn)(request)),
    );
    expect(probeConclusion(probed)).toBe('fail');
    expect(settledIn(probed)['terminate-unmatched-default']).toBe('true');
  });
});

describe('limits', () => {
  const down: Sent = { none: { code: 'failed', says: 'ECONNREFUSED' } };

  test('what gets no answer is tried again once, and each try counts', async () => {
    const state = await stateOf(api(cors({ ...plain, origins: [app] })));
    const gateway = gatewayWith(state, {});
    let count = 0;
    const flaky = (request: ProbeRequest): Promise<Sent> => {
      count += 1;
      return Promise.resolve(count % 2 === 1 ? { answer: { status: 503, headers: {}, hasBody: true } } : { answer: gateway(request) });
    };
    const probed = await run(planOf(state), flaky);
    expect(probed.sent).toBe(6);
    expect(probed.settlement.probed.map(({ result }) => result)).toEqual(['agrees', 'agrees', 'agrees']);
    count = 0;
    const cut = await run(planOf(state), flaky, 3);
    expect([cut.sent, cut.leftOut, count]).toEqual([3, 1, 3]);
    expect(cut.settlement.probed.map(({ result }) => result)).toEqual(['agrees', 'no-answer']);
  });

  test.each([429, 500, 501, 503])('%d says nothing', async (status) => {
    const state = await stateOf(api(cors({ ...plain, origins: [app] })));
    const probed = await run(
      planOf(state),
      always(() => ({ status, headers: {}, hasBody: true })),
    );
    expect(probeConclusion(probed)).toBe('no-answer');
    expect(probed.settlement.probed.map(({ none }) => none)).toEqual(Array(3).fill({ code: 'busy', status }));
  });

  test('where nobody is there, it is not asked for ever', async () => {
    const state = await stateOf({ apis: ['a', 'b', 'c'].map((id) => ({ id, inbound: cors({ ...plain, origins: [`https://${id}.example`] }) })) });
    const probed = await run(planOf(state), () => Promise.resolve(down));
    expect([probed.sent, probeConclusion(probed)]).toEqual([6, 'no-answer']);
    expect(probed.leftOut).toBeGreaterThan(3);
  });

  test('requests begin no closer to each other than the rate says', async () => {
    const state = await stateOf(api(cors({ ...plain, origins: [app] })));
    const { runProbe } = await import('../../src/probe/run-probe.js');
    let clock = 0;
    const begun: number[] = [];
    await runProbe(planOf(state).requests, {
      send: (request) => {
        begun.push(clock);
        clock += begun.length === 1 ? 50 : 450;
        return Promise.resolve({ answer: gatewayWith(state, {})(request) });
      },
      spacing: 200,
      most: 200,
      now: () => clock,
      wait: (milliseconds) => {
        clock += milliseconds;
        return Promise.resolve();
      },
    });
    expect(begun).toEqual([0, 200, 650]);
  });
});

test('a key may be of any product: what each of them gives fits', async () => {
  const state = await stateOf({
    apis: [{ id: 'orders', inbound: ['<base />'], methods: ['GET'], subscriptionRequired: true }],
    products: [{ id: 'web', apis: ['orders'], subscriptionRequired: true, inbound: cors({ ...plain, origins: [app] }) }],
  });
  const answer =
    (headers: ProbeAnswer['headers']): ((request: ProbeRequest) => ProbeAnswer) =>
    (request) =>
      request.method === 'OPTIONS' ? gatewayWith(state, {})(request) : { status: 200, headers, hasBody: true };
  const plan = planOf(state, { requests: true, origins: [app], keys: new Set(['ocp-apim-subscription-key']) });
  const results = async (headers: ProbeAnswer['headers']): Promise<readonly string[]> =>
    (await run(plan, always(answer(headers)))).settlement.probed.flatMap(({ request, result }) =>
      request.method === 'GET' && request.origin === app ? [result] : [],
    );
  expect(await results({ 'access-control-allow-origin': app })).toEqual(['agrees']);
  expect(await results({})).toEqual(['agrees']);
  expect(await results({ 'access-control-allow-origin': '*' })).toEqual(['disagrees']);
});

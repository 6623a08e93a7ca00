import { accessOf } from '../../../src/cors/access.js';
import { namesOf } from '../../../src/cors/name-set.js';
import { defaultSettings } from '../../../src/config/settings.js';
import { explainRequest } from '../../../src/explain/explanation.js';
import { memoryTree } from '../../memory-tree.js';
import { filesOf, outcomes, stateOf, type ServiceSpec } from './service.js';

/** What pages can do where no `<cors>` answers, and policies write headers of CORS by hand. */

const app = 'https://app.contoso.com';
const other = 'https://elsewhere.example';
const header = (name: string, value: string): string =>
  `<set-header name='Access-Control-${name}' exists-action='override'><value>${value}</value></set-header>`;
const answers = (status: number, ...headers: readonly string[]): string =>
  `<return-response><set-status code='${status}' reason='as told' />${headers.join('')}</return-response>`;
const letsIn = header('Allow-Origin', app);
const forOptions = (inside: string, condition = '@(context.Request.Method == &quot;OPTIONS&quot;)'): string =>
  `<choose><when condition='${condition}'>${inside}</when></choose>`;
const withOptions = ['GET', 'POST', 'PUT', 'OPTIONS'];
const toPreflights = answers(204, letsIn, header('Allow-Methods', 'PUT, GET'), header('Allow-Headers', 'X-A'));
const maybeAnswers = `<choose><when condition='@(context.Timestamp.Second == 1)'>${answers(200, letsIn)}</when></choose>`;

interface Row {
  readonly fact: string;
  readonly service: ServiceSpec;
  readonly method: 'GET' | 'PUT';
  readonly headers?: readonly string[];
  readonly include?: boolean;
  readonly origin?: string;
  readonly is: 'allowed' | 'blocked' | 'unknown';
}

const rows: readonly Row[] = [
  { fact: 'an answer of its own lets a GET in', service: { api: ['B', answers(200, letsIn)] }, method: 'GET', is: 'allowed' },
  { fact: 'and nobody that it does not name', service: { api: ['B', answers(200, letsIn)] }, method: 'GET', origin: other, is: 'blocked' },
  {
    fact: 'a literal * lets everybody in',
    service: { global: [answers(200, header('Allow-Origin', '*'))], api: ['B'] },
    method: 'GET',
    origin: other,
    is: 'allowed',
  },
  { fact: 'and nobody with credentials', service: { api: [answers(200, header('Allow-Origin', '*'))] }, method: 'GET', include: true, is: 'blocked' },
  {
    fact: 'with credentials where it says so',
    service: { api: [answers(200, letsIn, header('Allow-Credentials', 'true'))] },
    method: 'GET',
    include: true,
    is: 'allowed',
  },
  { fact: 'no preflight comes to it without an OPTIONS operation', service: { api: ['B', toPreflights] }, method: 'PUT', is: 'blocked' },
  {
    fact: 'with one it answers the preflight, and the request',
    service: { api: ['B', toPreflights], methods: withOptions },
    method: 'PUT',
    is: 'allowed',
  },
  {
    fact: 'for the headers that it names',
    service: { api: ['B', toPreflights], methods: withOptions },
    method: 'PUT',
    headers: ['x-a'],
    is: 'allowed',
  },
  { fact: 'and no other', service: { api: ['B', toPreflights], methods: withOptions }, method: 'PUT', headers: ['x-b'], is: 'blocked' },
  {
    fact: 'a status that is no success grants nothing',
    service: { api: [answers(401, letsIn, header('Allow-Methods', 'PUT'))], methods: withOptions },
    method: 'PUT',
    is: 'blocked',
  },
  {
    fact: 'the OPTIONS operation answers, and outbound writes for the others',
    service: { api: ['B'], operations: { OPTIONS: [toPreflights] }, outbound: ['<base />', letsIn], methods: withOptions },
    method: 'PUT',
    is: 'allowed',
  },
  {
    fact: 'the OPTIONS operation answers, and the request itself goes bare',
    service: { api: ['B'], operations: { OPTIONS: [toPreflights] }, methods: withOptions },
    method: 'PUT',
    is: 'blocked',
  },
  {
    fact: 'a branch for OPTIONS answers in the pipeline of such an operation',
    service: { api: ['B', forOptions(toPreflights)], outbound: [letsIn], methods: withOptions },
    method: 'PUT',
    is: 'allowed',
  },
  {
    fact: 'and nowhere else',
    service: { api: ['B', forOptions(toPreflights)], outbound: [letsIn] },
    method: 'PUT',
    is: 'blocked',
  },
  {
    fact: 'under a condition that asks for more it is not known',
    service: {
      api: ['B', forOptions(toPreflights, '@(context.Request.Method == &quot;OPTIONS&quot; &amp;&amp; context.Deployment.Region == &quot;x&quot;)')],
      outbound: [letsIn],
      methods: withOptions,
    },
    method: 'PUT',
    is: 'unknown',
  },
  {
    fact: 'outbound writes into the answer of a backend that takes OPTIONS',
    service: { api: ['B'], outbound: [letsIn, header('Allow-Methods', 'PUT')], methods: withOptions },
    method: 'PUT',
    is: 'allowed',
  },
  {
    fact: 'a <cors> decorates the request, an OPTIONS operation answers by hand',
    service: { api: ['B', { origins: [app], methods: ['PUT'] }], operations: { OPTIONS: [toPreflights] }, methods: withOptions },
    method: 'PUT',
    is: 'allowed',
  },
  {
    fact: 'what may answer by itself cannot be known for a GET',
    service: { api: ['B', maybeAnswers] },
    method: 'GET',
    is: 'unknown',
  },
  {
    fact: 'and is never asked for a PUT, whose preflight nobody grants',
    service: { api: ['B', maybeAnswers] },
    method: 'PUT',
    is: 'blocked',
  },
  {
    fact: 'nor is it beside headers of outbound',
    service: { api: ['B', maybeAnswers], outbound: [letsIn] },
    method: 'PUT',
    is: 'blocked',
  },
  {
    fact: 'a named value is put in',
    service: { api: [answers(200, header('Allow-Origin', '{{site}}'))], namedValues: { site: app } },
    method: 'GET',
    is: 'allowed',
  },
  {
    fact: 'a computed value is not known',
    service: { api: [answers(200, header('Allow-Origin', '@(context.Variables[&quot;site&quot;].ToString())'))] },
    method: 'GET',
    is: 'unknown',
  },
  {
    fact: 'the answer may begin with what another response holds',
    service: { api: [`<return-response response-variable-name='r'>${letsIn}</return-response>`] },
    method: 'GET',
    is: 'unknown',
  },
  {
    fact: 'an answer below a <cors> that lists somebody else and passes on',
    service: { api: [{ origins: [other], terminate: 'false', methods: ['GET'] }, answers(200, letsIn)] },
    method: 'GET',
    is: 'allowed',
  },
  {
    fact: 'an answer below a <cors> that ends what it does not list',
    service: { api: [{ origins: [other], terminate: 'true', methods: ['GET'] }, answers(200, letsIn)] },
    method: 'GET',
    is: 'blocked',
  },
];

test.each(rows)('$fact: $is', async ({ service, method, headers = [], include = false, origin = app, is }) => {
  const asked = { origin, method, headers: headers.map((name) => ({ name, value: '1' })), credentials: include ? 'include' : 'omit' } as const;
  const destination = { kind: 'name', workspace: null, api: 'api', operation: null } as const;
  const { verdict } = await explainRequest(
    memoryTree(filesOf(service)),
    { request: asked, destination, product: null, key: 'none' },
    defaultSettings,
    null,
  );
  expect(verdict).toBe(is);
  // The table says the same of the operation.
  const state = await stateOf(service);
  const [api] = state.service.apis;
  const operation = api?.operations.find((one) => one.method === method) ?? null;
  const options = api?.operations.find((one) => one.method === 'OPTIONS') ?? null;
  if (api === undefined || operation === null) throw new Error('the operation is there');
  const access = accessOf(state.route(api, operation, options, null, true), origin, new Map(), namesOf([method]));
  const has = (names: readonly string[] | '*', name: string): boolean => names === '*' || names.includes(name);
  const covers = has(access.methods, method) && headers.every((name) => has(access.headers, name)) && (!include || access.credentials === true);
  expect(access.allowed === 'unknown' ? 'unknown' : access.allowed === 'yes' && covers ? 'allowed' : 'blocked').toBe(is);
});

test('headers of <on-error> are on errors, and on no other answer', async () => {
  const jwt = "<validate-jwt header-name='Authorization' />";
  const service = { api: ['B', jwt], onError: ['<base />', letsIn], methods: withOptions };
  const state = await stateOf(service);
  expect(outcomes(state, { phase: 'request', origin: app, method: 'GET' })).toEqual([`401 ${app}`]);
  expect(outcomes(state, { phase: 'request', origin: app, method: 'GET', headers: ['authorization'] })).toEqual(['backend -']);
  expect(outcomes(await stateOf({ ...service, subscriptionRequired: true }), { phase: 'request', origin: app, method: 'GET' })).toEqual([
    `401 ${app}`,
  ]);
});

test('what answers a request above a <cors> answers no preflight', async () => {
  const state = await stateOf({ api: [answers(403), { origins: [app], methods: ['PUT'] }] });
  expect(outcomes(state, { phase: 'preflight', origin: app, method: 'PUT' })).toEqual([`200 ${app}`]);
  expect(outcomes(state, { phase: 'request', origin: app, method: 'PUT' })).toEqual(['403 -']);
});

test('what answers under a condition may let in whom nobody else does, and changes nothing for others', async () => {
  const maybe = `<choose><when condition='@(context.Timestamp.Second == 1)'>${answers(200, header('Allow-Origin', '*'))}</when></choose>`;
  const allowed = async (api: ServiceSpec['api'], origin: string): Promise<string> => {
    const [group] = (await stateOf({ api: api ?? [], methods: ['GET'] })).groups;
    return accessOf(group?.chain ?? null, origin, new Map(), namesOf(['GET'])).allowed;
  };
  const lists = { origins: [app], methods: ['GET'], terminate: 'false' };
  expect(await allowed(['B', maybe], other)).toBe('unknown');
  expect(await allowed(['B', lists, maybe], app)).toBe('yes');
  expect(await allowed(['B', maybe, lists], app)).toBe('yes');
  expect(await allowed(['B', maybe, lists], other)).toBe('unknown');
});

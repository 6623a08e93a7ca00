import { filesOf, type CorsSpec, type ServiceSpec } from '../cors/gateway/service.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { contractsText } from '../../src/report/contracts-report.js';
import { check } from './checked.js';

const a = 'https://a.example';
const b = 'https://b.example';
const corsOf = (origins: readonly string[], more: Partial<CorsSpec> = {}): CorsSpec => ({
  origins,
  methods: ['GET', 'PUT'],
  headers: ['x-a'],
  terminate: 'false',
  ...more,
});
const api = (origins: readonly string[], more: Partial<CorsSpec> = {}, rest: Partial<ServiceSpec> = {}): ServiceSpec => ({
  api: ['B', corsOf(origins, more)],
  methods: ['GET', 'PUT'],
  ...rest,
});
/** One clause about everything, unless it says otherwise. */
const clause = (says: string): string => `{ name: c, ${says.includes('call:') ? says : `${says}, call: "*"`} }`;
const resultOf = async (spec: ServiceSpec, says: string, apps = ''): Promise<string> => {
  const [first] = await check({ files: filesOf(spec), contracts: `apps: { ${apps} }\ncontracts:\n  - ${clause(says)}\n` });
  return first === undefined ? 'nothing' : `${first.result}${first.counterexample === null ? '' : ` ${first.counterexample.asked.request.origin}`}`;
};

const allow = `allow: "${a}"`;

describe('allow', () => {
  test.each<[string, ServiceSpec, string, string]>([
    ['everything that is asked is listed', api([a]), allow, 'kept'],
    ['the origin is not listed', api([b]), allow, `broken ${a}`],
    ['each of several origins has to be', api([a]), `allow: ["${a}", "${b}"]`, `broken ${b}`],
    ['every origin is', api(['*']), allow, 'kept'],
    ['a method is not listed', api([a], { methods: ['GET'] }), allow, `broken ${a}`],
    ['the method is not asked for', api([a], { methods: ['GET'] }), `${allow}, call: "GET /api/x"`, 'kept'],
    ['a header is listed', api([a]), `${allow}, headers: [X-A]`, 'kept'],
    ['a header is not listed', api([a]), `${allow}, headers: [x-b]`, `broken ${a}`],
    ['every header is', api([a], { headers: ['*'] }), `${allow}, headers: [x-b]`, 'kept'],
    [
      'every header is, and a wildcard may be no answer to credentials',
      api([a], { headers: ['*'], credentials: 'true' }),
      `${allow}, headers: [x-b], credentials: include`,
      `undecided ${a}`,
    ],
    ['credentials are granted', api([a], { credentials: 'true' }), `${allow}, credentials: include`, 'kept'],
    ['credentials are not granted', api([a]), `${allow}, credentials: include`, `broken ${a}`],
    ['nobody needs credentials', api([a]), `${allow}, credentials: omit`, 'kept'],
    ['credentials under a wildcard', api(['*'], { credentials: 'true' }), `${allow}, credentials: include`, `undecided ${a}`],
    ['a key in a header that is not listed', api([a]), `${allow}, key: header`, `broken ${a}`],
    ['a key in a header that is', api([a], { headers: ['ocp-apim-subscription-key'] }), `${allow}, key: header`, 'kept'],
    ['a key in the URL', api([a]), `${allow}, key: query`, 'kept'],
    ['no key', api([a]), `${allow}, key: none`, 'kept'],
    ['no cors at all', { api: ['B'], methods: ['GET'] }, allow, `broken ${a}`],
    ['another app is let in before by a closed element', { ...api([a]), global: [corsOf([b], { terminate: 'true' })] }, allow, `broken ${a}`],
    ['the element before passes on', { ...api([a]), global: [corsOf([b])] }, `${allow}, call: "PUT /api/x"`, `undecided ${a}`],
    ['the page of a file is no listed one', api([a]), 'allow: "null"', 'broken null'],
    ['the null origin is listed', api(['null']), 'allow: "null"', 'undecided null'],
    ['a value that is not in the repository', api(['{{somewhere}}']), allow, `undecided ${a}`],
    ['a slash at the end', api([`${a}/`]), allow, 'kept'],
    ['an app with several origins', api([a]), 'allow: shop', `broken ${b}`],
  ])('%s', async (_, spec, says, expected) => {
    expect(await resultOf(spec, says, `shop: ["${a}", "${b}"]`)).toBe(expected);
  });
});

describe('whom a clause keeps out may send what policies above the element ask for', () => {
  const token = '<validate-jwt header-name="Authorization"><openid-config url="https://x" /></validate-jwt>';
  const checked = (name: string): string => `<check-header name="${name}" failed-check-httpcode="403"><value>1</value></check-header>`;
  const refusing = (condition: string): string =>
    `<choose><when condition="@(${condition.replaceAll('&', '&amp;').replaceAll('"', '&quot;')})"><return-response><set-status code="403" /></return-response></when></choose>`;
  const unless = (condition: string): string => refusing(`!(context.Request.${condition})`);
  const behind = (checks: readonly string[], headers: readonly string[], after: readonly string[] = []): ServiceSpec => ({
    api: [...checks, corsOf([a], { headers }), ...after, 'B'],
    methods: ['GET'],
  });
  test.each<[string, ServiceSpec, string, string]>([
    ['a token, deny', behind([token], ['*']), `deny: "${a}"`, `broken ${a} authorization`],
    ['a token, only', behind([token], ['authorization']), `only: "${b}"`, `broken ${a} authorization`],
    ['a token, only it', behind([token], ['authorization']), `only: "${a}"`, 'kept'],
    ['a token that the element does not list', behind([token], ['x-a']), 'deny: "*"', 'kept'],
    ['an app sends what the clause says', behind([token], ['*']), allow, `broken ${a}`],
    ['an app that has a token', behind([token], ['*']), `${allow}, headers: [authorization]`, 'kept'],
    ['a header, and what else the clause names', behind([checked('X-T')], ['*']), `deny: "${a}", headers: [x-a]`, `broken ${a} x-a,x-t`],
    ['two headers', behind([checked('x-t'), token], ['*']), `deny: "${a}"`, `broken ${a} x-t,authorization`],
    ['two headers, one not listed', behind([checked('x-t'), token], ['x-t']), `deny: "${a}"`, 'kept'],
    ['what is asked for below is not listed', behind([token], ['authorization'], [checked('x-t')]), `deny: "${a}"`, `broken ${a} authorization`],
    ['a header that a condition asks for', behind([unless(`Headers.GetValueOrDefault("X-T","") == "1"`)], ['*']), `deny: "${a}"`, `broken ${a} x-t`],
    ['one that the element does not list', behind([unless(`Headers.GetValueOrDefault("X-T","") == "1"`)], ['x-a']), `deny: "${a}"`, 'kept'],
    ['a token, by a condition', behind([unless(`Headers.ContainsKey("Authorization")`)], ['*']), `only: "${b}"`, `broken ${a} authorization`],
    [
      'one that a variable takes over',
      behind(
        [`<set-variable name="t" value="@(context.Request.Headers[&quot;X-T&quot;][0])" />`, refusing('(string)context.Variables["t"] != "1"')],
        ['*'],
      ),
      `deny: "${a}"`,
      `broken ${a} x-t`,
    ],
    [
      'one by a method only',
      behind([refusing('context.Request.Method == "GET" && !context.Request.Headers.ContainsKey("x-t")')], ['*']),
      `deny: "${a}"`,
      `broken ${a} x-t`,
    ],
    ['what must not be sent', behind([refusing('context.Request.Headers.ContainsKey("x-t")')], ['*']), `deny: "${a}"`, `broken ${a}`],
    ['an app that does not send what a condition asks for', behind([unless(`Headers.ContainsKey("x-t")`)], ['*']), allow, `broken ${a}`],
    ['an app that does', behind([unless(`Headers.ContainsKey("x-t")`)], ['*']), `${allow}, headers: [x-t]`, 'kept'],
    ['what every browser sends', behind([checked('accept')], ['*']), `deny: "${a}"`, `broken ${a}`],
    [
      'more than is tried',
      behind(
        ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => checked(`x-${one}`)),
        [],
      ),
      'deny: "*"',
      'undecided',
    ],
  ])('%s', async (_, spec, says, expected) => {
    const [found] = await check({ files: filesOf(spec), contracts: `contracts:\n  - ${clause(says)}\n` });
    const { origin, headers } = found?.counterexample?.asked.request ?? { origin: '', headers: [] };
    expect(`${found?.result ?? ''} ${origin} ${headers.map(({ name }) => name).join()}`.trim()).toBe(expected);
  });
});

test.each([
  ['is denied nothing that a <cors> lists', 'deny: "*"', `broken ${a} PROPFIND`],
  ['and no more is allowed than is usual', `${allow}, call: "PROPFIND /api/**"`, 'kept'],
])('an API whose operations are not in the repository: %s', async (_, says, expected) => {
  const { 'apimartifacts/apis/api/specification.json': left, ...files } = filesOf(api([a], { methods: ['PROPFIND'] }, { global: [] }));
  expect(left).toContain('openapi');
  const [found] = await check({ files, contracts: `contracts:\n  - ${clause(says)}\n` });
  const { origin, method } = found?.counterexample?.asked.request ?? { origin: '', method: '' };
  expect(`${found?.result ?? ''} ${origin} ${method}`.trim()).toBe(expected);
});

test('a key that selects no product is told from those of products, and the command that shows it says so', async () => {
  const spec = (inbound: readonly (CorsSpec | 'B')[]): ServiceSpec => ({ ...api([a]), products: { gold: { inbound, required: true } } });
  const told = async (inbound: readonly (CorsSpec | 'B')[]): Promise<string> => {
    const results = await check({ files: filesOf(spec(inbound)), contracts: `contracts:\n  - ${clause(`deny: "${a}", key: query`)}\n` });
    expect(results.map(({ result }) => result)).toEqual(['broken']);
    return contractsText('contracts.yml', results, [], (_, text) => text);
  };
  const own = await told([corsOf([b], { terminate: 'true' }), 'B']);
  expect(own).toMatch(/can call GET \/api\/x with the API’s own key in the URL\n/);
  expect(own).toMatch(/--key query --assume key-of-product=no\n/);
});

describe('a policy that is refused at save is not deployed: nothing is kept by it, and nothing broken', () => {
  const both = api([a, 'https://*.example']);
  test.each<[string, ServiceSpec, string, string]>([
    ['allow, of an origin that it lists', both, allow, `undecided ${a}`],
    ['deny, of one that it does not list', both, `deny: "${b}"`, `undecided ${b}`],
    ['only', both, `only: "${a}"`, `undecided https://another-site.example`],
    ['at the global scope', { global: [corsOf([a, 'https://*.example'])], api: ['B'], methods: ['GET'] }, allow, `undecided ${a}`],
    ['allow, of one that it does not list', both, `allow: "${b}"`, `undecided ${b}`],
    ['deny, of one that it lists', both, `deny: "${a}"`, `undecided ${a}`],
  ])('%s', async (_, spec, says, expected) => {
    expect(await resultOf(spec, says)).toBe(expected);
  });
});

test('the request that shows it is not told as if such a policy were deployed', async () => {
  const [result] = await check({ files: filesOf(api([a, 'https://*.example'])), contracts: `contracts:\n  - ${clause(`allow: "${b}"`)}\n` });
  const explanation = result?.counterexample?.explanation;
  expect([explanation?.verdict, explanation?.reason, explanation?.actual.status]).toEqual(['unknown', null, 'unknown']);
  expect(explanation?.outcomes.map(({ when }) => when.code)).toEqual(['not-saved']);
});

test('the URL of a revision names it', async () => {
  const operations = (id: string): string =>
    ['openapi: 3.0.1', 'info: { title: o, version: "1" }', 'paths:', '  /x:', '    get:', `      operationId: ${id}`, ''].join('\n');
  const of = (id: string, isCurrent: boolean, revision: string): Readonly<Record<string, string>> => ({
    [`apimartifacts/apis/${id}/apiInformation.json`]: JSON.stringify({ properties: { path: 'o', isCurrent, apiRevision: revision } }),
    [`apimartifacts/apis/${id}/specification.yaml`]: operations('get'),
    [`apimartifacts/apis/${id}/policy.xml`]: policy(cors({ origins: isCurrent ? [b] : [a] })),
  });
  const results = await check({
    files: { ...of('o', true, '1'), ...of('o;rev=2', false, '2') },
    contracts: `contracts:\n  - { name: c, deny: "${a}", call: "*" }\n`,
  });
  expect(results.map(({ result, counterexample }) => [result, counterexample?.url])).toEqual([['broken', '/o;rev=2/x']]);
});

describe('answers to errors are read by pages that <on-error> lets read them', () => {
  const writing = (value: string): string[] =>
    within('set-header name="access-control-allow-origin" exists-action="override"', [`<value>${value}</value>`]);
  const onError = (lines: readonly string[]): string[] => rest(['<base />'], lines);
  const included = '<include-fragment fragment-id="browsers" />';
  const fragment = { [fragmentPath]: within('fragment', writing(a)).join('\n') };
  const cut = { [apiPath]: policy(['<base />'], onError([])) };
  const items: readonly [string, Readonly<Record<string, string>>, string, string][] = [
    ['everybody, at the API', { [apiPath]: policy(['<base />'], onError(['<base />', ...writing('*')])) }, 'deny: "*"', 'undecided'],
    ['whoever asks, at the global scope', { [globalPath]: policy([], onError(writing('@(Origin)'))) }, 'deny: "*"', 'undecided'],
    ['one, at the operation', { [operationPath]: policy(['<base />'], onError(writing(a))) }, 'deny: "*"', `undecided ${a}`],
    ['one, in a fragment', { [apiPath]: policy(['<base />'], onError([included])), ...fragment }, 'deny: "*"', `undecided ${a}`],
    [
      'under a condition',
      { [apiPath]: policy([], onError(within('choose', within('when condition="@(x)"', writing(a))))) },
      'deny: "*"',
      'undecided',
    ],
    ['another than is denied', { [apiPath]: policy(['<base />'], onError(writing(a))) }, `deny: "${b}"`, 'kept'],
    ['it may have them', { [apiPath]: policy(['<base />'], onError(writing(a))) }, `only: "${a}"`, 'kept'],
    ['the API inherits nothing', { [globalPath]: policy([], onError(writing('*'))), ...cut }, 'deny: "*"', 'kept'],
    [
      'it is taken out',
      { [apiPath]: policy([], onError(['<set-header name="Access-Control-Allow-Origin" exists-action="delete" />'])) },
      'deny: "*"',
      'kept',
    ],
    ['what is allowed is so all the same', { [apiPath]: policy(cors({ origins: [a] }), onError(writing('*'))) }, `allow: "${a}"`, 'kept'],
  ];
  test.each(items)('%s', async (_, files, says, expected) => {
    const [first] = await check({ files: repository(files), contracts: `contracts:\n  - ${clause(says)}\n` });
    const result = `${first?.result ?? ''} ${first?.counterexample?.asked.request.origin ?? ''}`.trim();
    expect(result).toMatch(new RegExp(`^${expected}`));
    if (expected.startsWith('undecided')) expect(first?.decidedBy).toEqual(first?.counterexample?.errorAnswer);
  });
});

describe('deny and only', () => {
  const other = 'https://another-site.example';
  test.each<[string, ServiceSpec, string, string]>([
    ['nobody is listed', { api: ['B'], methods: ['GET'] }, 'deny: "*"', 'kept'],
    ['somebody is', api([a]), 'deny: "*"', `broken ${a}`],
    ['this one is not', api([a]), `deny: "${b}"`, 'kept'],
    ['this one is', api([a]), `deny: "${a}"`, `broken ${a}`],
    ['everybody is', api(['*']), `deny: "${b}"`, `broken ${b}`],
    ['no port is', api(['http://localhost']), 'deny: "http://localhost:8080"', 'kept'],
    ['a port of the machine', api(['http://localhost:4200']), 'deny: "http://localhost:*"', 'broken http://localhost:4200'],
    ['the default port of the machine', api(['http://localhost']), 'deny: "http://localhost:*"', 'broken http://localhost'],
    ['a port under the other scheme', api(['https://localhost:4200']), 'deny: "http://localhost:*"', 'kept'],
    ['a host below', api(['https://x.y.contoso.com']), 'deny: "https://*.contoso.com"', 'broken https://x.y.contoso.com'],
    ['the host itself is not below it', api(['https://contoso.com']), 'deny: "https://*.contoso.com"', 'kept'],
    ['a host that only ends alike', api(['https://notcontoso.com']), 'deny: "https://*.contoso.com"', 'kept'],
    ['a port below', api(['https://x.contoso.com:8443']), 'deny: "https://*.contoso.com"', 'kept'],
    ['any port below', api(['https://x.contoso.com:8443']), 'deny: "https://*.contoso.com:*"', 'broken https://x.contoso.com:8443'],
    ['the rest of a pattern', api(['*']), 'deny: "https://*.contoso.com"', 'broken https://another-site.contoso.com'],
    ['nobody but these', api([a, b]), `only: ["${a}", "${b}"]`, 'kept'],
    ['one too many', api([a, b]), `only: "${a}"`, `broken ${b}`],
    ['only says nothing of those', api([b]), `only: ["${a}", "${b}"]`, 'kept'],
    ['everybody', api(['*']), `only: "${a}"`, `broken ${other}`],
    ['only everybody', api(['*']), 'only: "*"', 'kept'],
    ['a pattern holds them', api(['https://x.contoso.com']), 'only: "https://*.contoso.com"', 'kept'],
    ['a pattern does not', api(['https://x.fabrikam.com']), 'only: "https://*.contoso.com"', 'broken https://x.fabrikam.com'],
    ['the null origin is somebody', api(['null']), `only: "${a}"`, 'undecided null'],
    ['the null origin is no listed one', api([a]), 'deny: "null"', 'kept'],
    ['a value that may be anybody', api(['{{somewhere}}']), `only: "${a}"`, `undecided ${other}`],
    ['a value that may be this one', api(['{{somewhere}}']), `deny: "${b}"`, `undecided ${b}`],
    ['a value below another host', api(['https://{{name}}.fabrikam.com']), 'deny: "https://*.contoso.com"', 'kept'],
    ['a value below this host', api(['https://{{name}}.contoso.com']), 'deny: "https://*.contoso.com"', 'undecided https://another-site.contoso.com'],
    [
      'a value behind a beginning',
      api(['https://app-{{name}}.contoso.com']),
      'deny: "https://*.contoso.com"',
      'undecided https://app-another-site.contoso.com',
    ],
    ['a value that a pattern holds', api(['https://{{name}}.contoso.com']), 'only: "https://*.contoso.com"', 'kept'],
    ['a value for the port', api(['http://localhost:{{port}}']), 'deny: "http://localhost:*"', 'undecided http://localhost'],
    ['methods that nobody may use', api([a], { methods: ['GET'] }), `deny: "*", call: "PUT /api/x"`, 'kept'],
    ['with a header that is not allowed', api([a]), `deny: "${a}", headers: [x-b]`, 'kept'],
    ['with credentials that are not granted', api([a]), `deny: "${a}", credentials: include`, 'kept'],
    ['the first closed element keeps them out', { ...api([b]), global: [corsOf([a], { terminate: 'true' })] }, `deny: "${b}"`, 'kept'],
  ])('%s', async (_, spec, says, expected) => {
    expect(await resultOf(spec, says)).toBe(expected);
  });
});

describe('a header that is written by hand', () => {
  const evil = 'https://evil.example';
  const write = (...values: readonly string[]): string =>
    `<set-header name='Access-Control-Allow-Origin' exists-action='override'>${values.map((value) => `<value>${value}</value>`).join('')}</set-header>`;
  const writing = (rest: Partial<ServiceSpec>): ServiceSpec => ({ api: ['B'], methods: ['GET'], ...rest });
  const inOutbound = (...items: readonly string[]): ServiceSpec => writing({ outbound: items });
  const reflection = write('@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;))');
  test.each<[string, ServiceSpec, string, string]>([
    ['in outbound, for this one', inOutbound(write(evil)), `deny: "${evil}"`, `broken ${evil}`],
    ['in outbound, for another', inOutbound(write(evil)), `deny: "${b}"`, 'kept'],
    ['in outbound, for one too many', inOutbound(write(evil)), `only: "${a}"`, `broken ${evil}`],
    ['in outbound, for one of a pattern', inOutbound(write(evil)), 'deny: "https://*.example"', `broken ${evil}`],
    ['in outbound, for somebody', inOutbound(write(evil)), 'deny: "*"', `broken ${evil}`],
    ['in outbound, for the app', inOutbound(write(a)), allow, 'kept'],
    ['in outbound, for another than the app', inOutbound(write(evil)), allow, `broken ${a}`],
    ['in outbound, for the null origin', inOutbound(write('null')), 'deny: "null"', 'broken null'],
    ['in outbound, for the null origin among all', inOutbound(write('null')), `only: "${a}"`, 'broken null'],
    ['in outbound, for everybody', inOutbound(write('*')), `only: "${a}"`, 'broken https://another-site.example'],
    ['in outbound, for whoever asks', inOutbound(reflection), `deny: "${b}"`, `broken ${b}`],
    ['in outbound, two values, which no browser takes', inOutbound(write(evil, b)), `deny: ["${evil}", "${b}"]`, 'kept'],
    ['in outbound, a value that is not in the repository', inOutbound(write('{{somewhere}}')), `deny: "${b}"`, `undecided ${b}`],
    [
      'in outbound, under a condition on the origin',
      inOutbound(`<choose><when condition='@(context.Request.Headers.ContainsKey(&quot;Origin&quot;))'>${write(evil)}</when></choose>`),
      `deny: "${evil}"`,
      // Every request by a page of another site has one.
      `broken ${evil}`,
    ],
    [
      'in outbound, under a condition on the answer',
      inOutbound(`<choose><when condition='@(context.Response.StatusCode == 200)'>${write(evil)}</when></choose>`),
      `deny: "${evil}"`,
      `undecided ${evil}`,
    ],
    [
      'in outbound, through a list that a variable is looked up in',
      writing({
        api: ['B', "<set-variable name='from' value='@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;))' />"],
        outbound: [write(`@(new [] { "${a}" }.Contains((string)context.Variables["from"]) ? (string)context.Variables["from"] : "")`)],
      }),
      `only: "${a}"`,
      'kept',
    ],
    ['in inbound, where it goes to the backend', writing({ api: ['B', write(evil)] }), `deny: "${evil}"`, 'kept'],
    [
      'in an answer of the policy itself',
      writing({ api: ['B', `<return-response>${write(evil)}</return-response>`] }),
      `deny: "${evil}"`,
      `broken ${evil}`,
    ],
    [
      'in a fragment of outbound',
      { ...inOutbound("<include-fragment fragment-id='f' />"), fragments: { f: [write(evil)] } },
      `deny: "${evil}"`,
      `broken ${evil}`,
    ],
  ])('%s', async (_, spec, says, expected) => {
    expect(await resultOf(spec, says)).toBe(expected);
  });

  test('the order of the clauses changes nothing', async () => {
    const files = filesOf(inOutbound(write(evil)));
    const clauses = [a, evil, b].map((origin, index) => clause(`deny: "${origin}"`).replace('name: c', `name: c${index}`));
    const results = async (all: readonly string[]): Promise<readonly string[]> =>
      (await check({ files, contracts: `contracts:\n${all.map((one) => `  - ${one}\n`).join('')}` }))
        .map((one) => `${one.clause.name} ${one.result}`)
        .sort();
    expect(await results(clauses)).toEqual(['c0 kept', 'c1 broken', 'c2 kept']);
    expect(await results([...clauses].reverse())).toEqual(['c0 kept', 'c1 broken', 'c2 kept']);
  });
});

describe('patterns, where policies hold values that are not known', () => {
  test.each<[string, readonly string[], string, string]>([
    ['two values in one host', ['https://{{a}}.{{b}}.contoso.com'], 'deny: "https://*.contoso.com"', 'undecided'],
    ['a beginning that ends in the host of the pattern', ['https://shop.contoso{{rest}}'], 'deny: "https://*.contoso.com"', 'undecided'],
    ['an end inside the host of the pattern', ['https://{{name}}oso.com'], 'deny: "https://*.contoso.com"', 'undecided'],
    ['an end beyond the host of the pattern', ['https://{{name}}.eu.contoso.com'], 'deny: "https://*.contoso.com"', 'undecided'],
    ['a port that the pattern does not have', ['https://{{name}}.contoso.com:8443'], 'deny: "https://*.contoso.com"', 'kept'],
    ['a port that it may have', ['https://{{name}}.contoso.com:8443'], 'deny: "https://*.contoso.com:*"', 'undecided'],
    ['the end of a port', ['http://localhost:80{{port}}'], 'deny: "http://localhost:*"', 'undecided'],
    ['both ends of a port', ['http://localhost:4{{port}}0'], 'deny: "http://localhost:*"', 'undecided'],
    ['a name that ends in digits', ['http://{{name}}01'], 'deny: "http://app01:*"', 'undecided'],
    ['a host and a port', ['http://{{host}}:{{port}}'], 'deny: "http://localhost:*"', 'undecided'],
    ['the scheme', ['{{scheme}}://localhost'], 'deny: "http://localhost:*"', 'undecided'],
    ['the scheme and a port', ['{{scheme}}://localhost:4200'], 'deny: "http://localhost:*"', 'undecided'],
    ['another scheme', ['https://{{host}}'], 'deny: "http://localhost:*"', 'kept'],
    ['an address', ['http://127.0.{{x}}'], 'deny: "http://127.0.0.1:*"', 'undecided'],
    ['the other end of an address', ['http://{{x}}.0.0.1'], 'deny: "http://127.0.0.1:*"', 'undecided'],
    ['values that only one origin fits both', ['https://shop{{x}}', 'https://{{y}}.contoso.com'], 'deny: "https://*.contoso.com"', 'undecided'],
    ['all but a pattern, which holds every one that fits', ['https://{{x}}.contoso.com'], 'only: "https://*.contoso.com"', 'kept'],
    ['all but a pattern, which holds some', ['https://{{x}}contoso.com'], 'only: "https://*.contoso.com"', 'undecided'],
    ['all but one port', ['http://localhost:{{port}}'], 'only: "http://localhost:4200"', 'undecided'],
    ['all but every port', ['http://localhost:{{port}}'], 'only: "http://localhost:*"', 'kept'],
    ['all but a domain that stands for nobody', ['*'], 'only: "https://*.example"', 'broken'],
    ['all but a top level', ['https://{{x}}'], 'only: ["https://*.example", "https://*.com"]', 'undecided'],
  ])('%s', async (_, origins, says, expected) => {
    expect((await resultOf(api(origins), says)).split(' ')[0]).toBe(expected);
  });
});

describe('keys and products', () => {
  const inProduct = (required: boolean, origins: readonly string[]): ServiceSpec => ({
    api: ['B'],
    methods: ['GET'],
    products: { starter: { required, inbound: ['B', corsOf(origins, { headers: ['ocp-apim-subscription-key'] })] } },
  });
  test.each<[string, ServiceSpec, string, string]>([
    ['an open product counts without a key', inProduct(false, [a]), allow, 'kept'],
    ['not where another key is sent', inProduct(false, [a]), `${allow}, key: header`, `broken ${a}`],
    ['denied in the open product', inProduct(false, [a]), `deny: "${a}"`, `broken ${a}`],
    ['a product of which a key has to be sent', inProduct(true, [a]), `deny: "${a}"`, `broken ${a}`],
    ['with no key it has no part', inProduct(true, [a]), `deny: "${a}", key: none`, 'kept'],
    ['in the header the preflight is none of its own', inProduct(true, [a]), `deny: "${a}", key: header`, 'kept'],
  ])('%s', async (_, spec, says, expected) => {
    expect(await resultOf(spec, says)).toBe(expected);
  });
});

test('an assumption settles what was undecided', async () => {
  const files = filesOf(api(['*'], { credentials: 'true' }));
  const contracts = `contracts:\n  - { name: c, allow: "${a}", call: "*", credentials: include }\n`;
  const result = async (value: string): Promise<string | undefined> =>
    (await check({ files, contracts, assume: { 'wildcard-origin-with-credentials': value, 'method-names-printed': 'as-asked' } }))[0]?.result;
  expect([await result('echo'), await result('literal')]).toEqual(['kept', 'broken']);
});

describe('a check of what the call itself settles', () => {
  const refuses = (says: string): string =>
    `<choose><when condition="@(${says.replaceAll('"', '&quot;')})"><return-response><set-status code="403" /></return-response></when></choose>`;
  const sets = '<set-query-parameter name="v" exists-action="override"><value>2</value></set-query-parameter>';
  const path = 'context.Request.OriginalUrl.Path';
  test.each<[string, readonly string[], allowed: string, denied: string]>([
    ['the path', [refuses(`${path}.EndsWith("/x")`)], `broken ${a}`, `broken ${a}`],
    ['the path that policies see', [refuses('context.Request.Url.Path.Contains("x")')], `broken ${a}`, `broken ${a}`],
    ['another path', [refuses(`${path}.StartsWith("/other")`)], 'kept', `broken ${a}`],
    ['no product, where there is none', [refuses('context.Product == null')], `broken ${a}`, 'kept'],
    ['a parameter that a policy sets', [sets, refuses('context.Request.Url.Query.GetValueOrDefault("v","") == "2"')], `broken ${a}`, 'kept'],
    ['one that the page may send', [refuses('context.Request.Url.Query.GetValueOrDefault("v","") == "2"')], 'kept', `broken ${a}`],
  ])('%s: an app is let in where none refuses the call, and kept out where one refuses it in any letters', async (_, inbound, allowed, denied) => {
    const files = {
      ...filesOf(api([a], { methods: ['GET'] })),
      'apimartifacts/apis/api/policy.xml': policy([...inbound, ...cors({ origins: [a] })]),
    };
    const resultOfClause = async (says: string): Promise<string> => {
      const [found] = await check({ files, contracts: `contracts:\n  - ${clause(says)}\n` });
      return `${found?.result ?? ''} ${found?.counterexample?.asked.request.origin ?? ''}`.trim();
    };
    expect(await resultOfClause(allow)).toBe(allowed);
    expect(await resultOfClause(`deny: "${a}"`)).toBe(denied);
  });
});

describe('what a check that is written by hand refuses calls nothing', () => {
  const condition = (says: string): string => `@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;) ${says})`;
  const refuses = (says: string): readonly string[] => [
    `<choose><when condition="${condition(says)}"><return-response><set-status code="403" /></return-response></when></choose>`,
  ];
  const letsIn = cors({ origins: ['*'], methods: ['*'] });
  const above = [...refuses(`!= &quot;${a}&quot;`), ...letsIn];
  test.each<[string, readonly string[], string, string]>([
    ['allow, of an origin that passes', above, `allow: "${a}"`, 'kept'],
    ['allow, of another', above, `allow: "${b}"`, `broken ${b}`],
    ['allow, of another that may read the refusal', [...letsIn, ...refuses(`!= &quot;${a}&quot;`)], `allow: "${b}"`, `broken ${b}`],
    ['deny, of an origin that passes', above, `deny: "${a}"`, `broken ${a}`],
    ['deny, of another', above, `deny: "${b}"`, 'kept'],
    ['only', above, `only: "${a}"`, 'kept'],
    ['only, of the one that it refuses', [...refuses(`== &quot;${a}&quot;`), ...letsIn], `only: "${a}"`, 'broken'],
  ])('%s', async (_, inbound, says, expected) => {
    const { 'apimartifacts/apis/api/policy.xml': left, ...files } = filesOf(api([a]));
    expect(left).toContain('cors');
    const all = { ...files, 'apimartifacts/apis/api/policy.xml': policy(inbound) };
    const [found] = await check({ files: all, contracts: `contracts:\n  - ${clause(says)}\n` });
    const breach = found?.counterexample?.asked.request.origin ?? '';
    expect(expected.includes(' ') ? `${found?.result ?? ''} ${breach}` : found?.result).toBe(expected);
    if (found?.result === 'broken' && !says.startsWith('allow')) expect(found.counterexample?.explanation.actual.backendCalled).toBe(true);
  });
});

import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Checks of the page a request comes from that are written by hand: a condition, and an answer or something else that decides. */

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const evil = 'https://evil.example';
const listed = cors({ origins: [app, shop, evil] });
const everybody = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });
const own = (...lines: readonly string[]): Files => ({ [apiPath]: policy([...lines, '<base />']) });
const header = 'context.Request.Headers.GetValueOrDefault("Origin","")';
const refuse = within('return-response', ['<set-status code="403" reason="no" />']);
const quoted = (code: string): string => code.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const when = (condition: string, ...lines: readonly string[]): string[] => within('choose', within(`when condition="${quoted(condition)}"`, lines));
const refusedUnless = (condition: string): string[] => when(`@(!(${condition}))`, ...refuse);
const set = (name: string, value: string): string => `<set-variable name="${name}" value="${quoted(value)}" />`;
const list = (origins: readonly string[]): string => origins.map((one) => `"${one}"`).join(', ');

const namedValueFile = (name: string, value: string): Files => ({
  [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: name, value } }),
});

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });

/** What a finding says, and that no proof is claimed wherever there is a difference. */
async function told(base: Files, head: Files): Promise<readonly string[]> {
  const made = await review(base, head);
  const findings = made.findings.flatMap(({ says }) =>
    says.code === 'origin-check-changed' ? [`${says.given.way}: ${[...says.given.origins].sort().join(' ')}`] : [],
  );
  expect(made.changes).toEqual([]);
  if (made.provenUnchanged) return ['proven', ...findings];
  return findings.length === 0 ? (made.unproven ?? []) : findings;
}

/** Each lets these origins pass. */
const forms: readonly [string, (origins: readonly string[]) => Files][] = [
  ['compared one by one', (all) => own(...listed, ...refusedUnless(all.map((one) => `${header} == "${one}"`).join(' || ')))],
  ['negated', (all) => own(...listed, ...when(`@(${all.map((one) => `${header} != "${one}"`).join(' && ')})`, ...refuse))],
  [
    'in <otherwise>',
    (all) =>
      own(
        ...listed,
        ...within('choose', [
          `<when condition="${quoted(`@(${all.map((one) => `${header} == "${one}"`).join(' || ')})`)}" />`,
          ...within('otherwise', refuse),
        ]),
      ),
  ],
  ['nested', (all) => own(...listed, ...all.reduce<string[]>((inner, one) => when(`@(${header} != "${one}")`, ...inner), refuse))],
  ['a list', (all) => own(...listed, ...refusedUnless(`new [] { ${list(all)} }.Contains(${header})`))],
  ['a list by index', (all) => own(...listed, ...refusedUnless(`Array.IndexOf(new string[] { ${list(all)} }, ${header}) >= 0`))],
  [
    'a list in a variable',
    (all) => own(...listed, set('all', all.join(',')), ...refusedUnless(`((string)context.Variables["all"]).Split(',').Contains(${header})`)),
  ],
  [
    'the answer in a variable',
    (all) =>
      own(
        ...listed,
        set('known', `@(new string[] { ${list(all)} }.Any(one => one == ${header}))`),
        ...when('@(!(bool)context.Variables["known"])', ...refuse),
      ),
  ],
  [
    'a variable set by a condition',
    (all) =>
      own(
        ...listed,
        set('deny', 'true'),
        ...when(`@(new string[] { ${list(all)} }.Contains(${header}))`, set('deny', 'false')),
        ...when('@(context.Variables.GetValueOrDefault("deny", "true") == "true")', ...refuse),
      ),
  ],
  [
    'a pattern',
    (all) => own(...listed, ...refusedUnless(`Regex.IsMatch(${header}, "^(${all.map((one) => one.replaceAll('.', '[.]')).join('|')})$")`)),
  ],
  [
    'the host, cut out',
    (all) => own(...listed, ...refusedUnless(`new [] { ${list(all.map((one) => one.slice(8)))} }.Contains(${header}.Split('/').Last())`)),
  ],
  ['the end of it', (all) => own(...listed, ...refusedUnless(all.map((one) => `${header}.EndsWith("${one.slice(7)}")`).join(' || ')))],
  [
    'in a fragment',
    (all) => ({
      ...own(...listed, '<include-fragment fragment-id="browsers" />'),
      [fragmentPath]: `<fragment>${refusedUnless(`new [] { ${list(all)} }.Contains(${header})`).join('')}</fragment>`,
    }),
  ],
  ['in the global policy', (all) => ({ ...own(...listed), [globalPath]: policy(refusedUnless(`new [] { ${list(all)} }.Contains(${header})`)) })],
  [
    'in the outbound section',
    (all) => ({ [apiPath]: policy([...listed, '<base />'], rest(['<base />', ...refusedUnless(`new [] { ${list(all)} }.Contains(${header})`)])) }),
  ],
  [
    'a <check-header> under a condition',
    (all) =>
      own(
        ...listed,
        ...when(
          `@(${header} != "https://other.contoso.com")`,
          ...within(
            'check-header name="Origin" failed-check-httpcode="403"',
            all.map((one) => `<value>${one}</value>`),
          ),
        ),
      ),
  ],
];

describe.each(forms)('a check of the origin by hand, %s', (_, of) => {
  test('one web app less or more is told by name, and whatever comes to the same is proven', async () => {
    const [one, both] = [of([app]), of([app, shop])];
    expect(await told(both, one)).toEqual([`refused: ${shop}`]);
    expect(await told(one, both)).toEqual([`passed: ${shop}`]);
    expect(await told(both, of([shop, app]))).not.toContain(`passed: ${shop}`);
  });
});

/** Each way to write one check is the same as each other. */
describe('another way to write a check that comes to the same is proven', () => {
  const [, plain] = forms[0] ?? ['', (): Files => ({})];
  const alike = forms.slice(1).filter(([name]) => !/outbound|<check-header>|index/.test(name));
  test.each(alike)('%s', async (_, of) => {
    expect(await told(plain([app, shop]), of([app, shop]))).toEqual(['proven']);
    expect(await told(of([app, shop]), plain([app, shop]))).toEqual(['proven']);
  });
});

/** What is compared stands in no file: expressions put it together. */
describe('an origin that is put together from parts is told by name', () => {
  const code = (text: string): Files => own(...everybody, ...when(text, ...refuse));
  const also = (other: string): Files => code(`@(${header} != "${app}" && ${header} != ${other})`);
  const reflected = (condition: string): Files => ({
    [apiPath]: policy(
      ['<base />'],
      rest([
        '<base />',
        ...when(
          `@(${condition})`,
          ...within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${quoted(`@(${header})`)}</value>`]),
        ),
      ]),
    ),
  });
  const evilCom = 'https://evil.com';
  test.each<[string, Files]>([
    ['added up', also('"https://ev" + "il.com"')],
    ['added up, piece by piece', also('"https://" + "ev" + "il" + "." + "com"')],
    ['string.Concat', also('string.Concat("https://ev", "il.com")')],
    ['string.Format', also('string.Format("https://{0}.{1}", "evil", "com")')],
    ['string.Join', also('string.Join(".", new [] { "https://evil", "com" })')],
    ['interpolated, with a local variable', code(`@{ var n = "evil"; return ${header} != "${app}" && ${header} != $"https://{n}.com"; }`)],
    ['cut out', also('"xxhttps://evil.com".Substring(2)')],
    ['cut up', also("\"no|https://evil.com#no\".Split('#')[0].Split('|')[1]")],
    ['replaced', also('"https://EV.com".Replace("EV", "evil")')],
    ['behind another condition', code(`@(${header} != "${app}" && !(${header}.EndsWith(".com") && ${header} == "https://ev" + "il.com"))`)],
  ])('%s', async (_, head) => {
    const base = code(`@(${header} != "${app}")`);
    expect(await told(base, head)).toEqual([`passed: ${evilCom}`]);
    expect(await told(head, base)).toEqual([`refused: ${evilCom}`]);
    expect(await told(head, { ...head, [operationPath]: policy(['<base />', '<!-- new -->']) })).toEqual(['proven']);
  });

  test.each<[string, string]>([
    ['added up', '"https://ev" + "il.com"'],
    ['string.Format', 'string.Format("https://{0}.com", "evil")'],
    ['cut out', '"xxhttps://evil.com".Substring(2)'],
  ])('reflected, %s', async (_, other) => {
    const [base, head] = [reflected(`${header} == "${app}"`), reflected(`${header} == "${app}" || ${header} == ${other}`)];
    const made = await review(base, head);
    expect(made.provenUnchanged).toBe(false);
    const origins = made.findings.flatMap(({ says }) => (says.code === 'origin-check-changed' ? says.given.origins : []));
    expect(origins).toEqual([evilCom]);
  });
});

describe('whom a <cors> for everybody lets in, and a condition no longer refuses', () => {
  const only = (condition: string): Files => own(...everybody, ...refusedUnless(condition));
  test.each<[string, Files, Files, string, string]>([
    ['the check goes', only(`${header} == "${app}"`), own(...everybody), 'error', 'any other website can now pass the origin check of orders'],
    [
      'it compares carelessly',
      only(`${header}.EndsWith(".contoso.com")`),
      only(`${header}.EndsWith("contoso.com")`),
      'error',
      'web apps that no policy names can now pass the origin check of orders',
    ],
    ['a check comes', own(...everybody), only(`${header} == "${app}"`), 'warning', 'can no longer pass the origin check of orders'],
    [
      'it goes at one operation',
      { ...own(...everybody), [operationPath]: policy(['<base />', ...refusedUnless(`${header} == "${app}"`)]) },
      { ...own(...everybody), [operationPath]: policy(['<base />']) },
      'error',
      'any other website can now pass the origin check of orders',
    ],
  ])('%s', async (_, base, head, severity, title) => {
    const made = await review(base, head);
    const [cause] = rootCauses(made).filter(({ findings }) => findings[0]?.rule === 'origin-check-changed');
    expect([cause?.severity, cause === undefined ? '' : causeTitle(cause)]).toEqual([severity, expect.stringContaining(title)]);
    expect(made.provenUnchanged).toBe(false);
  });
});

/** Nobody wrote these down, and a check that is loosened lets them through. */
describe('origins that no policy names are told as such', () => {
  const only = (condition: string): Files => own(...everybody, ...refusedUnless(condition));
  const exact = only(`${header} == "${app}"`);
  const suchAs = async (base: Files, head: Files): Promise<readonly string[]> => {
    const made = await review(base, head);
    expect(made.provenUnchanged).toBe(false);
    return made.findings.flatMap(({ says, severity }) =>
      says.code === 'origin-check-changed' && says.given.isSuch === true ? [`${severity} ${says.given.way} ${says.given.origins.join(' ')}`] : [],
    );
  };
  test.each<[string, string, string]>([
    ['by http', `new Uri(${header}).Host == "app.contoso.com"`, 'http://app.contoso.com'],
    ['by another port', `Regex.IsMatch(${header}, "^https://app[.]contoso[.]com(:[0-9]+)?$")`, 'https://app.contoso.com:8443'],
    ['under its name', `Regex.IsMatch(${header}, "^https://([a-z]+[.])?app[.]contoso[.]com$")`, 'https://attacker.app.contoso.com'],
    ['by a longer name', `${header}.StartsWith("${app}")`, 'https://app.contoso.com.attacker.example'],
  ])('%s', async (_, condition, origin) => {
    const found = await suchAs(exact, only(condition));
    expect(found.map((one) => one.replace(/^\w+ /, ''))).toContain(`passed ${origin}`);
    // Nobody misses them, and it is no proof either.
    const back = await suchAs(only(condition), exact);
    expect(back.filter((one) => !one.startsWith('info refused'))).toEqual([]);
  });

  test('one that fits a pattern is no name that stands in the policy', async () => {
    const head = only(`Regex.IsMatch(${header}, "^https://[a-z]+[.]contoso[.]com$")`);
    const { findings } = await review(exact, head);
    const given = findings.flatMap(({ says }) => (says.code === 'origin-check-changed' ? [says.given] : []));
    expect(given.length).toBeGreaterThan(0);
    for (const { isSuch, origins } of given) expect(isSuch === true || !origins.join().includes('attacker')).toBe(true);
    // A name that somebody wrote is told by itself.
    const own = await review(exact, only(`${header} == "${app}" || ${header} == "https://attacker.contoso.com"`));
    expect(
      own.findings.flatMap(({ says }) => (says.code === 'origin-check-changed' && says.given.isSuch !== true ? says.given.origins : [])),
    ).toEqual(['https://attacker.contoso.com']);
  });

  test.each<[string, Files]>([
    ['== "null"', only(`${header} == "${app}" || ${header} == "null"`)],
    ['a list', only(`new [] { "${app}", "null" }.Contains(${header})`)],
    ['!= "null"', own(...everybody, ...when(`@(${header} != "${app}" && ${header} != "null")`, ...refuse))],
  ])('null, which * may let in: %s', async (_, head) => {
    expect(await told(exact, head)).toEqual(['passed: null']);
    expect(await told(head, exact)).toEqual(['refused: null']);
    const [finding] = (await review(exact, head)).findings.filter(({ rule }) => rule === 'origin-check-changed');
    expect(finding?.severity).toBe('warning');
  });
});

/** A `<cors>` that says nothing of it may pass on requests of origins that it does not list. */
describe('what holds under another reading than the leaning is told as well', () => {
  const first = cors({ origins: [app], attributes: '' });
  const second = cors({ origins: [app, shop], attributes: '' });
  const of = (...check: readonly string[]): Files => ({ ...own(...first), [globalPath]: policy([...second, ...check]) });
  test.each<[string, string]>([
    ['compared', `@(${header} == "${shop}")`],
    ['negated', `@(!(${header} == "${app}"))`],
    ['a list', `@(new [] { "${shop}", "${evil}" }.Contains(${header}))`],
  ])('%s', async (_, condition) => {
    const checked = of(...when(condition, ...refuse));
    expect(await told(of(), checked)).toEqual([`refused: ${shop}`]);
    expect(await told(checked, of())).toEqual([`passed: ${shop}`]);
    const [finding] = (await review(of(), checked)).findings.filter(({ rule }) => rule === 'origin-check-changed');
    expect(finding?.severity).toBe('warning');
  });
});

describe('what else a condition on the page decides: nothing is proven where it differs', () => {
  const isApp = `@(${header} == "${app}")`;
  const isEither = `@(${header} == "${app}" || ${header} == "${evil}")`;
  /** Whom these refuse is not known: that it is not as before is a finding. */
  const maybeRefused = new Set(['a token is asked for', 'addresses', 'a limit', 'another service', 'a call that nobody follows', 'the referer']);
  /** These answer instead of the backend. */
  const byName = new Map([['an answer that is made up, for some methods', [`refused: ${evil}`, `passed: ${evil}`] as const]]);
  test.each<[string, (condition: string) => Files]>([
    ['to which backend it goes', (one) => own(...listed, ...when(one, '<set-backend-service base-url="https://inner.contoso.com" />'))],
    ['the path', (one) => own(...listed, ...when(one, '<rewrite-uri template="/secret" />'))],
    ['the method', (one) => own(...listed, ...when(one, '<set-method>GET</set-method>'))],
    ['a header that the backend trusts', (one) => own(...listed, ...when(one, ...within('set-header name="X-Trusted"', ['<value>1</value>'])))],
    ['a token is asked for', (one) => own(...listed, ...when(one, '<validate-jwt header-name="Authorization" />'))],
    ['addresses', (one) => own(...listed, ...when(one, ...within('ip-filter action="allow"', ['<address>10.0.0.1</address>'])))],
    ['a limit', (one) => own(...listed, ...when(one, '<rate-limit calls="1" renewal-period="60" />'))],
    [
      'an answer that is made up, for some methods',
      (one) => own(...listed, ...when(one, ...when('@(context.Request.Method == "PUT")', '<mock-response />'))),
    ],
    [
      'the status of the answer',
      (one) => ({ [apiPath]: policy([...listed, '<base />'], rest(['<base />', ...when(one, '<set-status code="500" />')])) }),
    ],
    ['the body', (one) => ({ [apiPath]: policy([...listed, '<base />'], rest(['<base />', ...when(one, '<set-body>none</set-body>')])) })],
    [
      'errors',
      (one) => ({ [apiPath]: policy([...listed, '<base />'], rest(['<base />'], ['<base />', ...when(one, '<set-status code="200" />')])) }),
    ],
    [
      'a backend that is worked out',
      (one) => own(...listed, `<set-backend-service base-url="${quoted(one.replace('@(', '@((').concat(' ? "https://a" : "https://b")'))}" />`),
    ],
    [
      'what is retried',
      (one) => ({
        [apiPath]: policy(
          [...listed, '<base />'],
          rest([...within(`retry condition="${quoted(one)}" count="3" interval="1"`, ['<forward-request />'])]),
        ),
      }),
    ],
    [
      'another service',
      (one) =>
        own(
          ...listed,
          ...within('send-request mode="new" response-variable-name="answer"', [
            '<set-url>https://check.contoso.com</set-url>',
            `<set-body>${quoted(one)}</set-body>`,
          ]),
          ...when('@(((IResponse)context.Variables["answer"]).StatusCode != 200)', ...refuse),
        ),
    ],
    ['a call that nobody follows', (one) => own(...listed, ...when(one.replace('@(', '@(Known(').concat(')'), ...refuse))],
    ['the referer', (one) => own(...listed, ...when(one.replaceAll('"Origin"', '"Referer"'), ...refuse))],
  ])('%s', async (name, of) => {
    const [there, back] = maybeRefused.has(name) ? ['untold: ', 'untold: '] : (byName.get(name) ?? ['met-otherwise', 'met-otherwise']);
    expect(await told(of(isApp), of(isEither))).toEqual([there]);
    expect(await told(of(isEither), of(isApp))).toEqual([back]);
    expect(await told(of(isApp), { ...of(isApp), [operationPath]: policy(['<base />', '<!-- new -->']) })).toEqual(['proven']);
  });
});

/** A request has one method, and one operation: each is asked for by its own. */
describe('a check of some requests only is told with the operations that it is about', () => {
  const only = (condition: string, of: string): string[] => when(`@(${header} != "${app}" && ${condition}${of})`, ...refuse);
  const put = 'apimartifacts/apis/orders/specification.yaml';
  const api = [
    'openapi: 3.0.1',
    'info: { title: orders, version: "1" }',
    'paths:',
    '  /orders:',
    '    get: { operationId: get-order, responses: { "200": { description: ok } } }',
    '    put: { operationId: put-order, responses: { "200": { description: ok } } }',
  ].join('\n');
  const of = (...lines: readonly string[]): Files => ({ ...own(...everybody, ...lines), [put]: api });
  async function toldAt(base: Files, head: Files): Promise<readonly string[]> {
    const made = await review(base, head);
    expect(made.provenUnchanged).toBe(false);
    return made.findings.flatMap(({ says, severity }) =>
      says.code === 'origin-check-changed'
        ? [`${severity} ${says.given.way} ${says.given.origins.join(' ')} ${says.given.targets.flatMap(({ operations }) => operations).join(' ')}`]
        : [],
    );
  }
  test.each<[string, string]>([
    ['its method', 'context.Request.Method == "PUT"'],
    ['its method in a list', 'new [] { "PUT", "PATCH" }.Contains(context.Request.Method)'],
    ['its operation', 'context.Operation.Id == "put-order"'],
  ])('by %s', async (_, condition) => {
    expect(await toldAt(of(...only(condition, '')), of())).toEqual(['error passed * put-order']);
    expect(await toldAt(of(), of(...only(condition, '')))).toEqual(['warning refused * put-order']);
  });

  test('the check moves from one method to another', async () => {
    const [base, head] = ['PUT', 'GET'].map((name) => of(...only('context.Request.Method == ', `"${name}"`)));
    expect(await toldAt(base ?? {}, head ?? {})).toEqual(['error passed * put-order', 'warning refused * get-order']);
  });

  test('a header that requests choose themselves', async () => {
    const checked = of(...only('context.Request.Headers.GetValueOrDefault("X-Key", "") == ""', ''));
    expect(await toldAt(checked, of())).toEqual(['error passed * get-order put-order']);
  });

  test('no operation has the method', async () => {
    const made = await review(of(...only('context.Request.Method == "DELETE"', '')), of());
    expect([made.findings.filter(({ rule }) => rule === 'origin-check-changed'), made.provenUnchanged]).toEqual([[], true]);
  });
});

describe('conditions on something else are no checks of the origin', () => {
  const method = (name: string): Files => own(...listed, ...when(`@(context.Request.Method == "${name}")`, ...refuse));
  const token = (status: number): Files =>
    own(
      ...listed,
      ...within('send-request mode="new" response-variable-name="answer"', ['<set-url>https://check.contoso.com</set-url>']),
      ...when(`@(((IResponse)context.Variables["answer"]).StatusCode != ${status})`, ...refuse),
    );
  test.each<[string, Files, Files]>([
    ['a method', method('PUT'), method('DELETE')],
    ['what another service says', token(200), token(204)],
    [
      'beside a check that stays',
      own(...listed, ...refusedUnless(`${header} == "${app}"`)),
      own(...listed, ...refusedUnless(`${header} == "${app}"`), '<trace source="a">b</trace>'),
    ],
    [
      'a list that moves into a named value',
      own(...listed, ...refusedUnless(`"${app},${shop}".Split(',').Contains(${header})`)),
      { ...own(...listed, ...refusedUnless(`"{{apps}}".Split(',').Contains(${header})`)), ...namedValueFile('apps', `${app},${shop}`) },
    ],
    [
      'one that no <cors> lets in',
      own(...cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' }), ...refusedUnless(`${header} == "${app}"`)),
      own(
        ...cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' }),
        ...refusedUnless(`${header} == "${app}" || ${header} == "${evil}"`),
      ),
    ],
  ])('%s', async (_, base, head) => {
    expect(await told(base, head)).toEqual(['proven']);
  });

  test('a list in a named value that grows is told', async () => {
    const of = (value: string): Files => ({
      ...own(...listed, ...refusedUnless(`"{{apps}}".Split(',').Contains(${header})`)),
      ...namedValueFile('apps', value),
    });
    expect(await told(of(app), of(`${app},${evil}`))).toEqual([`passed: ${evil}`]);
  });
});

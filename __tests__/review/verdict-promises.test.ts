import type { Explanation } from '../../src/explain/explanation.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  headerVersioned,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reportedTrace } from '../../src/report/trace-sentences.js';
import { messageOf, titleOf } from '../report/said.js';
import { app, ask as asked, header, messages, review, scan, type Files, type Asked } from '../asking.js';

/** What the verdicts promise, one block a sentence: kinds, each in other words, scopes and orders. */

const shop = 'https://shop.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const ends = ' terminate-unmatched-request="true"';
const token = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);
const setHeader = (name: string, value: string): string[] =>
  within(`set-header name="${name}" exists-action="override"`, [`<value>${value}</value>`]);
const letsIn = (value: string): string[] => setHeader('Access-Control-Allow-Origin', value);
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));
const put = operationPath.replace('get-', 'put-');

const ask: typeof asked = (files, request, more, assume) => asked(files, { method: 'PUT', ...request }, more, assume);
const told = (explanation: Explanation): string => explanationText(explanation, unpainted).replace(/\s+/g, ' ');
const rules = ({ findings }: Review): readonly string[] => findings.map(({ rule }) => rule);
const lost = ({ changes }: Review): readonly string[] =>
  changes.flatMap(({ targets, origins }) =>
    origins
      .filter(({ changes: parts }) => parts.some((one) => one.what === 'access' && one.lost.length > 0))
      .flatMap(({ origin }) => targets.flatMap(({ operations }) => operations.map((id) => `${origin} ${id}`))),
  );

describe('access is that of the operation’s own method', () => {
  const listing = (methods: readonly string[], origins = [app]): string[] => cors({ origins, methods, attributes: ends });
  test.each<[string, Files, Files, readonly string[]]>([
    [
      'PUT is no longer listed, at the API',
      { [apiPath]: policy(listing(['GET', 'PUT'])) },
      { [apiPath]: policy(listing(['GET'])) },
      [`${app} put-order`],
    ],
    ['GET is not, at the global policy', { [globalPath]: policy(listing(['*'])) }, { [globalPath]: policy(listing(['PUT'])) }, [`${app} get-order`]],
    [
      'DELETE is not, and no operation has it',
      { [apiPath]: policy(listing(['GET', 'PUT', 'DELETE'])) },
      { [apiPath]: policy(listing(['GET', 'PUT'])) },
      [],
    ],
    [
      'of a POST operation GET is not',
      { ...ordersSpecification(['post']), [apiPath]: policy(listing(['GET', 'POST'])) },
      { ...ordersSpecification(['post']), [apiPath]: policy(listing(['POST'])) },
      [],
    ],
  ])('%s', async (_, base, head, expected) => {
    const made = await review(base, head);
    expect(lost(made)).toEqual(expected);
    expect(made.changes.flatMap(({ targets }) => targets.flatMap(({ operations }) => operations)).every((id) => expected.join().includes(id))).toBe(
      true,
    );
  });
});

describe('who ends a request, with which status, and whether the backend is called, is said per reading', () => {
  test.each<[string, Files, number, string]>([
    [
      'the <cors> stands above the token check',
      { [apiPath]: policy([...cors({ origins: [shop], attributes: '' }), ...token, '<base />']) },
      200,
      'validate-jwt is not reached',
    ],
    [
      'the <cors> is inherited above it',
      { [globalPath]: policy(cors({ origins: [shop], attributes: '' })), [apiPath]: policy(['<base />', ...token]) },
      200,
      'validate-jwt is not reached',
    ],
    [
      'the check stands above',
      { [apiPath]: policy([...token, ...cors({ origins: [shop], attributes: '' }), '<base />']) },
      401,
      'validate-jwt ends the request before any <cors> runs',
    ],
  ])('%s', async (_, files, status, words) => {
    const explanation = await ask(files, { method: 'GET' });
    expect([explanation.actual.status, explanation.actual.backendCalled]).toEqual([status, false]);
    expect(told(explanation)).toContain(words);
    const other = await ask(files, { method: 'GET' }, {}, 'terminate-unmatched-default: "false"');
    expect(other.actual.status).toBe(401);
  });
});

describe('a block says which <cors> was passed over, and one element is never said to decide and not to count', () => {
  const global = policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="false"' }));
  const second = (attributes: string): string => policy(['<base />', ...cors({ origins: [shop], attributes })]);
  const third = policy(['<base />', ...cors({ origins: [app], methods: ['PUT'], attributes: ends })]);
  test.each<[string, Files, string]>([
    ['the second ends it', { [globalPath]: global, [apiPath]: second(ends), [put]: third }, apiPath],
    ['the second ends it by default', { [globalPath]: global, [apiPath]: second(''), [put]: third }, apiPath],
    [
      'all pass it on but the last',
      { [globalPath]: global, [apiPath]: second(' terminate-unmatched-request="false"'), [put]: third.replaceAll(app, 'https://d.contoso.com') },
      put,
    ],
  ])('%s', async (_, files, path) => {
    const explanation = await ask(files);
    expect([explanation.verdict, explanation.preflight.decidedBy?.path]).toEqual(['blocked', path]);
    const texts = reportedTrace(explanation.trace.filter(({ phase }) => phase !== 'request')).map((one) => `${one.path} ${one.text}`);
    expect(texts.map((text) => /<cors> (\d of \d)/.exec(text)?.[1])).toEqual(['1 of 3', '2 of 3', '3 of 3']);
    expect(texts.find((text) => text.startsWith(path))).not.toContain('passes it on');
  });
});

describe('versions: a request that does not carry its version does not reach the API, and one in a header needs a preflight', () => {
  test.each<[string, Files, string]>([
    ['the API alone', {}, 'blocked'],
    ['a global <cors> that may answer', { [globalPath]: policy(cors({ origins: [app] })) }, 'unknown'],
    ['the global one for others', { [globalPath]: policy(cors({ origins: [shop] })) }, 'blocked'],
  ])('a simple GET is no exception: %s', async (_, files, verdict) => {
    const explanation = await ask({ ...headerVersioned(), [apiPath]: policy(cors({ origins: [app] })), ...files }, { method: 'GET' });
    expect([explanation.verdict, explanation.preflight.sent]).toEqual([verdict, true]);
  });
});

describe('navigations are not held against CORS, and are ended by a <cors> that ends requests of unlisted origins', () => {
  test.each<[string, Files, boolean]>([
    ['at the API', { [apiPath]: policy([...cors({ origins: [app], attributes: ends }), '<base />']) }, true],
    ['inherited', { [globalPath]: policy(cors({ origins: [app], attributes: '' })), [apiPath]: policy(['<base />']) }, true],
    ['passed on', { [apiPath]: policy(cors({ origins: [app] })) }, false],
  ])('%s', async (_, files, isEnded) => {
    const saml = ordersSpecification(['post']);
    const explanation = await ask({ ...files, ...saml }, { origin: 'https://login.example', method: 'POST' }, { mode: 'navigate' });
    expect([explanation.actual.backendCalled, explanation.reason]).toEqual([!isEnded, null]);
  });
});

describe('fragments answer preflights; a missing key’s 401 is bare there and decorated inline', () => {
  const inFragment = (lines: readonly string[]): Files => ({ [fragmentPath]: within('fragment', lines).join('\n') });
  const include = '<include-fragment fragment-id="browsers" />';
  const own = cors({ origins: [app] });
  test.each<[string, Files, string]>([
    ['a fragment at the API', { ...inFragment(own), [apiPath]: policy([include, '<base />']) }, 'blocked'],
    ['a fragment at the global policy', { ...inFragment(own), [globalPath]: policy([include]), [apiPath]: policy(['<base />']) }, 'blocked'],
    ['inline at the API', { [apiPath]: policy([...own, '<base />']) }, 'allowed'],
    ['inline at the global policy', { [globalPath]: policy(own), [apiPath]: policy(['<base />']) }, 'allowed'],
  ])('%s', async (_, files, keyless) => {
    expect((await ask(files)).preflight.status).toBe(200);
    const explanation = await ask(files, { method: 'GET' }, { key: 'none' });
    expect([explanation.verdict, explanation.actual.status]).toEqual([keyless, 401]);
  });
});

describe('open products need no key and no words about keys', () => {
  test.each<[string, Files, Asked]>([
    ['at the product alone', {}, {}],
    ['with headers', {}, { headers: [header('authorization')] }],
    ['below a global <cors> that passes on', { [globalPath]: policy(cors({ origins: [portal] })) }, {}],
  ])('%s', async (_, files, request) => {
    const explanation = await ask({ ...product(policy([...cors({ origins: [app] }), '<base />']), false), ...files }, request);
    expect(explanation.verdict).toBe('allowed');
    expect(told(explanation)).not.toMatch(/\bkey\b/);
  });
});

describe('the methods of a list may be printed as the policy has them', () => {
  const patch = ordersSpecification(['patch']);
  const listed = (methods: readonly string[]): Files => ({ ...patch, [apiPath]: policy(cors({ origins: [app], methods })) });
  test.each<[string, Files, string, string]>([
    ['patch', listed(['patch']), 'method-names-ignore-case: "yes", method-names-printed: as-written', 'blocked'],
    ['patch, as asked for', listed(['patch']), 'method-names-ignore-case: "yes", method-names-printed: as-asked', 'allowed'],
    ['patch, with case', listed(['patch']), 'method-names-ignore-case: "no"', 'blocked'],
    ['PATCH', listed(['GET', 'PATCH']), 'method-names-printed: as-written', 'allowed'],
  ])('%s', async (_, files, assume, verdict) => {
    expect((await ask(files, { method: 'PATCH' }, {}, assume)).verdict).toBe(verdict);
  });
});

describe('reflection by data flow is found, and a sound check is not reported', () => {
  const origin = '@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;none&quot;))';
  const variable = (name: string): string => `<set-variable name="${name}" value="${origin}" />`;
  const read = (name: string): string => `@((string)context.Variables[&quot;${name}&quot;])`;
  test.each<[string, Files, string | null]>([
    ['through a variable', { [apiPath]: policy(['<base />', variable('o')], rest(['<base />', ...letsIn(read('o'))])) }, 'reflected-origin'],
    [
      'a variable of the global policy, written at the operation',
      { [globalPath]: policy([variable('who')]), [operationPath]: policy(['<base />'], rest(['<base />', ...letsIn(read('who'))])) },
      'reflected-origin',
    ],
    [
      'a fragment',
      {
        [fragmentPath]: within('fragment', letsIn(origin)).join('\n'),
        [apiPath]: policy(['<base />'], rest(['<base />', '<include-fragment fragment-id="browsers" />'])),
      },
      'reflected-origin',
    ],
    ['on-error alone', { [apiPath]: policy(['<base />'], rest(['<base />'], ['<base />', ...letsIn(origin)])) }, 'reflected-origin'],
    ['beside a <cors>', { [apiPath]: policy([...cors({ origins: [app] }), '<base />'], rest(['<base />', ...letsIn(origin)])) }, 'reflected-origin'],
    [
      'a loose check',
      {
        [apiPath]: policy(
          ['<base />'],
          rest([
            '<base />',
            ...when(
              `@(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;).Contains(&quot;contoso.com&quot;))`,
              letsIn(origin),
            ),
          ]),
        ),
      },
      'loose-origin-match',
    ],
    [
      'a list of whole origins',
      {
        [apiPath]: policy(
          ['<base />'],
          rest([
            '<base />',
            ...when(
              `@(new [] { &quot;${app}&quot; }.Contains(context.Request.Headers.GetValueOrDefault(&quot;Origin&quot;,&quot;&quot;)))`,
              letsIn(origin),
            ),
          ]),
        ),
      },
      null,
    ],
  ])('%s', async (_, files, rule) => {
    const found = rules(await scan(files)).filter((one) => one === 'reflected-origin' || one === 'loose-origin-match');
    expect(found).toEqual(rule === null ? [] : [rule]);
  });
});

describe('Access-Control-* deleted in outbound, and Origin handed on to a backend', () => {
  const deletion = '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />';
  const own = [...cors({ origins: [app] }), '<base />'];
  test.each<[string, Files, string]>([
    ['always deleted, at the API', { [apiPath]: policy(own, rest(['<base />', deletion])) }, 'unknown'],
    ['always deleted, at the global policy', { [globalPath]: policy([], rest([deletion])), [apiPath]: policy(own) }, 'unknown'],
    [
      'only the backend’s other headers',
      { [apiPath]: policy(own, rest(['<base />', '<set-header name="Access-Control-Expose-Headers" exists-action="delete" />'])) },
      'allowed',
    ],
  ])('%s: open where it may take the header of <cors> away', async (_, files, verdict) => {
    const explanation = await ask(files);
    expect(explanation.verdict).toBe(verdict);
    if (verdict === 'unknown') expect((await ask(files, {}, {}, 'hand-written-beside-cors: replaces')).verdict).toBe('blocked');
  });

  test('a backend that gets the Origin may refuse it: explain says so, and nothing where it is deleted behind the <cors>', async () => {
    expect(told(await ask({ [apiPath]: policy(own) }))).toContain('The backend gets the header Origin');
    const kept = policy([...own, '<set-header name="Origin" exists-action="delete" />']);
    expect(told(await ask({ [apiPath]: kept }))).not.toContain('The backend gets the header Origin');
  });
});

describe('what is refused at save is said to deploy nothing, and is repaired', () => {
  const global = { [globalPath]: policy([]) };
  test.each<[string, Files, string]>([
    ['a wildcard in an origin', { ...global, [apiPath]: policy(cors({ origins: [app, 'https://*.contoso.com'] })) }, 'invalid-origin'],
    ['the same in the global policy', { [globalPath]: policy(cors({ origins: ['https://*.contoso.com', app] })) }, 'invalid-origin'],
    ['<inbound> inside <inbound>', { ...global, [apiPath]: policy(within('inbound', cors({ origins: [app] }))) }, 'refused-at-save'],
    [
      'a second <cors> in one section',
      { ...global, [apiPath]: policy([...cors({ origins: [app] }), ...cors({ origins: [app] })]) },
      'duplicate-cors',
    ],
  ])('%s', async (_, files, rule) => {
    const made = await scan(files);
    const found = made.findings.filter((one) => one.rule === rule);
    expect(found.map(messageOf).join()).toMatch(/refuses? to save/);
    expect(found.flatMap(({ suggestions }) => suggestions).length).toBeGreaterThan(0);
    expect((await ask(files)).verdict).toBe('unknown');
  });

  test('a malformed policy is refused at save: its rows do not say "at most no method"', async () => {
    const made = await review(
      { [apiPath]: policy(cors({ origins: [app] })) },
      { [apiPath]: policy(cors({ origins: [app] })).replace('</inbound>', '</inbond>') },
    );
    expect(rules(made)).toContain('malformed-policy');
    expect(JSON.stringify(rootCauses(made).map(({ loses }) => loses))).toBe('[[]]');
  });
});

describe('taking <base /> away names the inherited policies that no longer run', () => {
  const limits = [...token, '<rate-limit calls="5" renewal-period="60" />'];
  const own = cors({ origins: [app] });
  test.each<[string, Files, Files, readonly string[]]>([
    [
      'at the API',
      { [globalPath]: policy(limits), [apiPath]: policy(['<base />', ...own]) },
      { [globalPath]: policy(limits), [apiPath]: policy(own) },
      ['validate-jwt', 'rate-limit'],
    ],
    [
      'at the operation, what the API and the global policy hold',
      {
        [globalPath]: policy(['<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>']),
        [apiPath]: policy(['<base />', ...token]),
        [put]: policy(['<base />', ...own]),
      },
      {
        [globalPath]: policy(['<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>']),
        [apiPath]: policy(['<base />', ...token]),
        [put]: policy(own),
      },
      ['ip-filter', 'validate-jwt'],
    ],
    [
      'in a fragment of the global policy',
      {
        [fragmentPath]: within('fragment', token).join('\n'),
        [globalPath]: policy(['<include-fragment fragment-id="browsers" />']),
        [apiPath]: policy([...own, '<base />']),
      },
      {
        [fragmentPath]: within('fragment', token).join('\n'),
        [globalPath]: policy(['<include-fragment fragment-id="browsers" />']),
        [apiPath]: policy(own),
      },
      ['validate-jwt'],
    ],
  ])('%s', async (_, base, head, names) => {
    const text = messages(await review(base, head), 'inherited-policies-dropped');
    for (const name of names) expect(text).toContain(`<${name}>`);
  });

  test('a repair of ours that takes it away says so, and is not safe', async () => {
    const made = await scan({
      [globalPath]: policy([...cors({ origins: [portal], attributes: ends }), ...limits]),
      [apiPath]: policy(['<base />', ...own]),
    });
    const dropping = made.findings.flatMap(({ suggestions }) => suggestions.filter(({ keepsInheritedPolicies }) => !keepsInheritedPolicies));
    expect(dropping.every(({ isSafe }) => !isSafe)).toBe(true);
    expect(made.findings.flatMap(({ suggestions }) => suggestions).some(({ isSafe }) => isSafe)).toBe(true);
  });
});

describe('policy-before-cors speaks of a fragment before <base /> only where it holds what refuses', () => {
  const include = '<include-fragment fragment-id="browsers" />';
  const global = { [globalPath]: policy(cors({ origins: [app] })) };
  test.each<[string, readonly string[], boolean]>([
    ['a token check', token, true],
    ['a limit under a condition', when('@(true)', ['<rate-limit calls="1" renewal-period="1" />']), false],
    ['a variable', ['<set-variable name="a" value="b" />'], false],
    ['a trace and a header', ['<trace source="a"><message>b</message></trace>', ...setHeader('X-A', '1')], false],
  ])('%s', async (_, lines, isTold) => {
    const made = await scan({ ...global, [fragmentPath]: within('fragment', lines).join('\n'), [apiPath]: policy([include, '<base />']) });
    expect(rules(made).includes('policy-before-cors')).toBe(isTold);
  });
});

describe('`null` is told apart from `*` only where somebody’s access differs', () => {
  const own = (origins: readonly string[]): Files => ({ [apiPath]: policy(cors({ origins, attributes: ends })) });
  test.each<[string, Files, Files, readonly string[]]>([
    ['a named origin more', own([app]), own([app, shop]), [shop]],
    ['a named origin less', own([app, shop]), own([app]), [shop]],
    ['everybody', own([app]), own(['*']), ['*', 'null']],
    ['nobody any more', own(['*']), own([app]), ['*', 'null']],
  ])('%s', async (_, base, head, origins) => {
    const made = await review(base, head);
    expect([...new Set(made.changes.flatMap((change) => change.origins.map(({ origin }) => origin)))].filter((one) => one !== app).sort()).toEqual(
      [...origins].sort(),
    );
  });
});

describe('a sentence about several origins never gives one of them another’s condition', () => {
  const own = cors({ origins: [app, shop] });
  const inFragment = { [fragmentPath]: within('fragment', own).join('\n') };
  const include = '<include-fragment fragment-id="browsers" />';
  // Of the first the default decides; the second is listed by what answers first, which lacks its method.
  const global = (attributes: string): string => policy(cors({ origins: [portal, shop], methods: ['GET'], attributes }));
  test.each<[string, Files, Files]>([
    [
      'at the API',
      { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...own]) },
      { [globalPath]: global(''), [apiPath]: policy(['<base />', ...own]) },
    ],
    [
      'the own one in a fragment',
      { ...inFragment, [globalPath]: policy([]), [apiPath]: policy(['<base />', include]) },
      { ...inFragment, [globalPath]: global(''), [apiPath]: policy(['<base />', include]) },
    ],
    [
      'in the other order',
      { [globalPath]: global(''), [apiPath]: policy([...own, '<base />']) },
      { [globalPath]: global(''), [apiPath]: policy(['<base />', ...own]) },
    ],
  ])('%s', async (_, base, head) => {
    const made = await review(base, head);
    const harms = made.findings.flatMap(({ says }) => (says.code === 'inherited-cors-decides' ? says.given.harms : []));
    const asks = ({ holding }: (typeof harms)[number]): readonly string[] =>
      holding.when === 'sometimes' ? holding.readings.map(({ question }) => question) : [];
    expect(
      harms
        .filter(({ origins }) => origins.includes(app))
        .map(asks)
        .flat(),
    ).toContain('terminate-unmatched-default');
    expect(harms.filter(({ origins }) => origins.includes(app) && origins.includes(shop))).toEqual([]);
  });
});

describe('explain offers the repair that scan and review offer, whichever header is asked for', () => {
  const files = (own: readonly string[]): Files => ({
    [globalPath]: policy(cors({ origins: [portal], attributes: ends })),
    [apiPath]: policy(['<base />', ...own]),
  });
  test.each<[string, Files]>([
    ['shadowed by a global list', files(cors({ origins: [app], headers: ['authorization', 'x-a'] }))],
    [
      'no <base />',
      {
        ...ordersApi({ subscriptionRequired: false }),
        [globalPath]: policy(cors({ origins: [app], headers: ['authorization', 'x-a'] })),
        [apiPath]: policy([]),
      },
    ],
    ['in a condition', { [apiPath]: policy(['<base />', ...when('@(true)', cors({ origins: [app], headers: ['authorization', 'x-a'] }))]) }],
  ])('%s', async (_, at) => {
    const asked = await Promise.all([[], [header('authorization')], [header('x-a')]].map((headers) => ask(at, { headers })));
    const titles = asked.map(({ suggestion }) => (suggestion === null ? null : titleOf(suggestion)));
    expect(new Set(titles).size).toBe(1);
    const offered = (await scan(at)).findings.flatMap(({ suggestions }) => suggestions.map(titleOf));
    expect(offered).toContain(titles[0]);
  });
});

describe('a named origin that had access and loses it by an inherited <cors> is an error by its rule, in a fragment too', () => {
  const own = cors({ origins: [app] });
  const include = '<include-fragment fragment-id="browsers" />';
  const fragment = { [fragmentPath]: within('fragment', own).join('\n') };
  const global = policy(cors({ origins: [portal], attributes: '' }));
  test.each<[string, Files]>([
    ['inline at the API', { [apiPath]: policy(['<base />', ...own]) }],
    ['in a fragment at the API', { ...fragment, [apiPath]: policy(['<base />', include]) }],
    ['in a fragment at the operation', { ...fragment, [put]: policy(['<base />', include]) }],
  ])('%s', async (_, files) => {
    const made = await review({ ...files, [globalPath]: policy([]) }, { ...files, [globalPath]: global });
    const found = made.findings.filter(({ rule }) => rule === 'inherited-cors-decides');
    expect([made.conclusion, found.map(({ severity }) => severity)]).toEqual(['fail', ['error']]);
    expect(found.flatMap(({ suggestions }) => suggestions).some(({ isSafe }) => isSafe)).toBe(true);
  });

  test.each<[string, Files, Files]>([
    ['inline in the global policy', { [globalPath]: policy(own) }, { [apiPath]: policy(['<set-variable name="a" value="b" />']) }],
    ['in a fragment of it', { ...fragment, [globalPath]: policy([include]) }, { [apiPath]: policy(['<set-variable name="a" value="b" />']) }],
    ['at an operation', { ...fragment, [globalPath]: policy([include]) }, { [put]: policy(['<set-variable name="a" value="b" />']) }],
  ])('a broader <cors> that is no longer inherited: %s', async (_, files, cut) => {
    const made = await review(files, { ...files, ...cut });
    const found = made.findings.filter(({ rule }) => rule === 'cors-not-inherited');
    expect([made.conclusion, found.map(({ severity }) => severity)]).toEqual(['fail', ['error']]);
    expect(found.flatMap(({ suggestions }) => suggestions).some(({ isSafe }) => isSafe)).toBe(true);
  });

  test('an operation that takes OPTIONS, beside a <cors> in a fragment', async () => {
    const options = { ...ordersSpecification(['get', 'put', 'options']), ...fragment, [apiPath]: policy([include, '<base />']) };
    const shadowing = rules(await scan({ ...options, [operationPath.replace('get-', 'options-')]: policy(['<return-response />']) }));
    expect(shadowing).toContain('options-operation-shadows-cors');
  });

  test('a fragment above <base /> decides first, and is none', async () => {
    const files = { ...fragment, [apiPath]: policy([include, '<base />']) };
    expect(rules(await review({ ...files, [globalPath]: policy([]) }, { ...files, [globalPath]: global }))).not.toContain('inherited-cors-decides');
  });
});

test('APIs without a policy of their own, of which one asks for no key, are told by their own metadata', async () => {
  const own = { ...ordersApi({ subscriptionRequired: false }), [apiPath]: policy(cors({ origins: [app] })) };
  expect((await ask(own, { method: 'GET' }, { key: 'none' })).actual.status).toBe('backend');
});

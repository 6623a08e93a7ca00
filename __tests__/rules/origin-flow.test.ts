import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  policy,
  product,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import type { Finding } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const whole = `@(${origin})`;
const header = (value: string, action = 'override'): string[] =>
  within(`set-header name="Access-Control-Allow-Origin" exists-action="${action}"`, [`<value>${value}</value>`]);
const credentials = within('set-header name="Access-Control-Allow-Credentials" exists-action="override"', ['<value>true</value>']);
const variable = (name: string, value: string): string => `<set-variable name="${name}" value="${value}" />`;
const recalled = (name: string): string => `@((string)context.Variables["${name}"])`;
const when = (condition: string, lines: readonly string[], otherwise: readonly string[] = []): string[] =>
  within('choose', [...within(`when condition="${condition}"`, lines), ...(otherwise.length === 0 ? [] : within('otherwise', otherwise))]);
const fragment = (lines: readonly string[], path = fragmentPath): Files => ({ [path]: [...within('fragment', lines), ''].join('\n') });
const include = '<include-fragment fragment-id="browsers" />';
const outbound = (lines: readonly string[], onError: readonly string[] = ['<base />']): string[] => rest(['<base />', ...lines], onError);
const api = (inbound: readonly string[], sections?: string[]): Files => ({ [apiPath]: policy(['<base />', ...inbound], sections) });
const put = operationPath.replace('get-order', 'put-order');

async function found(files: Files, assume: ReadonlyMap<string, string> = new Map()): Promise<readonly Finding[]> {
  const { findings } = await scanTree(memoryTree(repository(files)), { settings: { ...defaultSettings, assume }, today: '2026-01-01' });
  return findings.filter(({ rule }) => rule === 'reflected-origin' || rule === 'loose-origin-match');
}

/** `severity rule file:line operations`, the operations only where they are not all of the API's. */
function told({ severity, rule, path, line, targets }: Finding): string {
  const short = path.replace('apimartifacts/', '').replace('apis/orders/', '').replace('/policy.xml', '');
  const some = targets.filter((target) => target.operations.length < target.operationsInApi).flatMap((target) => target.operations);
  return [severity, rule, `${short}:${line}`, ...some].join(' ');
}

const reflected = (place: string): string => `error reflected-origin ${place}`;

test.each<[fact: string, files: Files, findings: readonly string[]]>([
  ['in outbound', api([], outbound(header(whole))), [reflected('policy.xml:10')]],
  ['a wildcard that is worked out, in an <origin>', api(cors({ origins: ['@("*")'] })), [reflected('policy.xml:6')]],
  [
    'a wildcard in a variable, in an <origin>',
    api([variable('all', '*'), ...cors({ origins: ['@((string)context.Variables["all"])'] })]),
    [reflected('policy.xml:7')],
  ],
  ['in outbound and on-error: one finding', api([], outbound(header(whole), header(whole))), [reflected('policy.xml:10')]],
  ['on-error alone', api([], rest(['<base />'], header(whole))), [reflected('policy.xml:12')]],
  ['in the global policy', { [globalPath]: policy([], outbound(header(whole))), ...api([]) }, [reflected('policy.xml:9')]],
  ['in one operation', { ...api([]), [put]: policy(['<base />'], outbound(header(whole))) }, [reflected('operations/put-order:10 put-order')]],
  [
    'on errors of one operation',
    { ...api([]), [put]: policy(['<base />'], rest(['<base />'], header(whole))) },
    [reflected('operations/put-order:12 put-order')],
  ],
  ['in a product', { ...api([]), ...product(policy(['<base />'], outbound(header(whole)))) }, [reflected('products/starter:10')]],
  ['on errors in a product', { ...api([]), ...product(policy(['<base />'], rest(['<base />'], header(whole)))) }, [reflected('products/starter:12')]],
  ['in an answer of inbound', api(within('return-response', header(whole))), [reflected('policy.xml:5')]],
  ['in an answer of on-error', api([], rest(['<base />'], within('return-response', header(whole)))), [reflected('policy.xml:13')]],
  [
    'in the answer to preflights alone',
    api(when('@(context.Request.Method == "OPTIONS")', within('return-response', header(whole)))),
    [reflected('policy.xml:7')],
  ],
  ['in a request of its own, it is none', api(within('send-request mode="new"', header(whole))), []],
  ['in inbound, it goes to the backend', api(header(whole)), []],
  ['through a variable', api([variable('o', whole)], outbound(header(recalled('o')))), [reflected('policy.xml:11')]],
  [
    'through three variables, in another order of scopes',
    {
      [globalPath]: policy([variable('a', whole)]),
      [apiPath]: policy(['<base />', variable('b', recalled('a'))], outbound(header(recalled('c')))),
      [put]: policy(['<base />', variable('c', recalled('b'))]),
    },
    [reflected('policy.xml:11 put-order')],
  ],
  [
    'by GetValueOrDefault of a variable',
    api([variable('o', whole)], outbound(header('@(context.Variables.GetValueOrDefault<string>("o", "https://app.contoso.com"))'))),
    [reflected('policy.xml:11')],
  ],
  [
    'through the variable of a fragment',
    { ...fragment([variable('o', whole)]), ...api([include], outbound(header(recalled('o')))) },
    [reflected('policy.xml:11')],
  ],
  ['in a fragment of outbound', { ...fragment(header(whole)), ...api([], outbound([include])) }, [reflected('policy fragments/browsers:2')]],
  [
    'in a fragment of on-error, under a condition',
    { ...fragment(header(whole)), ...api([], rest(['<base />'], when('@(context.Response.StatusCode == 401)', [include]))) },
    [reflected('policy fragments/browsers:2')],
  ],
  [
    'in a fragment that a fragment includes',
    {
      ...fragment(['<include-fragment fragment-id="inner" />']),
      ...fragment(header(whole), fragmentPath.replace('browsers', 'inner')),
      ...api([], outbound([include])),
    },
    [reflected('policy fragments/inner:2')],
  ],
  ['in a fragment that only inbound includes, it is none', { ...fragment(header(whole)), ...api([include]) }, []],
  ['beside a cors that lets others pass', api(cors({ origins: ['https://app.contoso.com'] }), outbound(header(whole))), [reflected('policy.xml:21')]],
  [
    'behind a cors that ends requests of others',
    api(cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="true"' }), outbound(header(whole))),
    [],
  ],
  [
    'behind a cors that ends them, in the global policy',
    {
      [globalPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="true"' })),
      ...api([], outbound(header(whole))),
    },
    [],
  ],
  [
    'where the cors that ends them is not inherited',
    {
      [globalPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="true"' })),
      [apiPath]: policy([], outbound(header(whole))),
    },
    [reflected('policy.xml:9')],
  ],
  [
    'beside a cors whose attribute is not written',
    api(cors({ origins: ['https://app.contoso.com'], attributes: '' }), outbound(header(whole))),
    [reflected('policy.xml:21')],
  ],
  [
    'behind a cors for all',
    api(cors({ origins: ['*'], attributes: ' terminate-unmatched-request="true"' }), outbound(header(whole))),
    [reflected('policy.xml:21')],
  ],
  ['as the origin of a cors', api(cors({ origins: [whole] })), [reflected('policy.xml:6')]],
  ['as the origin of a cors, through a variable', api([variable('o', whole), ...cors({ origins: [recalled('o')] })]), [reflected('policy.xml:7')]],
  ['a cors whose expression checks', api(cors({ origins: [`@(${origin} == "https://app.contoso.com" ? ${origin} : "")`] })), []],
  [
    'a cors whose expression checks loosely',
    api(cors({ origins: [`@(${origin}.EndsWith("contoso.com") ? ${origin} : "")`] })),
    ['error loose-origin-match policy.xml:6'],
  ],
  ['appended', api([], outbound(header(whole, 'append'))), [reflected('policy.xml:10')]],
  ['written where there is none yet', api([], outbound(header(whole, 'skip'))), [reflected('policy.xml:10')]],
  ['replaced by a fixed one later', api([], outbound([...header(whole), ...header('https://app.contoso.com')])), []],
  ['deleted later', api([], outbound([...header(whole), '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />'])), []],
  [
    'replaced for some requests',
    api([], outbound([...header(whole), ...when('@(context.Request.Method == "PUT")', header('https://app.contoso.com'))])),
    [reflected('policy.xml:10')],
  ],
  ['under a condition that is always false', api([], outbound(when('@(false)', header(whole)))), []],
  [
    'under a check of choose',
    api([], outbound(when(`@(${origin} == "https://app.contoso.com")`, header(whole), header('https://www.contoso.com')))),
    [],
  ],
  [
    'in the other branch of a check',
    api([], outbound(when(`@(${origin} == "https://app.contoso.com")`, header('https://app.contoso.com'), header(whole)))),
    [reflected('policy.xml:17')],
  ],
  [
    'under a check that a variable keeps',
    api(
      [variable('ok', `@(new[] { "https://app.contoso.com" }.Contains(${origin}))`)],
      outbound(when('@((bool)context.Variables["ok"])', header(whole))),
    ),
    [],
  ],
  [
    'a variable that is set for listed origins alone',
    api(
      when(`@(${origin} == "https://app.contoso.com")`, [variable('o', whole)]),
      outbound(header('@(context.Variables.GetValueOrDefault<string>("o", ""))')),
    ),
    [],
  ],
  [
    'a list in another variable',
    api(
      [variable('list', 'https://app.contoso.com,https://www.contoso.com')],
      outbound(header(`@(((string)context.Variables["list"]).Split(',').Contains(${origin}) ? ${origin} : "")`)),
    ),
    [],
  ],
  [
    'a list in another variable, searched as a text',
    api(
      [variable('list', 'https://app.contoso.com,https://www.contoso.com')],
      outbound(header(`@(((string)context.Variables["list"]).Contains(${origin}) ? ${origin} : "")`)),
    ),
    ['error loose-origin-match policy.xml:11'],
  ],
  [
    'a check of preflights, and none of the rest',
    api(
      [
        variable('o', whole),
        ...when(
          '@(context.Request.Method == "OPTIONS" && ((string)context.Variables["o"]).EndsWith(".azurewebsites.net"))',
          within('return-response', header(recalled('o'))),
        ),
      ],
      outbound(header(recalled('o'))),
    ),
    ['error loose-origin-match policy.xml:8', reflected('policy.xml:20')],
  ],
  [
    'a list for each API in a fragment, which answers preflights, and one that writes the rest',
    {
      ...fragment([
        variable(
          'o',
          `@{ var o = ${origin}; string[] a; switch (context.Api.Id) { case "x": a = new[] { "https://a.contoso.com" }; break; default: return ""; } if (a.Contains(o)) { return o; } return ""; }`,
        ),
        ...when(
          '@(context.Request.Method == "OPTIONS")',
          when(
            '@(!string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("o", "")))',
            within('return-response', header(recalled('o'))),
            within('return-response', ['<set-status code="403" />']),
          ),
        ),
      ]),
      ...fragment(
        when('@(!string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("o", "")))', header(recalled('o'))),
        fragmentPath.replace('browsers', 'answers'),
      ),
      ...api([include], outbound(['<include-fragment fragment-id="answers" />'])),
    },
    [],
  ],
  [
    'others are refused in inbound',
    api(when(`@(${origin} != "https://app.contoso.com")`, within('return-response', ['<set-status code="403" />'])), outbound(header(whole))),
    [],
  ],
  [
    'others are refused in inbound, loosely',
    api(when(`@(!${origin}.EndsWith("contoso.com"))`, within('return-response', ['<set-status code="403" />'])), outbound(header(whole))),
    ['error loose-origin-match policy.xml:17'],
  ],
  [
    'others are refused by check-header, and told so on-error',
    api(within('check-header name="Origin" failed-check-httpcode="403"', ['<value>https://app.contoso.com</value>']), outbound(header(whole))),
    [],
  ],
  [
    'a variable that a cache gives',
    api(['<cache-lookup-value key="o" variable-name="o" />'], outbound(header(recalled('o')))),
    ['info reflected-origin policy.xml:11'],
  ],
  [
    'a variable of a fragment that is not here',
    api([variable('o', 'https://app.contoso.com'), include], outbound(header(recalled('o')))),
    ['info reflected-origin policy.xml:12'],
  ],
  [
    'the header Origin is taken away before',
    api(['<set-header name="Origin" exists-action="delete" />'], outbound(header(whole))),
    ['info reflected-origin policy.xml:11'],
  ],
  [
    'a document that cannot be read comes before',
    { [globalPath]: '<policies><inbound>', ...api([variable('o', 'x')], outbound(header(recalled('o')))) },
    ['info reflected-origin policy.xml:11'],
  ],
])('%s', async (_, files, findings) => {
  expect((await found(files)).map(told)).toEqual(findings);
});

test('what it says: errors, credentials, the default, and the reading it needs', async () => {
  const withDefault = '@(context.Request.Headers.GetValueOrDefault("Origin", "http://localhost:3000"))';
  const says = async (files: Files): Promise<string[]> => (await found(files)).map(messageOf);
  expect(await says(api([], outbound(header(withDefault), header(withDefault))))).toEqual([
    'This answers every origin with itself: any website may read the answers. The default in it is for requests without an origin; it checks nothing.',
  ]);
  expect(await says(api([], rest(['<base />'], [...header(whole), ...credentials])))).toEqual([
    'This answers every origin with itself on errors: any website may read these answers, also those to its visitors’ credentials.',
  ]);
  expect(await says(api(cors({ origins: ['https://app.contoso.com'], attributes: ' allow-credentials="true"' }), outbound(header(whole))))).toEqual([
    'This answers every origin with itself: any website may read the answers if terminate-unmatched-request defaults to false.',
  ]);
  expect(await says(api(cors({ origins: [`@(${origin}.EndsWith("contoso.com") ? ${origin} : "")`] })))).toEqual([
    'This <origin>, if API Management evaluates it at all, lets in origins that are not meant: https://attackercontoso.com, which others can register, is answered with itself, and its pages may read the answers.',
  ]);
});

test('what is assumed of the default settles whether others come to it', async () => {
  const files = api(cors({ origins: ['https://app.contoso.com'], attributes: '' }), outbound(header(whole)));
  const settled = async (value: string): Promise<string[]> => (await found(files, new Map([['terminate-unmatched-default', value]]))).map(messageOf);
  expect(await settled('true')).toEqual([]);
  expect(await settled('false')).toEqual(['This answers every origin with itself: any website may read the answers.']);
});

test('a finding stays the same one when lines move, and is a new one in another section', async () => {
  const prints = async (files: Files): Promise<string[]> => (await found(files)).map(({ fingerprint }) => fingerprint);
  const [before] = await prints(api([], outbound(header(whole))));
  expect(await prints(api(['<!-- a comment -->', variable('x', 'y')], outbound(header(whole))))).toEqual([before]);
  expect(await prints(api([], outbound(header(whole), header(whole))))).not.toEqual([before]);
});

test('named values of the service are put in', async () => {
  const value = (name: string, text: string): Files => ({
    [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({
      properties: { displayName: name, secret: false, value: text },
    }),
  });
  const checked = `@("{{allowed}}".Contains(${origin}) ? ${origin} : "")`;
  const [finding] = await found({ ...api([], outbound(header(checked))), ...value('allowed', 'https://app.contoso.com;https://b.example') });
  expect(finding?.says).toMatchObject({ code: 'loose-origin-match', given: { origin: 'https://app.contoso.co' } });
});

describe('what has no value here decides nothing', () => {
  const chosen = (condition: string): Files =>
    api(when(condition, [variable('o', `@(${origin})`)]), outbound(header('@((string)context.Variables.GetValueOrDefault("o", ""))')));
  test.each([
    '@({{open}} == "yes")',
    '@({{count}} == 0)',
    '@({{a}} == {{b}})',
    '@(!{{closed}})',
    '@($"{{region}}" == "west")',
    '@(unknown == 0)',
    '@(some.thing == "x")',
  ])('a branch under %s may be taken', async (condition) => {
    expect(await found(chosen(condition))).not.toEqual([]);
  });
  test.each(['@(1 == 0)', '@("a" == "b")'])('a branch under %s is not', async (condition) => {
    expect(await found(chosen(condition))).toEqual([]);
  });
});

describe('what takes too many steps is told', () => {
  const branches = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => when(`@(context.Request.Headers.ContainsKey("X-${index}"))`, [variable(`v${index}`, 'a')])).flat();
  const sum = (count: number): string => Array.from({ length: count }, (_, index) => `(string)context.Variables["v${index}"]`).join(' + ');
  test.each<[string, Files]>([
    ['twenty conditions that requests decide, and whose values count', api(branches(20), outbound(header(`@(${sum(20)})`)))],
    ['fifty conditions that requests decide', api(branches(50), outbound(header(`@(${sum(50)})`)))],
    ['a loop without an end', api([], outbound(header(`@{ while (1 == 1) { } return ${origin}; }`)))],
    ['a pattern that tries everything', api([], outbound(header(`@(Regex.IsMatch("${'a'.repeat(60)}!", "^(a+)+$") ? ${origin} : "")`)))],
    [
      'an <origin> behind more conditions than are followed',
      api([
        ...Array.from({ length: 60 }, (_, index) => when(`@(unknown${index})`, [variable('o', `@(${origin})`)])).flat(),
        ...cors({ origins: ['@((string)context.Variables["o"])'] }),
      ]),
    ],
    ['a text that doubles', api([], outbound(header(`@{ var s = ${origin}; ${'s = s + s; '.repeat(60)} return s; }`)))],
  ])('%s', async (_, files) => {
    const all = await found(files);
    expect(all.map(({ rule, severity, says }) => [rule, severity, says])).toEqual([
      ['reflected-origin', 'error', { code: 'reflected-origin.unknown', given: { isTooLong: true } }],
    ]);
  });

  test('conditions that are not known, each in a document of its own, come to an end', async () => {
    const apis = Array.from({ length: 60 }, (_, index): Files => {
      const path = `apimartifacts/apis/api${index}`;
      return {
        [`${path}/apiInformation.json`]: JSON.stringify({ properties: { path: `p${index}` } }),
        [`${path}/policy.xml`]: policy(['<base />', ...branches(15)], outbound(header(`@(${sum(15)})`))),
      };
    });
    const all = await found(Object.assign({}, ...apis));
    expect(all.map(({ severity }) => severity)).toEqual(apis.map(() => 'error'));
  });

  test('conditions that make no difference are passed over', async () => {
    const many = [...branches(200), variable('o', whole), ...when('@((string)context.Variables["v1"] == "a")', [variable('w', recalled('v2'))])];
    expect((await found(api(many, outbound(header(recalled('o')))))).map(({ rule }) => rule)).toEqual(['reflected-origin']);
    const ending = Array.from({ length: 30 }, (_, index) =>
      when(`@(context.Request.Headers.ContainsKey("X-${index}"))`, within('return-response', ['<set-status code="400" />'])),
    ).flat();
    const all = await found(api(ending, outbound(header(whole))));
    expect(all.map(({ severity }) => severity)).toEqual(['error']);
  });

  test('a thousand APIs under one policy are one finding', async () => {
    const apis = Array.from({ length: 1000 }, (_, index) => [
      `apimartifacts/apis/api${index}/apiInformation.json`,
      JSON.stringify({ properties: { path: `p${index}` } }),
    ]);
    const all = await found({ [globalPath]: policy([], outbound(header(whole))), ...Object.fromEntries(apis) });
    expect(all.map(told)).toEqual([reflected('policy.xml:9')]);
  });
});

/** The trees of public reports, where they are at hand. */
const reports = join(__dirname, '../../../shared/data/reports');

(existsSync(reports) ? test : test.skip).each<[tree: string, findings: readonly string[]]>([
  ['23-reflect', ['error reflected-origin crud/policy.xml:10']],
  [
    '14-options-by-hand/base',
    [
      'error loose-origin-match configuration/policy.xml:9',
      'error reflected-origin configuration/policy.xml:27',
      'warning options-branch-never-runs configuration/policy.xml:6',
    ],
  ],
])('the tree of a report: %s', async (tree, expected) => {
  const folder = join(reports, tree);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
  const files = Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
  expect(findings.map(({ severity, rule, path, line }) => `${severity} ${rule} ${path.replace('apimartifacts/apis/', '')}:${line}`)).toEqual(
    expected,
  );
});

describe('a condition of one way, or of one API, is not told of another', () => {
  const listed = cors({ origins: ['https://app.contoso.com'], attributes: '' });
  const stock = (text: string): Files => ({
    'apimartifacts/apis/stock/apiInformation.json': '{"properties":{"displayName":"Stock","path":"stock"}}',
    'apimartifacts/apis/stock/policy.xml': text,
  });
  test('a preflight that is answered before the <cors>', async () => {
    const answer = when('@(context.Request.Method == &quot;OPTIONS&quot;)', within('return-response', header(whole)));
    const [finding] = await found(api([...answer, ...listed]));
    expect(finding === undefined ? null : messageOf(finding)).not.toContain('terminate-unmatched-request');
  });
  const behind = (own: readonly string[], other: readonly string[]): Files => ({
    [globalPath]: policy([], outbound(header(whole), [])),
    [apiPath]: policy(['<base />', ...own]),
    ...stock(policy(['<base />', ...other])),
  });
  test('two APIs, each with a <cors> that may end it', async () => {
    const [finding] = await found(behind(listed, listed));
    expect(finding === undefined ? null : messageOf(finding)).toContain('if terminate-unmatched-request defaults to false');
  });
  test.each([
    ['first', listed, []],
    ['last', [], listed],
  ])('two APIs, the %s with a <cors>', async (_, own, other) => {
    const [finding] = await found(behind(own, other));
    expect(finding === undefined ? null : messageOf(finding)).toMatch(/^This answers every origin with itself: any website may read [^.]*\.$/);
    expect(finding === undefined ? null : messageOf(finding)).not.toContain('terminate-unmatched-request');
    expect(new Set(finding?.targets.map((target) => target.api))).toEqual(new Set(['orders', 'stock']));
  });
});

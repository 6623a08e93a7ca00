import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { unpainted } from '../../src/report/paint.js';
import { reportText } from '../../src/report/text.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };
const [app, hosted, local] = ['https://app.contoso.com', 'https://shop.azurewebsites.net', 'http://localhost:4200'];
const portal = 'https://contoso.developer.azure-api.net';
const api = (id: string, text: string): Files => ({
  [`apimartifacts/apis/${id}/apiInformation.json`]: JSON.stringify({ properties: { displayName: id, path: id, subscriptionRequired: false } }),
  [`apimartifacts/apis/${id}/policy.xml`]: text,
});
/** An API that needs a key and has these methods. */
const withMethods = (id: string, specification: string, text: string): Files => ({
  ...api(id, text),
  [`apimartifacts/apis/${id}/apiInformation.json`]: JSON.stringify({ properties: { displayName: id, path: id, subscriptionRequired: true } }),
  [`apimartifacts/apis/${id}/specification.yaml`]: specification,
});
const withOptions = Object.values(ordersSpecification(['get', 'put', 'options']))[0] ?? '';
const bad = ['shop.contoso.com', 'https://*.a.contoso.com', 'https://b.contoso.com/x', 'https://c.contoso.com?d', 'contoso'];

/** Files, the rule that finds something in them, in how many findings, and the title of the one cause. */
const cases: readonly (readonly [name: string, files: Files, rule: string, findings: number, title: RegExp])[] = [
  [
    'one origin at two scopes',
    { [globalPath]: policy(cors({ origins: [app, hosted] })), [operationPath]: policy(cors({ origins: [hosted] })) },
    'shared-hosting-origin',
    2,
    /^https:\/\/shop\.azurewebsites\.net is on shared hosting, and may call orders$/,
  ],
  [
    'two origins of one kind, one of which stands in two lists',
    { [globalPath]: policy(cors({ origins: [app, local, 'http://localhost:3000'] })), [apiPath]: policy(cors({ origins: [app, local] })) },
    'loopback-origin',
    3,
    /^2 web apps of any machine may call orders$/,
  ],
  ['origins of one list that cannot be saved', { [apiPath]: policy(cors({ origins: [app, ...bad] })) }, 'invalid-origin', 5, /refused at save/],
  ['every origin beside another', { [apiPath]: policy(cors({ origins: [app, '*'] })) }, 'wildcard-mixed', 1, /^any other website may call orders$/],
  [
    'a global cors that answers first for three APIs',
    {
      [globalPath]: policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="true"' })),
      ...api('books', policy(['<base />', ...cors({ origins: [app] })])),
      ...api('users', policy(['<base />', ...cors({ origins: [app] })])),
      ...api('tills', policy(['<base />', ...cors({ origins: ['https://till.contoso.com'] })])),
    },
    'inherited-cors-decides',
    3,
    /^2 web apps cannot call 3 APIs$/,
  ],
  [
    'operations of two APIs that take OPTIONS',
    {
      ...withMethods('books', withOptions, policy(cors({ origins: [app] }))),
      ...withMethods('users', withOptions, policy(cors({ origins: [app] }))),
    },
    'options-operation-shadows-cors',
    2,
    /^https:\/\/app\.contoso\.com gets less on 2 APIs$/,
  ],
  [
    'one hole in several sections',
    { [apiPath]: policy([...cors({ origins: [app] }), '<base />', '{{extra}}'], rest(['<base />', '{{extra}}'], ['<base />', '{{extra}}'])) },
    'not-understood',
    3,
    /^nobody can tell who may call orders$/,
  ],
];

const strict = { ...options, settings: { ...defaultSettings, profile: 'strict' as const } };

test.each(cases)('what has one cause is told once: %s', async (_, files, rule, count, title) => {
  const review = await scanTree(memoryTree(repository(files)), strict);
  const found = review.findings.filter((one) => one.rule === rule);
  expect(found).toHaveLength(count);
  const causes = rootCauses(review).filter(({ findings }) => findings.some((one) => one.rule === rule));
  expect(causes.map(causeTitle)).toEqual([expect.stringMatching(title)]);
  // Each place is named, or counted, where the cause is told.
  const [cause] = causes;
  const places = new Set(found.map(({ path, line }) => `${path}:${line}`));
  if (cause !== undefined && count > 1 && rule !== 'inherited-cors-decides' && rule !== 'options-operation-shadows-cors')
    expect(wholePhrase(causeReason(cause))).toMatch(places.size > 4 ? /and \d more/ : /policy\.xml:\d+/);
});

test('a review of the same, where nobody’s access moves by it, tells it once too', async () => {
  const [, files] = cases[0] ?? [];
  const added = { ...repository(files ?? {}) };
  const review = await reviewTrees(memoryTree(repository({})), memoryTree(added), options);
  const causes = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'shared-hosting-origin'));
  expect(causes).toHaveLength(1);
});

test('what cannot be read of one file is one cause, with its lines', async () => {
  const value = (name: string): string[] => [`  - name: ${name}`, `    displayName: ${name}`, '    value: a'];
  const configuration = ['namedValues:', ...value('one'), ...value('two')].join('\n');
  const files = { ...repository({}), 'configuration.prod.yaml': `${configuration}\n` };
  const review = await scanTree(memoryTree(files), options);
  const found = review.findings.filter(({ rule }) => rule === 'unreadable-metadata');
  const causes = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'unreadable-metadata'));
  expect(found.map(({ line, elsewhere }) => [line, elsewhere.map((other) => other.line)])).toEqual([[2, [5]]]);
  expect(causes).toHaveLength(1);
});

test('different origins in different lists, and what base has too, stay apart', async () => {
  const files = {
    [globalPath]: policy(cors({ origins: [app, local] })),
    ...api('books', policy(cors({ origins: [app, 'http://localhost:3000'] }))),
  };
  const scan = await scanTree(memoryTree(repository(files)), options);
  expect(rootCauses(scan).filter(({ findings }) => findings.some(({ rule }) => rule === 'loopback-origin'))).toHaveLength(2);
  const before = repository({ [globalPath]: policy(cors({ origins: [app, local] })) });
  const after = { ...before, ...api('books', policy(cors({ origins: [app, local] }))) };
  const review = await reviewTrees(memoryTree(before), memoryTree(after), { ...options, settings: { ...defaultSettings, reportExisting: true } });
  const causes = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'loopback-origin'));
  expect(causes.map(({ status }) => status).sort()).toEqual(['existing', 'new']);
});

test('what lists allow by "*" is one line for a service, where it is a remark', async () => {
  const wild = (id: string): Files => api(id, policy(cors({ origins: [app], methods: ['*'], headers: ['*'] })));
  const all = { ...options, settings: { ...defaultSettings, profile: 'strict' as const } };
  const review = await scanTree(memoryTree(repository({ [globalPath]: policy([]), ...wild('books'), ...wild('users') })), all);
  const causes = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule.startsWith('wildcard-')));
  expect(causes.map(causeTitle)).toEqual(['web apps may use every method and send every header on 2 APIs']);
  expect(causes.map((cause) => wholePhrase(causeReason(cause))).join()).toMatch(/every method .* any header/);
});

test('an ignore comment of a state that is scanned was added by no change, and counts whatever waits for a merge', async () => {
  const ignored = policy(['<!-- apim-cors-ignore loopback-origin: our own desks -->', ...cors({ origins: [app, local] })]);
  for (const ignores of ['head', 'base'] as const) {
    const review = await scanTree(memoryTree(repository({ [apiPath]: ignored })), { ...options, settings: { ...defaultSettings, ignores } });
    expect(review.ignored.map(({ finding: { rule }, addedByChange }) => [rule, addedByChange])).toEqual([['loopback-origin', false]]);
    expect(reportText(review, { paint: unpainted, width: 100 })).not.toMatch(/this change|pull request|in base/);
  }
});

test('an open point of which one outcome is left is none', async () => {
  const files = {
    [globalPath]: policy(cors({ origins: [portal], attributes: '' })),
    ...api('books', policy(['<base />', ...cors({ origins: [app] })])),
  };
  const causes = rootCauses(await scanTree(memoryTree(repository(files)), options));
  expect(causes.length).toBeGreaterThan(0);
  for (const { depends } of causes) for (const { outcomes } of depends) expect(outcomes.length).toBeGreaterThan(1);
});

test('where no repair was verified, the text says what can be done', async () => {
  const review = await scanTree(memoryTree(repository({ [apiPath]: policy(cors({ origins: ['https://*.contoso.com'] })) })), options);
  expect(review.findings.flatMap(({ suggestions }) => suggestions)).toEqual([]);
  expect(reportText(review, { paint: unpainted, width: 200 })).toContain('to fix it: Write scheme, host and port; one <origin> element each.');
});

test('every origin under a <cors> that answers first is a detail of that, and no second cause that says the opposite', async () => {
  const shadowed = {
    [globalPath]: policy(cors({ origins: [portal], attributes: ' terminate-unmatched-request="true"' })),
    ...api('books', policy(['<base />', ...cors({ origins: ['*'] })])),
  };
  const causes = rootCauses(await scanTree(memoryTree(repository(shadowed)), options));
  const [cause, ...others] = causes.filter(({ findings }) => findings.some(({ rule }) => rule === 'wildcard-origin'));
  expect([cause === undefined ? '' : causeTitle(cause), others]).toEqual(['any other website cannot call books', []]);
  expect(cause?.findings[0]?.rule).toBe('inherited-cors-decides');
  // Where it counts it is told.
  const open = { ...shadowed, ...api('books', policy([...cors({ origins: ['*'] }), '<base />'])) };
  const told = rootCauses(await scanTree(memoryTree(repository(open)), options)).map(causeTitle);
  expect(told).toContain('any other website may call books');
});

test('what depends on a reading is not said as a fact', async () => {
  const without = policy(cors({ origins: [app] })).replace(/\s*<allowed-headers>[^]*?<\/allowed-headers>/, '');
  const review = await scanTree(memoryTree(repository({ [apiPath]: without })), strict);
  const titles = rootCauses(review)
    .filter(({ findings }) => findings.some(({ rule }) => rule === 'header-not-allowed'))
    .map(causeTitle);
  expect(titles).toEqual(['web apps may be unable to send Ocp-Apim-Subscription-Key to orders']);
});

describe('a header written by hand is one cause with the access that moves by it', () => {
  const write = (value: string, action = 'override'): readonly string[] =>
    within(`set-header name="Access-Control-Allow-Origin" exists-action="${action}"`, [`<value>${value}</value>`]);
  const reflection = '@(context.Request.Headers.GetValueOrDefault("Origin", ""))';
  const fragment = { 'apimartifacts/policy fragments/browsers/policy.xml': ['<fragment>', ...write('*'), '</fragment>', ''].join('\n') };
  const behind = (lines: readonly string[], inbound: readonly string[] = []): Files => ({
    [apiPath]: policy([...inbound, '<base />'], rest(['<base />', ...lines])),
  });
  const own = cors({ origins: [app] });

  test.each<[string, base: Files, head: Files, titles: readonly string[]]>([
    ['over a <cors> of its own', behind([], own), behind(write('*'), own), [`error ${app} may no longer call orders`]],
    ['a second value', behind([], own), behind(write('https://www.contoso.com', 'append'), own), [`error ${app} can no longer call orders`]],
    [
      'over an inherited <cors>',
      { ...behind([]), [globalPath]: policy(own) },
      { ...behind(write('*')), [globalPath]: policy(own) },
      [`error ${app} may no longer call orders`],
    ],
    ['for everybody', behind([]), behind(write('*')), ['warning any other website can now call orders']],
    [
      'for everybody, in a fragment',
      behind([]),
      { ...behind(['<include-fragment fragment-id="browsers" />']), ...fragment },
      ['warning any other website can now call orders'],
    ],
    ['for the null origin', behind([]), behind(write('null')), ['error the origin null can now call orders']],
    ['with each origin given back', behind([]), behind(write(reflection)), ['error any other website can now call orders']],
  ])('%s', async (_fact, base, head, titles) => {
    const review = await reviewTrees(
      memoryTree(repository({ ...ordersSpecification(['get']), ...base })),
      memoryTree(repository({ ...ordersSpecification(['get']), ...head })),
      options,
    );
    const about = rootCauses(review).filter(({ findings }) => !findings.every(({ rule }) => rule === 'hand-written-cors'));
    expect(about.map((cause) => `${cause.severity} ${causeTitle(cause)}`)).toEqual(titles);
  });

  test.each<[string, string, readonly string[]]>([
    ['everybody', '*', ['warning any other website may call orders']],
    ['the null origin', 'null', ['error the origin null may call orders']],
    ['a web app', app, []],
  ])('a scan tells as much of it as of a <cors>: %s', async (_fact, value, titles) => {
    const causes = rootCauses(await scanTree(memoryTree(repository(behind(write(value)))), options));
    const about = causes.filter(({ findings }) => !findings.every(({ rule }) => rule === 'hand-written-cors'));
    expect(about.map((cause) => `${cause.severity} ${causeTitle(cause)}`)).toEqual(titles);
  });
});

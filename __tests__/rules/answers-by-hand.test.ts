import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf, titleOf } from '../report/said.js';

/** Headers of CORS in answers that policies give themselves, and what is offered for them. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const listed = cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' });
const header = (name: string, value: string): string[] => within(`set-header name="${name}" exists-action="override"`, [`<value>${value}</value>`]);
const letsIn = (value: string): string[] => header('Access-Control-Allow-Origin', value);
const answer = (...lines: readonly string[]): string[] => within('return-response', ['<set-status code="200" />', ...lines]);
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));
const isGet = '@(context.Request.Method == &quot;GET&quot;)';
const isOptions = '@(context.Request.Method == &quot;OPTIONS&quot;)';

const scan = (files: Files): Promise<Review> => scanTree(memoryTree(repository(files)), { settings: defaultSettings, today: '2026-06-15' });
const found = ({ findings }: Review, rule: string): readonly string[] =>
  findings.filter((one) => one.rule === rule).map(({ severity, says }) => `${severity} ${says.code}`);
const offered = ({ findings }: Review, rule: string): readonly string[] =>
  findings.filter((one) => one.rule === rule).flatMap(({ suggestions }) => suggestions.map((one) => `${titleOf(one)}${one.isSafe ? ' (safe)' : ''}`));

describe('two-cors-writers looks at answers behind the <cors>', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'always, another origin',
      { [apiPath]: policy([...listed, '<base />', ...answer(...letsIn('https://b.contoso.com'))]) },
      ['error two-cors-writers'],
    ],
    ['always, the same one', { [apiPath]: policy([...listed, '<base />', ...answer(...letsIn(app))]) }, ['info two-cors-writers']],
    ['under a condition', { [apiPath]: policy([...listed, '<base />', ...when(isGet, answer(...letsIn('*')))]) }, ['warning two-cors-writers']],
    [
      'at an operation below',
      { [apiPath]: policy([...listed]), [operationPath]: policy(['<base />', ...answer(...letsIn('*'))]) },
      ['error two-cors-writers'],
    ],
    ['above the <cors>, which then does not run', { [apiPath]: policy([...when(isGet, answer(...letsIn('*'))), ...listed, '<base />']) }, []],
    ['for OPTIONS alone', { [apiPath]: policy([...listed, '<base />', ...when(isOptions, answer(...letsIn('*')))]) }, []],
    ['without the header', { [apiPath]: policy([...listed, '<base />', ...answer(...header('X-A', '1'))]) }, []],
  ])('%s', async (_, files, expected) => {
    expect(found(await scan(files), 'two-cors-writers')).toEqual(expected);
  });
});

describe('headers for preflights in an answer to which no preflight comes', () => {
  const methods = header('Access-Control-Allow-Methods', 'GET, PUT');
  const byHand = answer(...letsIn(app), ...methods);
  test.each<[string, Files, readonly string[]]>([
    ['at the API', { [apiPath]: policy(['<base />', ...byHand]) }, ['warning hand-written-cors.no-preflight']],
    ['at the global policy', { [globalPath]: policy(byHand), [apiPath]: policy(['<base />']) }, ['warning hand-written-cors.no-preflight']],
    ['under a condition', { [apiPath]: policy(['<base />', ...when(isGet, byHand)]) }, ['warning hand-written-cors.no-preflight']],
    ['an operation takes OPTIONS', { [apiPath]: policy(['<base />', ...byHand]), ...ordersSpecification(['get', 'put', 'options']) }, []],
    ['a <cors> answers preflights', { [apiPath]: policy([...listed, '<base />', ...byHand]) }, []],
    ['a branch for OPTIONS, which has a finding of its own', { [apiPath]: policy(['<base />', ...when(isOptions, byHand)]) }, []],
  ])('%s', async (_, files, expected) => {
    expect(found(await scan(files), 'hand-written-cors')).toEqual(expected);
  });
});

test.each<[string, readonly string[]]>([
  ['return-response', answer()],
  ['mock-response', ['<mock-response status-code="200" content-type="application/json" />']],
])('a header in an <outbound> that never runs, behind <%s>, is not said to be missing from errors alone', async (name, lines) => {
  const made = await scan({ [apiPath]: policy(['<base />', ...lines], rest(['<base />', ...letsIn(app)])) });
  expect(found(made, 'hand-written-cors')).toEqual(['warning hand-written-cors.unreached']);
  expect(made.findings.map((one) => messageOf(one)).join()).toContain(`<${name}> (${apiPath}:`);
});

test.each<[string, string, boolean]>([
  ['one web app', app, true],
  ['everybody', '*', false],
])('to write a header for %s in <on-error> too: safe only where errors are opened to those who get the other answers', async (_, value, safe) => {
  const written = [...letsIn(value), ...header('Access-Control-Allow-Origin-X', '@(context.RequestId.ToString())')];
  const made = await scan({ [apiPath]: policy(['<base />'], rest(['<base />', ...written])) });
  const copies = offered(made, 'hand-written-cors').filter((title) => title.startsWith('Write it in <on-error> too'));
  expect(copies.map((title) => title.endsWith('(safe)'))).toEqual([safe]);
});

describe('a <cors> inside a <cors> is refused at save, and one <cors> is offered in their place', () => {
  const inside = (outer: readonly string[], inner: readonly string[]): Files => ({
    [apiPath]: policy([...outer.slice(0, -1), ...inner.map((line) => `  ${line}`), '</cors>', '<base />']),
  });
  test.each<[string, Files, readonly string[]]>([
    ['the same lists', inside(listed, listed), ['Delete the <cors> inside the other one (safe)']],
    [
      'another origin',
      inside(listed, cors({ origins: ['https://b.contoso.com'] })),
      ['Delete the <cors> inside the other one; then: List https://b.contoso.com here too'],
    ],
    ['no lists around it', { [apiPath]: policy([...within('cors', listed), '<base />']) }, ['Take the inner <cors> away, and keep what it holds']],
    [
      'other methods for another origin',
      inside(cors({ origins: [app], methods: ['GET'] }), cors({ origins: ['https://b.contoso.com'], methods: ['PUT'] })),
      [],
    ],
  ])('%s', async (_, files, expected) => {
    const made = await scan(files);
    expect(made.findings.some(({ says }) => says.code === 'refused-at-save.unknown')).toBe(true);
    expect(offered(made, 'refused-at-save')).toEqual(expected);
  });
});

import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, fragmentPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { verdictOf } from '../../src/report/verdict.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const origin = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const header = (value: string, name = 'Access-Control-Allow-Origin'): string[] =>
  within(`set-header name="${name}" exists-action="override"`, [`<value>${value}</value>`]);
const when = (condition: string, lines: readonly string[]): string[] =>
  within('choose', within(`when condition="@(${attribute(condition)})"`, lines));
const isOne = (origins: readonly string[], of = origin): string => origins.map((one) => `${of} == "${one}"`).join(' || ');
const isIn = (origins: readonly string[]): string => `new [] { ${origins.map((one) => `"${one}"`).join(', ')} }.Contains(${origin})`;
const outbound = (...lines: readonly string[]): string => policy(['<base />'], rest(['<base />', ...lines]));
const reflected = header(`@(${origin})`);
const answer = (lines: readonly string[]): string[] => within('return-response', ['<set-status code="200" reason="OK" />', ...lines]);

/** Ways to write the same check, each a service. */
const ways: Readonly<Record<string, (origins: readonly string[]) => Files>> = {
  'a condition': (origins) => ({ [apiPath]: outbound(...when(isOne(origins), reflected)) }),
  'a list': (origins) => ({ [apiPath]: outbound(...when(isIn(origins), reflected)) }),
  'a pattern': (origins) => ({
    [apiPath]: outbound(...when(`Regex.IsMatch(${origin}, "^(${origins.map((one) => one.replaceAll('.', '\\\\.')).join('|')})$")`, reflected)),
  }),
  'a value of several statements': (origins) => ({
    [apiPath]: outbound(...header(`@{ var o = ${origin}; if (${isOne(origins, 'o')}) { return o; } return "${app}"; }`)),
  }),
  'a variable for the check': (origins) => ({
    [apiPath]: policy(
      ['<base />', `<set-variable name="ok" value="@(${attribute(isOne(origins))})" />`],
      rest(['<base />', ...when('(bool)context.Variables["ok"]', reflected)]),
    ),
  }),
  'a variable for the origin': (origins) => ({
    [apiPath]: policy(
      ['<base />', `<set-variable name="caller" value="@(${attribute(origin)})" />`],
      rest(['<base />', ...when(isOne(origins, '(string)context.Variables["caller"]'), header('@((string)context.Variables["caller"])'))]),
    ),
  }),
  'a named value': (origins) => ({
    'apimartifacts/named values/allowed/namedValueInformation.json': JSON.stringify({
      properties: { displayName: 'allowed', value: origins.join(',') },
    }),
    [apiPath]: outbound(...when(`"{{allowed}}".Split(',').Contains(${origin})`, reflected)),
  }),
  'errors alone': (origins) => ({ [apiPath]: policy(['<base />'], rest(['<base />'], ['<base />', ...when(isOne(origins), reflected)])) }),
  'an answer of its own': (origins) => ({ [apiPath]: policy(['<base />', ...when(isOne(origins), answer(reflected))]) }),
  'a fragment': (origins) => ({
    [fragmentPath]: [...within('fragment', when(isIn(origins), reflected)), ''].join('\n'),
    [apiPath]: outbound('<include-fragment fragment-id="browsers" />'),
  }),
  'everybody under a condition': (origins) => ({ [apiPath]: outbound(...when(isOne(origins), header('*'))) }),
  'with credentials': (origins) => ({
    [apiPath]: outbound(...when(isOne(origins), [...reflected, ...header('true', 'Access-Control-Allow-Credentials')])),
  }),
};

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });

const told = ({ findings }: Review): readonly string[] =>
  findings.flatMap(({ says, severity }) =>
    says.code === 'origin-check-changed' ? [[severity, says.given.way, ...says.given.origins].join(' ')] : [],
  );

const proves = (one: Review): boolean => verdictOf(one).sentences.some((text) => text.startsWith('Nothing changes'));

describe('a check of the origin before a header written by hand', () => {
  it.each(Object.entries(ways))('lets another origin in: %s', async (_name, files) => {
    const made = await review(files([app]), files([app, shop]));
    expect(told(made)).toEqual([`info let-in ${shop}`]);
    expect(proves(made)).toBe(false);
  });

  it.each(Object.entries(ways))('keeps one out: %s', async (_name, files) => {
    const made = await review(files([app, shop]), files([app]));
    expect(told(made)).toEqual([`warning kept-out ${shop}`]);
    expect(proves(made)).toBe(false);
  });

  it.each(Object.entries(ways))('lets in the same in another order: %s', async (_name, files) => {
    expect(told(await review(files([app, shop]), files([shop, app])))).toEqual([]);
  });

  it('fails where what decides cannot be followed, and did not decide before', async () => {
    const check = (condition: string): Files => ({ [apiPath]: outbound(...when(condition, reflected)) });
    const made = await review(check(isOne([app])), check(`${isOne([app])} || ((string)context.Variables["partners"]).Contains(${origin})`));
    expect(told(made)).toEqual(['error untold']);
    expect(made.conclusion).toBe('fail');
  });

  it('says nothing of what cannot be followed on both sides alike', async () => {
    const check = (more: string): Files => ({
      [apiPath]: outbound(
        ...when(`${isOne([app])} || ((string)context.Variables["partners"]).Contains(${origin})`, reflected),
        ...header(more, 'X-More'),
      ),
    });
    expect(told(await review(check('1'), check('2')))).toEqual([]);
  });

  it('is told once, by the table, where an origin stands in the header itself', async () => {
    const plain = (one: string): Files => ({ [apiPath]: outbound(...header(one)) });
    expect(told(await review(plain(app), plain(shop)))).toEqual([]);
  });
});

/** The table of those who gain and lose. */
const rowsOf = (found: Review): readonly string[] =>
  harmRows(found, rootCauses(found)).map(({ mark, origins, before, after }) => [mark, ...[origins, before, after].map(wholePhrase)].join(' | '));

describe('the table names whom a header written by hand lets in, as the finding does', () => {
  test.each(['a condition', 'a list', 'a value of several statements', 'a fragment', 'a named value'])('%s', async (name) => {
    const way = ways[name];
    if (way === undefined) throw new Error(name);
    expect(await review(way([app]), way([app, shop])).then(rowsOf)).toEqual([`➕ gains | ${shop} | nothing | may read answers (header by hand)`]);
  });

  test.each(['a condition', 'a list'])('everybody instead of %s', async (name) => {
    const rows = await review(ways[name]?.([app]) ?? {}, { [apiPath]: outbound(...reflected) }).then(rowsOf);
    expect(rows).toEqual(['➕ gains | any other website | nothing | may read answers (header by hand)']);
  });
});

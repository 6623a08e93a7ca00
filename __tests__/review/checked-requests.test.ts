import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { verdictOf } from '../../src/report/verdict.js';
import type { Review } from '../../src/review/review.js';
import { harmRows } from '../../src/report/harm-table.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const ending = ' terminate-unmatched-request="true"';
const listed = cors({ origins: [app, shop], attributes: ending });
const check = (values: readonly string[], more = ''): string[] =>
  within(
    `check-header name="Origin" failed-check-httpcode="403"${more}`,
    values.map((value) => `<value>${value}</value>`),
  );
const inherits = { [apiPath]: policy(['<base />']) };
const own = (...lines: readonly string[]): Files => ({ [apiPath]: policy([...lines, '<base />']) });
const included = '<include-fragment fragment-id="browsers" />';
const fragment = (lines: readonly string[]): string => `<fragment>${lines.join('')}</fragment>`;

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });

/** What findings say of those whose pages read the answer, and notes of the others. */
const told = ({ notes, findings }: Review): readonly string[] => {
  const ways = [
    ...findings.flatMap(({ says }) => (says.code === 'origin-check-changed' ? [says.given] : [])),
    ...notes.flatMap((note) => (note.code === 'checked-requests' ? note.given.found : [])),
  ];
  const all = [...new Set(ways.map(({ way }) => way))];
  const of = (way: string): readonly string[] => ways.flatMap((one) => (one.way === way ? one.origins : []));
  return all.map((way) => `${way}: ${[...of(way)].sort((a, b) => Number(a === '*') - Number(b === '*')).join(' ')}`);
};

const plain = own(...listed);
const cases: readonly [string, without: Files, checked: Files, origins: string][] = [
  ['of the API', plain, own(...listed, ...check([app])), shop],
  ['of the global policy', { ...inherits, [globalPath]: policy(listed) }, { ...inherits, [globalPath]: policy([...listed, ...check([app])]) }, shop],
  ['of the global policy, where the <cors> is the API\u2019s', plain, { ...plain, [globalPath]: policy(check([app])) }, shop],
  ['of an operation', plain, { ...plain, [operationPath]: policy(['<base />', ...check([app])]) }, shop],
  [
    'in a fragment',
    { ...own(...listed, included), [fragmentPath]: fragment([]) },
    { ...own(...listed, included), [fragmentPath]: fragment(check([app])) },
    shop,
  ],
  ['with another status and without case', plain, own(...listed, ...check(['HTTPS://App.contoso.com'], ' ignore-case="true"')), shop],
  ['one value more', own(...listed, ...check([app, shop])), own(...listed, ...check([app])), shop],
  ['in letters of a case that no browser sends', plain, own(...listed, ...check(['HTTPS://App.contoso.com', shop])), app],
  ['behind a <cors> for everybody', own(...cors({ origins: ['*'] })), own(...cors({ origins: ['*'] }), ...check([app])), 'null *'],
];

describe('a check of the origin behind <cors>: whose requests it refuses is told, and no proof is claimed', () => {
  test.each(cases)('%s', async (_, without, checked, origins) => {
    const [comes, goes] = [await review(without, checked), await review(checked, without)];
    expect([told(comes), told(goes)]).toEqual([[`refused: ${origins}`], [`passed: ${origins}`]]);
    for (const one of [comes, goes]) {
      expect([one.provenUnchanged, one.changes]).toEqual([false, []]);
      expect(verdictOf(one).sentences.join(' ')).toMatch(/keeps the headers of CORS that it gets; a check of the origin refuses other requests/u);
    }
  });

  test('of requests that no list lets in too: form posts', async () => {
    const passing = cors({ origins: [app] });
    expect(told(await review(own(...passing), own(...passing, ...check([app]))))).toEqual(['refused: null *']);
  });

  test('moved down from above a <cors> for everybody: pages read a refusal, and nothing else', async () => {
    const all = cors({ origins: ['*'] });
    const moved = await review(own(...check([app]), ...all), own(...all, ...check([app])));
    expect(told(moved)).toEqual(['still: *']);
    expect(moved.notes.map((note) => wholePhrase(notePhrase(note))).join(' ')).toContain('any other website do not reach the backend of orders');
  });
});

describe('whom a <cors> lets in, and the check no longer refuses, is found as an opening is; whom it comes to refuse, as a loss', () => {
  const all = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });
  const evil = 'https://evil.web.app';
  test.each<[string, Files, Files, string, string]>([
    [
      'one origin more behind a <cors> for everybody, with credentials',
      own(...all, ...check([app])),
      own(...all, ...check([app, 'http://p.contoso.com'])),
      'error',
      'passes: http://p.contoso.com can now pass the origin check of orders',
    ],
    ['a name that can be taken over', own(...all, ...check([app])), own(...all, ...check([app, evil])), 'warning', `passes: ${evil}`],
    [
      'the check goes, in the global policy',
      { ...inherits, [globalPath]: policy([...all, ...check([app])]) },
      { ...inherits, [globalPath]: policy(all) },
      'error',
      'passes: any other website can now pass the origin check of orders',
    ],
    [
      'the check goes at one operation',
      { ...plain, [operationPath]: policy(['<base />', ...check([app])]) },
      { ...plain, [operationPath]: policy(['<base />']) },
      'info',
      `passes: ${shop} can now pass the origin check of orders (get-order)`,
    ],
    ['a check comes', plain, own(...listed, ...check([app])), 'warning', `refused: ${shop} can no longer pass the origin check of orders`],
    [
      'a check comes in a fragment',
      { ...own(...listed, included), [fragmentPath]: fragment([]) },
      { ...own(...listed, included), [fragmentPath]: fragment(check([app])) },
      'warning',
      `refused: ${shop} can no longer pass the origin check of orders`,
    ],
  ])('%s', async (_, base, head, severity, title) => {
    const made = await review(base, head);
    const [cause] = rootCauses(made).filter(({ findings }) => findings[0]?.rule === 'origin-check-changed');
    expect(cause?.severity).toBe(severity);
    expect(cause === undefined ? '' : causeTitle(cause)).toContain(title.slice(title.indexOf(' ') + 1));
    expect(made.provenUnchanged).toBe(false);
  });
});

test('a title keeps a web app whole before it names the operation', async () => {
  const admin = 'https://admin.contoso.com';
  const both = cors({ origins: [app, admin], attributes: ending });
  const before = own(...both);
  const long = operationPath.replace('get-order', 'put-order');
  const made = await review({ ...before, [long]: policy(['<base />']) }, { ...before, [long]: policy(['<base />', ...check([app])]) });
  expect(rootCauses(made).map(causeTitle)).toEqual([`${admin} can no longer pass the origin check of orders`]);
});

test.each<[string, readonly string[], what: string]>([
  ['the <cors>', listed, 'cors'],
  ['what inherits it', ['<base />'], 'base'],
])('a check that comes to stand above %s is mended: pages read its refusal then', async (_, lines, what) => {
  const inherited = { [globalPath]: policy(listed) };
  const made = await review({ ...inherited, [apiPath]: policy(lines) }, { ...inherited, [apiPath]: policy([...check([app]), ...lines]) });
  const safe = rootCauses(made).flatMap(({ findings }) => findings.flatMap(({ suggestions }) => suggestions.filter(({ isSafe }) => isSafe)));
  expect(safe.map((one) => one.title)).toContainEqual({ code: 'move-above', given: { what, above: 'check-header' } });
});

describe('a refusal that pages come to read is no access', () => {
  const all = cors({ origins: ['*'] });
  test.each<[string, Files, Files]>([
    ['the check moves down at the API', own(...check([app]), ...all), own(...all, ...check([app]))],
    [
      'it moves to the operation',
      { ...own(...check([app]), ...all) },
      {
        ...own(...all),
        [operationPath]: policy(['<base />', ...check([app])]),
        [operationPath.replace('get-', 'put-')]: policy(['<base />', ...check([app])]),
      },
    ],
    [
      'it moves down in the global policy',
      { ...inherits, [globalPath]: policy([...check([app]), ...all]) },
      { ...inherits, [globalPath]: policy([...all, ...check([app])]) },
    ],
  ])('%s', async (_, base, head) => {
    const made = await review(base, head);
    const [cause] = rootCauses(made).filter(({ findings }) => findings[0]?.rule === 'access-widened');
    expect([cause?.severity, cause === undefined ? '' : causeTitle(cause)]).toEqual(['info', 'any other website can now read refusals of orders']);
    expect(harmRows(made, rootCauses(made)).map(({ after }) => wholePhrase(after))).toContain('refusals only');
  });

  test('where one operation is left without the check, its opening is told as one', async () => {
    const made = await review(own(...check([app]), ...all), { ...own(...all), [operationPath]: policy(['<base />', ...check([app])]) });
    const widened = made.findings.filter(({ rule }) => rule === 'access-widened');
    expect(widened.map(({ severity }) => severity)).toEqual(['warning']);
    expect(rootCauses(made).map(causeTitle).join()).toContain('any other website can now call orders');
  });
});

describe('nothing is told, and all stays proven', () => {
  test.each<[string, Files, Files]>([
    ['where the check lists all that the <cors> does', plain, own(...listed, ...check([app, shop]))],
    ['where its values change places', own(...listed, ...check([app, shop])), own(...listed, ...check([shop, app]))],
    [
      'where it only comes to stand in a fragment',
      own(...listed, ...check([app])),
      { ...own(...listed, included), [fragmentPath]: fragment(check([app])) },
    ],
    [
      'where it is about another header',
      plain,
      own(...listed, ...within('check-header name="X-App" failed-check-httpcode="403"', ['<value>1</value>'])),
    ],
  ])('%s', async (_, base, head) => {
    const made = await review(base, head);
    expect([told(made), made.provenUnchanged]).toEqual([[], true]);
  });
});

describe('a check of which the text does not tell whom it refuses proves nothing', () => {
  test.each<[string, readonly string[]]>([
    ['under a condition', within('choose', within('when condition="@(context.Request.Method == &quot;POST&quot;)"', check([app])))],
    ['with a value that is not here', check(['{{allowed}}'])],
    ['inside a policy that limits', within('limit-concurrency key="a" max-count="3"', check([app]))],
  ])('%s', async (_, lines) => {
    const head = own(...listed, ...lines);
    const made = await review(plain, head);
    expect([made.changes, made.provenUnchanged, told(made)]).toEqual([[], false, []]);
    expect(made.unproven).toEqual(['untold-checks']);
    expect((await review(head, own(...listed, ...lines, '<!-- as before -->'))).provenUnchanged).toBe(true);
  });
});

describe('whether a request comes through is not said where a check may refuse it of which the text does not tell whom', () => {
  const condition = '@(context.Request.Method == &quot;PUT&quot;)';
  test.each<[string, readonly string[]]>([
    ['with a computed value', check(['@(context.Variables.GetValueOrDefault("o",""))'])],
    ['with a computed value beside others', check([app, '@(context.Variables.GetValueOrDefault("o",""))'])],
    ['with a named value that is not here', check(['{{origin}}'])],
    ['for some requests', within('choose', within(`when condition="${condition}"`, check([app])))],
    ['in a fragment that is not here', ['<include-fragment fragment-id="elsewhere" />']],
  ])('%s, in the place of one that is told, and the other way round', async (_, lines) => {
    for (const [base, head] of [
      [own(...listed, ...check([app])), own(...listed, ...lines)],
      [own(...listed, ...lines), own(...listed, ...check([app]))],
    ] as const) {
      const made = await review(base, head);
      expect([told(made), made.provenUnchanged, (made.unproven ?? []).includes('checked-requests')]).toEqual([[], false, false]);
    }
  });

  const some = within('choose', within(`when condition="${condition}"`, check([app])));
  test('nothing is proven where the untold one stays', async () => {
    for (const [base, head] of [
      [own(...listed, ...some), own(...listed, ...some, ...check([app]))],
      [own(...listed, ...some, ...check([app])), own(...listed, ...some)],
    ] as const) {
      const made = await review(base, head);
      expect([told(made), made.provenUnchanged, made.unproven]).toEqual([[], false, ['untold-checks']]);
    }
  });

  test('one in a policy that does not run takes nothing away', async () => {
    const apart = { [globalPath]: policy(some) };
    const closed = (...lines: readonly string[]): Files => ({ ...apart, [apiPath]: policy(lines) });
    expect(told(await review(closed(...listed), closed(...listed, ...check([app]))))).toEqual([`refused: ${shop}`]);
  });
});

test.each([
  ['always', '@(true)'],
  ['by the method', '@(context.Request.Method == "GET")'],
  ['by the operation', '@(context.Operation.Id == "get-item")'],
  ['by the path', '@(context.Request.OriginalUrl.Path.StartsWith("/orders"))'],
])('a new <choose> that answers before <cors> is no proof that nothing changes: %s', async (_, condition) => {
  const answer = '<return-response><set-status code="403" reason="no" /></return-response>';
  const refuses = `<choose><when condition='${condition}'>${answer}</when></choose>`;
  const found = await review(plain, own(refuses, ...listed));
  expect(found.provenUnchanged).toBe(false);
  expect(verdictOf(found).sentences.join(' ')).toContain('a new <choose> before <cors> may refuse requests');
  const same = await review(own(refuses, ...listed), own(`${refuses} `, ...listed));
  expect(same.provenUnchanged).toBe(true);
});

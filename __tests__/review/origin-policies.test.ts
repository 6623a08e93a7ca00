import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { verdictLine } from '../../src/report/explanation-text.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Policies that change or check the request's Origin: the review and `explain` say the same of them. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const listed = cors({ origins: [app, shop], attributes: ' terminate-unmatched-request="true"' });
const deletes = '<set-header name="Origin" exists-action="delete" />';
const check = (origin: string, more = ''): string[] =>
  within(`check-header name="Origin" failed-check-httpcode="403"${more}`, [`<value>${origin}</value>`]);

const settings = (assume: string) => (assume === '' ? defaultSettings : parseSettings(`assume: { origin-set-before-cors: ${assume} }`, 'c.yml'));

function ask(files: Files, origin: string, assume = ''): Promise<Explanation> {
  const request = { origin, method: 'PUT', headers: [], credentials: 'omit' } as const;
  const destination = { kind: 'name', workspace: null, api: 'orders', operation: 'put-order' } as const;
  return explainRequest(memoryTree(repository(files)), { request, destination, product: null, key: null }, settings(assume), null);
}

const review = (base: Files, head: Files, assume = ''): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: settings(assume), today: '2026-06-15' });

const becomes = ({ changes }: Review, origin: string): readonly string[] =>
  changes.flatMap((change) => change.origins.filter((one) => one.origin === origin).map(({ after }) => after.allowed));

describe('a <set-header> takes the Origin away before <cors> runs: whether that <cors> sees it is an open point, in the review as in explain', () => {
  const before = { [apiPath]: policy([...listed, '<base />']) };
  test.each<[string, Files, Files]>([
    ['in the same document', before, { [apiPath]: policy([deletes, ...listed, '<base />']) }],
    [
      'in the global policy, inherited above',
      { [apiPath]: policy(['<base />', ...listed]) },
      { [globalPath]: policy([deletes]), [apiPath]: policy(['<base />', ...listed]) },
    ],
    [
      'at the API, above the <base /> that brings the global <cors>',
      { [globalPath]: policy(listed), [apiPath]: policy(['<base />']) },
      { [globalPath]: policy(listed), [apiPath]: policy([deletes, '<base />']) },
    ],
    [
      'in a fragment',
      { ...before, [fragmentPath]: '<fragment />' },
      {
        [fragmentPath]: `<fragment>${deletes}</fragment>`,
        [apiPath]: policy(['<include-fragment fragment-id="browsers" />', ...listed, '<base />']),
      },
    ],
  ])('%s', async (_, base, head) => {
    expect(becomes(await review(base, head), app)).toEqual(['unknown']);
    expect(becomes(await review(base, head, 'as-written'), app)).toEqual(['no']);
    expect(becomes(await review(base, head, 'as-sent'), app)).toEqual([]);
    expect((await ask(head, app)).verdict).toBe('unknown');
    expect((await ask(head, app, 'as-written')).verdict).toBe('blocked');
    expect((await ask(head, app, 'as-sent')).verdict).toBe('allowed');
  });

  test('one cause says who may lose what by it, and moves the <cors> above', async () => {
    const made = await review(before, { [apiPath]: policy([deletes, ...listed, '<base />']) });
    const [cause, ...others] = rootCauses(made);
    expect(others).toEqual([]);
    expect(cause?.mayLose.flatMap(({ origins }) => origins)).toEqual([app, shop]);
    expect(cause?.repairs.map(({ isSafe }) => isSafe)).toEqual([true, true]);
  });
});

test.each<[string, string]>([
  ['another origin is written', '<set-header name="origin" exists-action="override"><value>https://a.example</value></set-header>'],
  ['one that is computed', '<set-header name="Origin"><value>@(context.Request.Headers.GetValueOrDefault("X-From",""))</value></set-header>'],
  ['under a condition', `<choose><when condition="@(context.Request.Method == &quot;PUT&quot;)">${deletes}</when></choose>`],
])('what a <cors> makes of it is not known where %s', async (_, above) => {
  const head = { [apiPath]: policy([above, ...listed, '<base />']) };
  expect(becomes(await review({ [apiPath]: policy([...listed, '<base />']) }, head), app)).toEqual(['unknown']);
  expect((await ask(head, app)).verdict).toBe('unknown');
  expect((await ask(head, app, 'as-sent')).verdict).toBe('allowed');
});

test.each<[string, Files]>([
  ['behind the <cors>', { [apiPath]: policy([...listed, '<base />', deletes]) }],
  [
    'only where a request has none',
    { [apiPath]: policy([`<set-header name="Origin" exists-action="skip"><value>${app}</value></set-header>`, ...listed, '<base />']) },
  ],
  ['at another operation', { [apiPath]: policy([...listed, '<base />']), [operationPath]: policy([deletes, '<base />']) }],
])('nothing changes for a PUT where the Origin is set %s', async (_, head) => {
  expect((await ask(head, app)).verdict).toBe('allowed');
});

describe('a <check-header> for the Origin refuses the origins that it does not hold', () => {
  const base = { [apiPath]: policy(['<base />', ...listed]) };
  test.each<[string, Files, Files]>([
    ['above the <cors>', base, { [apiPath]: policy(['<base />', ...check(app), ...listed]) }],
    ['above it, in the global policy', base, { ...base, [globalPath]: policy(check(app)) }],
    ['without case', base, { [apiPath]: policy(['<base />', ...check('HTTPS://App.contoso.com', ' ignore-case="true"'), ...listed]) }],
  ])('%s: without headers of CORS, so their pages are shut out', async (_, from, head) => {
    const made = await review(from, head);
    expect([becomes(made, app), becomes(made, shop)]).toEqual([[], ['no']]);
    expect((await ask(head, app)).verdict).toBe('allowed');
    const refused = await ask(head, shop);
    expect([refused.verdict, refused.preflight.status, refused.actual.status]).toEqual(['blocked', 200, 403]);
  });

  test('behind the <cors>: the page reads the refusal', async () => {
    const head = { [apiPath]: policy([...listed, '<base />', ...check(app)]) };
    expect((await review(base, head)).changes).toEqual([]);
    const refused = await ask(head, shop);
    expect([refused.verdict, refused.actual.status, refused.actual.backendCalled]).toEqual(['allowed', 403, false]);
    const passed = await ask(head, app);
    expect(passed.actual.status).toBe('backend');
    expect(verdictLine(refused)).toContain('Allowed to read the answer, which is the 403 of <check-header>: the backend is not called.');
    expect(verdictLine(passed)).toContain('Allowed: the page can read the answer.');
  });

  test.each<[string, string, string]>([
    ['401', '401', 'which is the 401 of <check-header>'],
    ['{{status}}', 'unknown', 'which is the refusal of <check-header>'],
  ])('behind the <cors>, with status %s: the verdict names what the page reads', async (code, status, words) => {
    const lines = check(app).map((line) => line.replace('"403"', `"${code}"`));
    const refused = await ask({ [globalPath]: policy([...listed, ...lines]), [apiPath]: policy(['<base />']) }, shop);
    expect([refused.verdict, String(refused.actual.status)]).toEqual(['allowed', status]);
    expect(verdictLine(refused)).toContain(words);
  });

  test('a value that the repository does not hold may refuse: who is let in is not known', async () => {
    const head = { [apiPath]: policy([...check('{{allowed}}'), ...listed]) };
    const asked = await ask(head, shop);
    expect([asked.verdict, asked.outcomes.map(({ verdict }) => verdict).sort()]).toEqual(['unknown', ['allowed', 'blocked']]);
  });
});

import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';
import type { Files } from './arbitrary-files.js';

const origin = 'https://shop.contoso.com';

const writer = (value: string, action = 'override', name = 'Access-Control-Allow-Origin'): readonly string[] =>
  action === 'delete'
    ? [`<set-header name="${name}" exists-action="delete" />`]
    : within(`set-header name="${name}" exists-action="${action}"`, [`<value>${value}</value>`]);
const api = (lines: readonly string[], inbound: readonly string[] = ['<base />']): string => policy(inbound, rest(lines));
const fragment = (name: string, lines: readonly string[]): Files => ({
  [`apimartifacts/policy fragments/${name}/policy.xml`]: ['<fragment>', ...lines, '</fragment>', ''].join('\n'),
});
const named = (value: string): Files => ({
  'apimartifacts/named values/shop/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'shop', value } }),
});

const before = (files: Files): Files => ({ ...ordersSpecification(['get', 'put']), [apiPath]: api(['<base />']), ...files });
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(before(base)), 'base'), memoryTree(repository(before(head)), 'head'), {
    settings: defaultSettings,
    today: '2026-01-01',
  });

/** Every move of access that findings tell: rule, severity, who. */
function moves({ findings }: Review): readonly string[] {
  return findings.flatMap(({ says, severity, targets }) => {
    if (says.code !== 'access-widened' && says.code !== 'access-narrowed') return [];
    const where = targets.flatMap(({ operations }) => operations).join();
    return says.given.moves.map((move) => `${severity} ${says.code} ${move.origin} ${move.parts.map(({ what }) => what).join('+')} ${where}`);
  });
}

const verdict = async (files: Files, from: string, method: string): Promise<string> => {
  const asked = {
    request: { origin: from, method, headers: [], credentials: 'omit' as const },
    destination: { kind: 'name' as const, workspace: null, api: 'orders', operation: null },
    product: null,
    key: null,
  };
  return (await explainRequest(memoryTree(repository(before(files))), asked, defaultSettings, null, { repair: false })).verdict;
};

/** Written where nothing was: who gains. Taken away again: the same lose. */
const openings: readonly (readonly [string, Files, who: readonly string[]])[] = [
  ['in the API', { [apiPath]: api(['<base />', ...writer(origin)]) }, [origin]],
  ['before what is inherited', { [apiPath]: api([...writer(origin), '<base />']) }, [origin]],
  ['in the global policy', { [globalPath]: policy([], rest(writer(origin))) }, [origin]],
  ['where there is none yet', { [apiPath]: api(writer(origin, 'skip')) }, [origin]],
  ['added', { [apiPath]: api(writer(origin, 'append')) }, [origin]],
  ['for everybody', { [apiPath]: api(writer('*')) }, ['*']],
  ['for the null origin', { [apiPath]: api(writer('null')) }, ['null']],
  ['by a named value', { [apiPath]: api(writer('{{shop}}')), ...named(origin) }, [origin]],
  ['by a part that a named value gives', { [apiPath]: api(writer('https://{{shop}}.contoso.com')), ...named('shop') }, [origin]],
  ['in a fragment', { [apiPath]: api(['<include-fragment fragment-id="f" />', '<base />']), ...fragment('f', writer(origin)) }, [origin]],
  [
    'over another one of the global policy',
    { [globalPath]: policy([], rest(writer('https://x.org/'))), [apiPath]: api(['<base />', ...writer(origin)]) },
    [origin],
  ],
];

test.each(openings)('a header written by hand opens, and its deletion shuts out: %s', async (_, files, who) => {
  const widened = await review({}, files);
  const severity = who.includes('*') || who.includes('null') ? /^(warning|error)/ : /^info/;
  expect(
    moves(widened)
      .map((one) => one.replace(/^\w+ /, ''))
      .sort(),
  ).toEqual(who.map((one) => `access-widened ${one} access get-order`).sort());
  for (const one of moves(widened)) expect(one).toMatch(severity);
  const narrowed = await review(files, {});
  expect([...moves(narrowed)].sort()).toEqual(who.map((one) => `warning access-narrowed ${one} access get-order`).sort());
  for (const one of who) {
    const from = one === '*' ? 'https://anybody.example' : one;
    expect([await verdict(files, from, 'GET'), await verdict(files, from, 'PUT')]).toEqual(['allowed', 'blocked']);
  }
});

/** What lets in nobody. */
test.each<[string, Files]>([
  ['with a slash', { [apiPath]: api(writer(`${origin}/`)) }],
  ['two of them', { [apiPath]: api([...writer(origin), ...writer('https://www.contoso.com', 'append')]) }],
  ['in a request of its own', { [apiPath]: api(within('send-request mode="new" response-variable-name="r"', writer(origin))) }],
  ['in a request of its own, which is not waited for', { [apiPath]: api(within('send-one-way-request mode="new"', writer(origin))) }],
  ['deleted again', { [apiPath]: api([...writer(origin), ...writer('', 'delete')]) }],
])('a header that grants nothing changes nothing: %s', async (_, files) => {
  expect((await review({}, files)).changes).toEqual([]);
  expect(await verdict(files, origin, 'GET')).toBe('blocked');
});

const credentials = (value: string, action?: string): readonly string[] => writer(value, action, 'Access-Control-Allow-Credentials');

test.each<[string, Files, Files, readonly string[]]>([
  [
    'credentials are written beside it',
    { [apiPath]: api(writer(origin)) },
    { [apiPath]: api([...writer(origin), ...credentials('true')]) },
    [`warning access-widened ${origin} credentials get-order`],
  ],
  [
    'credentials are written beside a <cors>',
    { [apiPath]: api(['<base />'], cors({ origins: [origin] })) },
    { [apiPath]: api(['<base />', ...credentials('true')], cors({ origins: [origin] })) },
    [`warning access-widened ${origin} credentials get-order`],
  ],
  [
    'credentials are no longer',
    { [apiPath]: api([...writer(origin), ...credentials('true')]) },
    { [apiPath]: api([...writer(origin), ...credentials('True')]) },
    [`error access-narrowed ${origin} credentials get-order`],
  ],
  [
    'a header is no longer exposed',
    { [apiPath]: api([...writer(origin), ...writer('ETag, X-Total', 'override', 'Access-Control-Expose-Headers')]) },
    { [apiPath]: api([...writer(origin), ...writer('ETag', 'override', 'Access-Control-Expose-Headers')]) },
    [`error access-narrowed ${origin} exposed get-order`],
  ],
  [
    'one origin takes the place of another',
    { [apiPath]: api(writer(origin)) },
    { [apiPath]: api(writer('https://www.contoso.com')) },
    ['info access-widened https://www.contoso.com access get-order', `warning access-narrowed ${origin} access get-order`],
  ],
])('what differs is told: %s', async (_, base, head, expected) => {
  expect([...moves(await review(base, head))].sort()).toEqual([...expected].sort());
});

const where = '@(context.Request.Url.Path.Contains(&quot;/fonts/&quot;))';
const when = (lines: readonly string[]): readonly string[] => within('choose', within(`when condition="${where}"`, lines));

/** Nobody knows whether it runs: what it may take from a named origin is never an info. */
test.each<[string, Files]>([
  ['under a condition', { [apiPath]: api(when([...writer(origin), ...credentials('true')])) }],
  [
    'in a fragment that is included under one',
    { [apiPath]: api(when(['<include-fragment fragment-id="f" />'])), ...fragment('f', [...writer(origin), ...credentials('true')]) },
  ],
  [
    'in a fragment that has one',
    { [apiPath]: api(['<include-fragment fragment-id="f" />']), ...fragment('f', when([...writer(origin), ...credentials('true')])) },
  ],
])('%s it is open who gains', async (_, files) => {
  const { changes } = await review({}, files);
  const rows = changes.flatMap((change) => change.origins);
  expect(rows.map(({ origin: who, after }) => [who, after.allowed])).toEqual([[origin, 'unknown']]);
  // One condition, one question: with the header come its credentials.
  expect(rows.map(({ after }) => [after.credentials, after.why.code])).toEqual([[true, 'depends']]);
  expect(moves(await review({}, files))).toEqual([`info access-widened ${origin} access get-order`]);
  expect(await verdict(files, origin, 'GET')).toBe('unknown');
});

test('a condition before what was written for all is a loss that may be', async () => {
  const files = { [apiPath]: api(writer(origin)) };
  expect(moves(await review(files, { [apiPath]: api(when(writer(origin))) }))).toEqual([`warning access-narrowed ${origin} access get-order`]);
});

test('what is computed stays not known', async () => {
  const { changes } = await review(
    {},
    { [apiPath]: api(writer('@(context.Variables.GetValueOrDefault&lt;string&gt;(&quot;o&quot;, &quot;&quot;))')) },
  );
  expect(changes.flatMap((change) => change.origins.map(({ origin: who, after }) => [who, after.allowed]))).toEqual([['*', 'unknown']]);
});

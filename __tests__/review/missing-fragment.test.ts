import { defaultSettings, parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, fragmentPath, globalPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { headline } from '../../src/report/sentences/cause-titles.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

/** What a policy needs and the repository does not hold: API Management refuses to save the policy, and no check is green. */

type Files = Readonly<Record<string, string>>;
const [app, other] = ['https://app.contoso.com', 'https://b.contoso.com'];
const include = '<include-fragment fragment-id="browsers" />';
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: [...within('fragment', lines), ''].join('\n') });
const own = (origins: readonly string[], ...more: readonly string[]): Files => ({ [apiPath]: policy([...more, ...cors({ origins }), '<base />']) });
const options = { settings: defaultSettings, today: '2026-06-15' };

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), options);
const told = ({ findings }: Review): readonly string[] =>
  findings.filter(({ rule }) => rule === 'missing-fragment').map(({ severity, status, path, line }) => `${severity} ${status} ${path}:${line}`);

const workspace = 'apimartifacts/workspaces/retail';
const inWorkspace = (lines: readonly string[]): Files => ({
  [`${workspace}/workspaceInformation.json`]: JSON.stringify({ properties: { displayName: 'retail' } }),
  [`${workspace}/apis/stock/apiInformation.json`]: JSON.stringify({ properties: { displayName: 'stock', path: 'stock' } }),
  [`${workspace}/apis/stock/policy.xml`]: policy(lines),
});

test.each<[fact: string, base: Files, head: Files, place: string]>([
  ['included anew, above a <cors>', own([app]), own([app], include), `${apiPath}:3`],
  ['included anew, below it', own([app]), { [apiPath]: policy([...cors({ origins: [app] }), include]) }, `${apiPath}:14`],
  [
    'included anew in outbound',
    own([app]),
    { [apiPath]: policy([...cors({ origins: [app] }), '<base />'], rest(['<base />', include])) },
    `${apiPath}:21`,
  ],
  [
    'included anew inside another policy, globally',
    { [globalPath]: policy([]), ...own([app]) },
    { [globalPath]: policy(within('choose', within('otherwise', [include]))), ...own([app]) },
    `${globalPath}:5`,
  ],
  [
    'deleted while it is included, with the <cors> in it',
    { [apiPath]: policy([include]), ...fragment(cors({ origins: [app] })) },
    { [apiPath]: policy([include]) },
    `${apiPath}:3`,
  ],
  [
    'deleted while it is included, and no <cors> in it',
    { ...own([app], include), ...fragment(['<set-variable name="a" value="b" />']) },
    own([app], include),
    `${apiPath}:3`,
  ],
  [
    'included by another fragment',
    { [apiPath]: policy([include]), ...fragment(cors({ origins: [app] })) },
    { [apiPath]: policy([include]), ...fragment([...cors({ origins: [app] }), '<include-fragment fragment-id="gone" />']) },
    `${fragmentPath}:13`,
  ],
  [
    'one of the service, included in a workspace',
    { ...inWorkspace(cors({ origins: [app] })), ...fragment(cors({ origins: [app] })) },
    { ...inWorkspace([include]), ...fragment(cors({ origins: [app] })) },
    `${workspace}/apis/stock/policy.xml:3`,
  ],
])('a fragment that is not there: %s', async (_, base, head, place) => {
  const found = await review(base, head);
  expect(told(found)).toEqual([`error new ${place}`]);
  expect([found.conclusion, headline(found, rootCauses(found))]).toEqual(['fail', expect.stringMatching(/is refused at save: nothing is deployed$/)]);
  expect(told(await scanTree(memoryTree(repository(head)), options))).toEqual([`error new ${place}`]);
});

test('one of the service is not seen in a workspace, and it is said so', async () => {
  const found = await review({}, { ...inWorkspace([include]), ...fragment([]) });
  const [message] = found.findings.filter(({ rule }) => rule === 'missing-fragment').map(messageOf);
  expect(message).toBe(
    "The policy fragment 'browsers' is not in workspace 'retail', whose policies do not see that of the service. API Management refuses to save this policy: nothing of it is deployed.",
  );
});

test('missing on both sides, it is known; a fragment that is there is none', async () => {
  const found = await review(own([app], include), own([app, other], include));
  expect([told(found), found.conclusion]).toEqual([[`error existing ${apiPath}:3`], 'pass']);
  expect(told(await review({}, { ...own([app], include), ...fragment([]) }))).toEqual([]);
});

test('where something else may deploy the fragment it is told, and no more', async () => {
  const settings = parseSettings('scopes:\n- { path: orders.xml, scope: api, api: orders }', '.github/apim-cors.yml');
  const files = (...lines: readonly string[]): Files => ({ 'orders.xml': policy([...lines, ...cors({ origins: [app] })]) });
  const found = await reviewTrees(memoryTree(files(), 'base'), memoryTree(files(include), 'head'), { ...options, settings });
  expect(told(found)).toEqual(['info new orders.xml:3']);
  expect(found.findings.filter(({ rule }) => rule === 'missing-fragment').map(messageOf)).toEqual([
    "What deploys this policy deploys no fragment 'browsers': whether that holds a <cors> is not known here, and if nothing else deploys it, API Management refuses to save this policy.",
  ]);
});

test.each<[fact: string, base: Files, head: Files]>([
  ['the origin is one anew', own([app]), own(['{{shop}}'])],
  [
    'it is deleted',
    {
      ...own(['{{shop}}']),
      'apimartifacts/named values/shop/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'shop', value: app } }),
    },
    own(['{{shop}}']),
  ],
])('a named value that is not there: %s; who had access and may have lost it is a warning', async (_, base, head) => {
  const { findings } = await review(base, head);
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(
    expect.arrayContaining(['warning access-narrowed', 'info unresolved-origin']),
  );
});

describe('a repository that holds no fragment at all', () => {
  const names = ['books', 'orders', 'tills', 'users'];
  const extract = (count: number, more: readonly string[] = []): Files =>
    Object.fromEntries(
      names.slice(0, count).flatMap((id) => [
        [`apimartifacts/apis/${id}/apiInformation.json`, JSON.stringify({ properties: { displayName: id, path: id } })],
        [`apimartifacts/apis/${id}/policy.xml`, policy([`<include-fragment fragment-id="${id}-checks" />`, ...more, ...cors({ origins: [app] })])],
      ]),
    );

  test('is told once a service, and as a warning', async () => {
    const scan = await scanTree(memoryTree(repository(extract(4))), options);
    expect(told(scan)).toEqual(['warning new apimartifacts/apis/books/policy.xml:3']);
    const [message] = scan.findings.filter(({ rule }) => rule === 'missing-fragment').map(messageOf);
    expect(message).toContain('books-checks, orders-checks, tills-checks and 1 more');
    expect(scan.counts.error).toBe(0);
  });

  test('unless it held them before', async () => {
    const kept = Object.fromEntries(
      names.map((id) => [
        `apimartifacts/policy fragments/${id}-checks/policy.xml`,
        [...within('fragment', cors({ origins: [other] })), ''].join('\n'),
      ]),
    );
    const found = await review({ ...extract(4), ...kept }, extract(4));
    expect(told(found).filter((one) => one.startsWith('error new'))).toHaveLength(4);
    expect(found.conclusion).toBe('fail');
    // So too of the first ones that a change includes.
    const first = await review({ [apiPath]: policy(cors({ origins: [app] })) }, { [apiPath]: policy(cors({ origins: [app] })), ...extract(2) });
    expect(told(first).filter((one) => one.startsWith('error new'))).toHaveLength(2);
  });
});

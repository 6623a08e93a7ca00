import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersApi, policy, product, productPath, repository } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const admin = 'https://admin.contoso.com';
const catchPath = 'apimartifacts/apis/orders/operations/catch/policy.xml';
const [ends, passes] = [' terminate-unmatched-request="true"', ' terminate-unmatched-request="false"'];

function specification(urls: Readonly<Record<string, readonly [id: string, url: string, verb: string]>>): Files {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, url, verb] of Object.values(urls))
    paths[url] = { ...paths[url], [verb]: { operationId: id, responses: { 200: { description: 'ok' } } } };
  const text = JSON.stringify({ openapi: '3.0.1', info: { title: 'o', version: '1' }, paths }, null, 1);
  return { 'apimartifacts/apis/orders/specification.yaml': text };
}

function review(base: Files, head: Files): Promise<Review> {
  const tree = (files: Files): ReturnType<typeof memoryTree> => memoryTree(repository({ ...ordersApi({ subscriptionRequired: false }), ...files }));
  return reviewTrees(tree(base), tree(head), { settings: defaultSettings, today: '2026-01-01' });
}

const rulesOf = ({ findings }: Review): readonly string[] => findings.filter(({ status }) => status === 'new').map(({ rule }) => rule);

describe('an operation whose requests another one takes', () => {
  const rest = { catch: ['catch', '/*', 'get'], list: ['list', '/list', 'get'] } as const;
  const allowed = { [globalPath]: policy(cors({ origins: [app], attributes: passes })) };

  test.each([
    ['a literal', '/private'],
    ['a parameter', '/items/{id}'],
    ['a parameter inside', '/items/{id}/lines'],
    ['a wildcard of its own', '/files/*'],
  ])('changes nothing for anybody, gone or new, where the same policies answer: %s', async (_, url) => {
    const one = { ...allowed, ...specification({ ...rest, own: ['own', url, 'get'] }) };
    const none = { ...allowed, ...specification(rest) };
    for (const [base, head] of [
      [one, none],
      [none, one],
    ] as const) {
      const result = await review(base, head);
      expect(result.changes).toEqual([]);
      expect(rulesOf(result)).toEqual([]);
      expect(result.provenUnchanged).toBe(true);
    }
  });

  test.each([
    ['another method', '/private', 'put'],
    ['a URL that the other one does not take', '/', 'get'],
  ])('is new or gone where nothing takes its requests: %s', async (_, url, verb) => {
    const some = { catch: ['catch', '/{one}/{more}/*', 'get'], list: rest.list } as const;
    const one = { ...allowed, ...specification({ ...some, own: ['own', url, verb] }) };
    const none = { ...allowed, ...specification(some) };
    expect((await review(one, none)).changes.map(({ existence }) => existence)).toEqual(['removed']);
    expect((await review(none, one)).changes.map(({ existence }) => existence)).toEqual(['added']);
  });

  test('loses what the other one does not give: one cause, which names the loss', async () => {
    const other = { ...allowed, [catchPath]: policy([]) };
    const result = await review(
      { ...other, ...specification({ ...rest, own: ['own', '/items/{id}', 'get'] }) },
      { ...other, ...specification(rest) },
    );
    expect(result.changes.map(({ existence, targets }) => [existence, targets.map(({ operations }) => operations)])).toEqual([
      ['changed', [['own']]],
    ]);
    const causes = rootCauses(result).filter(({ status }) => status === 'new');
    expect(causes.map((cause) => [cause.severity, causeTitle(cause)])).toEqual([['error', `${app} can no longer call orders (own)`]]);
    expect([...rulesOf(result)].sort()).toEqual(['access-narrowed', 'cors-not-inherited']);
  });
});

describe('a product’s <cors> below <base />, new beside an API that has its own', () => {
  const opened = product(policy(['<base />', ...cors({ origins: [app] })]), false);

  test.each<[string, apiPolicy: string, isBlamed: boolean]>([
    ['it decides above <base />', policy([...cors({ origins: [admin], attributes: ends }), '<base />']), false],
    ['it passes others on', policy([...cors({ origins: [admin], attributes: passes }), '<base />']), true],
    ['it stands behind what is inherited', policy(['<base />', ...cors({ origins: [admin], attributes: ends })]), true],
    ['it has none', policy(['<base />']), true],
  ])('the global <cors> is blamed only where the product’s would answer without it: %s', async (_, apiPolicy, isBlamed) => {
    const base = { [globalPath]: policy(cors({ origins: [admin], attributes: ends })), [apiPath]: apiPolicy };
    const result = await review(base, { ...base, ...opened });
    const blamed = result.findings.filter(
      ({ rule, says }) => rule === 'inherited-cors-decides' && 'own' in says.given && says.given.own.path === productPath,
    );
    expect(blamed).toHaveLength(isBlamed ? 1 : 0);
  });
});

describe('of two APIs of one product, of which one has a <cors> that decides', () => {
  const stock = 'apimartifacts/apis/a-stock';
  const files = (inbound: readonly string[]): Files => ({
    [globalPath]: policy(cors({ origins: [app], attributes: ends })),
    [`${stock}/apiInformation.json`]: JSON.stringify({ properties: { path: 'stock', subscriptionRequired: false } }),
    [`${stock}/policy.xml`]: policy([...cors({ origins: [admin], attributes: ends }), '<base />']),
    ...product(policy(inbound), false),
    'apimartifacts/products/starter/apis.json': JSON.stringify([{ name: 'a-stock' }, { name: 'orders' }]),
  });

  test.each([
    ['inherited-cors-decides', ['<base />', ...cors({ origins: ['https://open.contoso.com'] })]],
    ['cors-not-inherited', ['<rate-limit calls="10" renewal-period="60" />']],
  ])('the other one is still told: %s', async (rule, inbound) => {
    const result = await review(files(['<base />']), files(inbound));
    const told = result.findings.filter((finding) => finding.rule === rule);
    expect(told.map(({ targets }) => [...new Set(targets.map(({ api }) => api))])).toEqual([['orders']]);
  });
});

describe('a broader <cors> that is not inherited', () => {
  const listed = { [globalPath]: policy(cors({ origins: [app], attributes: passes })) };
  const own = (attributes: string): string[] => cors({ origins: [admin], attributes });
  // Nobody but the admin app can call it, so no change takes anything from the other one.
  const before = { [apiPath]: policy([...own(ends), '<base />']) };

  test.each<[string, head: Files, isTold: boolean]>([
    ['the API’s own <cors> decides anyway', { [apiPath]: policy(own(ends)) }, false],
    ['the API’s own <cors> passes others on', { [apiPath]: policy(own(passes)) }, true],
    ['the API has no <cors>', { [apiPath]: policy(['<rate-limit calls="10" renewal-period="60" />']) }, true],
    ['a product, and the API’s own decides above it', { [apiPath]: policy([...own(ends), '<base />']), ...product(policy([]), false) }, false],
    ['a product, and the API’s own passes others on', { [apiPath]: policy([...own(passes), '<base />']), ...product(policy([]), false) }, true],
    ['a product, and the API’s own stands behind it', { [apiPath]: policy(['<base />', ...own(ends)]), ...product(policy([]), false) }, true],
  ])('is told where <base /> would let somebody in: %s', async (_, head, isTold) => {
    const result = await review({ ...listed, ...before }, { ...listed, ...head });
    expect(rulesOf(result).includes('cors-not-inherited')).toBe(isTold);
  });

  test('whom the API’s own <cors> leaves out is told all the same where this change takes access', async () => {
    const above = { ...listed, [apiPath]: policy(['<base />', ...own(ends)]) };
    const result = await review(above, { ...listed, [apiPath]: policy(own(ends)) });
    expect(result.findings.filter(({ rule }) => rule === 'cors-not-inherited').map(({ severity }) => severity)).toEqual(['error']);
  });

  test('the developer portal among others is told, and they are not', async () => {
    const portal = 'https://contoso.developer.azure-api.net';
    const both = { [globalPath]: policy(cors({ origins: [portal, app], attributes: passes })) };
    const result = await review({ ...both, ...before }, { ...both, [apiPath]: policy(own(ends)) });
    const told = result.findings.flatMap(({ says }) =>
      says.code === 'cors-not-inherited' ? says.given.losses.flatMap(({ origins }) => origins) : [],
    );
    expect(told).toEqual([portal]);
  });
});

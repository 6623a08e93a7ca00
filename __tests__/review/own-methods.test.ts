import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, product, repository } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, messageOf, titleOf } from '../report/said.js';

/** Access is that of an operation's own method: other methods of a list are nobody's access. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-06-15' });

/** Each group of operations, each origin in it: what it may do before and after. */
const told = ({ changes }: Review): readonly string[] =>
  changes.flatMap(({ targets, origins, kind }) => {
    const operations = targets.flatMap((target) => (target.operations.length === 0 ? (target.api ?? '') : target.operations));
    const of = (access: Review['changes'][number]['origins'][number]['before']): string =>
      access.allowed === 'no' ? 'no' : `${access.allowed} ${String(access.methods)}`;
    return origins.map((one) => `${kind} ${operations.join('+')}: ${of(one.before)} > ${of(one.after)}`);
  });

const listing = (methods: readonly string[], path = apiPath, verbs = ['get', 'put']): Files =>
  repository({
    [path]: policy(cors({ origins: [app], methods })),
    ...ordersSpecification(verbs),
    ...(path === apiPath ? {} : { [apiPath]: policy(['<base />']) }),
  });

describe('only operations whose own method is listed or no longer listed lose or gain', () => {
  test.each<[fact: string, base: Files, head: Files, expected: readonly string[]]>([
    ['a GET loses nothing when PUT goes', listing(['GET', 'PUT']), listing(['GET']), ['narrowed put-order: yes PUT > no']],
    ['at the global scope', listing(['GET', 'PUT'], globalPath), listing(['GET'], globalPath), ['narrowed put-order: yes PUT > no']],
    [
      'in an open product',
      repository(product(policy(cors({ origins: [app], methods: ['PUT', 'GET'] })), false)),
      repository(product(policy(cors({ origins: [app], methods: ['GET'] })), false)),
      ['narrowed put-order: yes PUT > no'],
    ],
    ['a POST operation has no GET to lose', listing(['GET', 'POST'], apiPath, ['post']), listing(['POST'], apiPath, ['post']), []],
    ['nor a DELETE to gain', listing(['POST'], apiPath, ['post']), listing(['POST', 'DELETE', 'PATCH'], apiPath, ['post']), []],
    ['every method is the own one', listing(['GET', 'PUT']), listing(['*']), []],
    ['and back', listing(['*']), listing(['PUT', 'GET', 'HEAD']), []],
    [
      'every method no more, and one of the two is left',
      listing(['*']),
      listing(['PUT']),
      // Whether the gateway minds the method of a GET, which needs no preflight, no page says.
      ['narrowed get-order: yes GET > unknown GET'],
    ],
    ['PUT is listed', listing(['GET']), listing(['GET', 'PUT']), ['widened put-order: no > yes PUT']],
    [
      'the operation has a policy of its own',
      repository({ [operationPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT', 'DELETE'] })) }),
      repository({ [operationPath]: policy(cors({ origins: [app], methods: ['GET'] })) }),
      [],
    ],
    [
      'two operations that fare alike are told together',
      repository(ordersSpecification(['get', 'put', 'delete'])),
      listing(['PUT', 'DELETE', 'GET'], apiPath, ['get', 'put', 'delete']),
      ['widened get-order+put-order+delete-order: no > yes DELETE,GET,PUT'],
    ],
    [
      'operations that are not in the repository keep the whole list',
      {
        'apimartifacts/apis/orders/apiInformation.json': '{"properties":{"path":"orders"}}',
        [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'] })),
      },
      {
        'apimartifacts/apis/orders/apiInformation.json': '{"properties":{"path":"orders"}}',
        [apiPath]: policy(cors({ origins: [app], methods: ['GET'] })),
      },
      ['narrowed orders: yes GET,PUT > yes GET'],
    ],
  ])('%s', async (_, base, head, expected) => {
    const made = await review(base, head);
    expect(told(made)).toEqual(expected);
    expect(made.operations.changed).toBe(new Set(expected.flatMap((line) => line.split(/[ :]/)[1]?.split('+') ?? [])).size);
    if (!expected.some((line) => line.includes(' orders:'))) expect(made.findings.map(messageOf).join()).not.toMatch(/(loses|gains) method/);
  });

  test('an operation that takes every method keeps the whole list', async () => {
    const any: Files = {
      'apimartifacts/apis/orders/specification.yaml': '',
      'apimartifacts/apis/orders/operations/all/operationInformation.json': JSON.stringify({ properties: { method: '*', urlTemplate: '/*' } }),
    };
    const head = repository({ ...any, [apiPath]: policy(cors({ origins: [app], methods: ['GET'] })) });
    const base = repository({ ...any, [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'] })) });
    const { changes } = await review(base, head);
    expect(changes[0]?.origins[0]?.before.methods).toEqual(['GET', 'PUT']);
    expect(changes[0]?.origins[0]?.after.methods).toEqual(['GET']);
  });
});

describe('a <cors> that comes first takes nothing that the operation does not have', () => {
  const above = cors({ origins: [app], methods: ['POST'], attributes: ' terminate-unmatched-request="true"' });
  const below = cors({ origins: [app], methods: ['POST', 'PUT'], attributes: '' });
  const files = (verbs: readonly string[]): Files =>
    repository({ [globalPath]: policy(above), [apiPath]: policy(['<base />', ...below]), ...ordersSpecification(verbs) });
  const shadows = async (verbs: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const { findings } = await scanTree(memoryTree(files(verbs)), { settings: defaultSettings, today: '2026-06-15' });
    return findings.filter((one) => one.rule === 'inherited-cors-decides').map((one) => one.targets.flatMap((target) => target.operations));
  };
  test.each<[string, readonly string[], readonly (readonly string[])[]]>([
    ['a POST alone', ['post'], []],
    ['a PUT', ['put'], [['put-order']]],
    ['a POST and a PUT: the PUT alone is harmed', ['post', 'put'], [['put-order']]],
  ])('%s', async (_, verbs, expected) => {
    expect(await shadows(verbs)).toEqual(expected);
  });

  test('the move above <base /> takes no method from the portal that the operation does not have', async () => {
    const all = cors({ origins: [portal], attributes: ' allow-credentials="true"' });
    const own = cors({ origins: [app], methods: ['GET', 'POST'], attributes: ' allow-credentials="true"' });
    for (const [verbs, effect] of [
      [['post'], 'gains access'],
      [['post', 'get'], 'gains access'],
      // Whether the global <cors>, which comes second then, is asked for the method is open.
      [['post', 'delete'], `${portal} may lose access on operation 'delete-order'`],
    ] as const) {
      const tree = memoryTree(
        repository({ [globalPath]: policy(all.map((line) => line)), [apiPath]: policy(['<base />', ...own]), ...ordersSpecification(verbs) }),
      );
      const { findings } = await scanTree(tree, { settings: defaultSettings, today: '2026-06-15' });
      const [first] = findings.find((one) => one.rule === 'inherited-cors-decides')?.suggestions ?? [];
      expect(first === undefined ? '' : titleOf(first)).toBe(`Move <cors> above <base />, and list ${portal} in it too`);
      expect(first === undefined ? '' : effectOf(first)).toContain(effect);
      expect(first === undefined ? '' : effectOf(first)).not.toContain('method');
    }
  });
});

test.each([
  ['a method is added', ['GET'], ['GET', 'PUT']],
  ['a method goes', ['GET', 'PUT'], ['GET']],
])('operations that are not known have every method: %s', async (_, before, after) => {
  const files = (methods: readonly string[]): Files => ({
    'apimartifacts/apis/orders/apiInformation.json': '{"properties":{"displayName":"Orders","path":"orders","protocols":["https"]}}',
    'apimartifacts/apis/orders/operations/get-orders/operationInformation.json':
      '{"properties":{"displayName":"Get","method":"GET","urlTemplate":"/"}}',
    [apiPath]: policy(cors({ origins: [app], methods })),
  });
  const result = await review(files(before), files(after));
  expect(result.provenUnchanged).toBe(false);
  expect(result.changes.length).toBeGreaterThan(0);
});

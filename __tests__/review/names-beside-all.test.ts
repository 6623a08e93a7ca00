import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import type { Files } from './arbitrary-files.js';

/** To a request with credentials a `*` in a list is a name like any other (Fetch standard): what is named beside it is what such requests have. */

const origins = ['https://app.contoso.com'];
const withCredentials = ' allow-credentials="true" terminate-unmatched-request="true"';
const base: Files = ordersSpecification(['get', 'put']);
const review = (before: Files, after: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository({ ...base, ...before }), 'base'), memoryTree(repository({ ...base, ...after }), 'head'), {
    settings: defaultSettings,
    today: '2026-01-01',
  });
type Lists = Omit<Parameters<typeof cors>[0], 'origins' | 'attributes'>;
const inApi = (lists: Lists): Files => ({ [apiPath]: policy(cors({ origins, attributes: withCredentials, ...lists })) });
const inherited = (lists: Lists): Files => ({
  [globalPath]: policy(cors({ origins, attributes: withCredentials, ...lists })),
  [apiPath]: policy(['<base />']),
});

const told = ({ findings }: Review): readonly string[] =>
  findings.flatMap(({ says, severity }) =>
    says.code === 'access-narrowed' || says.code === 'access-widened'
      ? says.given.moves.map(
          ({ origin, parts }) => `${severity} ${says.code} ${origin} ${parts.map(({ what, names }) => `${what} ${String(names)}`).join()}`,
        )
      : [],
  );

test.each<[string, Files, Files, string]>([
  [
    'a response header',
    inApi({ exposed: ['*', 'X-Total'] }),
    inApi({ exposed: ['*'] }),
    'warning access-narrowed https://app.contoso.com exposed x-total',
  ],
  [
    'named first, in the global policy',
    inherited({ exposed: ['ETag', '*'] }),
    inherited({ exposed: ['*'] }),
    'warning access-narrowed https://app.contoso.com exposed etag',
  ],
  [
    'one of two',
    inApi({ exposed: ['*', 'ETag', 'X-Total'] }),
    inApi({ exposed: ['ETag', '*'] }),
    'warning access-narrowed https://app.contoso.com exposed x-total',
  ],
  [
    'a response header more',
    inApi({ exposed: ['*'] }),
    inApi({ exposed: ['*', 'X-Total'] }),
    'info access-widened https://app.contoso.com exposed x-total',
  ],
  // Only where the gateway answers with the list as it is written.
  ['a method', inApi({ methods: ['*', 'PUT'] }), inApi({ methods: ['*'] }), 'info access-narrowed https://app.contoso.com methods PUT'],
  ['a request header', inApi({ headers: ['*', 'X-Key'] }), inApi({ headers: ['*'] }), 'info access-narrowed https://app.contoso.com headers x-key'],
])('what stands beside a * counts: %s', async (_, before, after, expected) => {
  const made = await review(before, after);
  expect(told(made)).toEqual([expected]);
  expect(made.changes).not.toEqual([]);
});

test.each<[string, Lists, Lists]>([
  ['without credentials', { exposed: ['*', 'X-Total'] }, { exposed: ['*'] }],
  ['methods without credentials', { methods: ['*', 'PUT'] }, { methods: ['*'] }],
  ['headers without credentials', { headers: ['*', 'X-Key'] }, { headers: ['*'] }],
])('and nothing to anybody %s', async (_, before, after) => {
  const plain = (lists: Lists): Files => ({ [apiPath]: policy(cors({ origins, ...lists })) });
  expect((await review(plain(before), plain(after))).changes).toEqual([]);
});

import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersApi, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { verdictOf } from '../../src/report/verdict.js';
import type { Review } from '../../src/review/review.js';
import { harmTo, rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** What is said where no access was found to change: what is proven, and what keeps it from being proven. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const listed = cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' });
const letsIn = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${app}</value>`]);
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-06-15' });
const before: Files = { [apiPath]: policy([...listed, '<base />']) };

test.each<[string, Files, string]>([
  [
    'a comment',
    { [apiPath]: policy(['<!-- ours -->', ...listed, '<base />']) },
    'Nothing changes for anybody: every origin keeps exactly the access it has.',
  ],
  [
    'headers of errors',
    { [apiPath]: policy([...listed, '<base />'], rest(['<base />'], ['<base />', ...letsIn])) },
    'Every origin keeps exactly the access it has; headers of CORS in errors, in fragments, in <backend> or under conditions are written otherwise than before.',
  ],
  [
    'headers behind the call of the backend',
    {
      [apiPath]: policy(
        [...listed, '<base />'],
        rest(['<base />']).map((line) => line.replace(/^( *)<\/backend>/, `$1  ${letsIn.join('')}\n$1</backend>`)),
      ),
    },
    'Every origin keeps exactly the access it has; headers of CORS in errors, in fragments, in <backend> or under conditions are written otherwise than before.',
  ],
  [
    'requests of unlisted origins go on',
    { [apiPath]: policy([...cors({ origins: [app] }), '<base />']) },
    'Every origin keeps exactly the access it has; requests of origins that nobody lists end elsewhere than before.',
  ],
  [
    'a part that is not understood',
    { [apiPath]: policy([...listed, '{{snippet}}', '<base />']) },
    'No change of access was found. It is not proven that there is none: a part of a policy is not understood and an error is new.',
  ],
])('%s: what is proven is said, and why no more is', async (_, head, sentence) => {
  const made = await review(before, head);
  expect(made.changes).toEqual([]);
  expect(verdictOf(made).sentences).toContain(sentence);
});

test('who is let in now gains, whatever another reading gave before', async () => {
  const own = (origins: readonly string[]): string =>
    policy([...cors({ origins, methods: ['GET', 'PUT'], headers: ['x-a'], attributes: '' }), '<base />']);
  const global = policy(cors({ origins: [app], attributes: ' allow-credentials="true"' }));
  const made = await review({ [globalPath]: global, [apiPath]: own(['https://b.contoso.com']) }, { [globalPath]: global, [apiPath]: own(['*']) });
  const rows = made.changes.flatMap(({ origins }) => origins);
  expect(rows.filter(({ origin }) => origin === app).map(harmTo)).toEqual(['gains']);
  expect(rootCauses(made).map(causeTitle)[0]).toMatch(/^any other website .*can now call/);
});

describe('operations that are removed: who called them, and that it is the operations that are gone', () => {
  const files = (verbs: readonly string[]): Files => ({ ...before, ...ordersApi(), ...ordersSpecification(verbs) });
  test.each<[string, Files, Files, string]>([
    ['one', files(['get', 'put']), files(['get']), `${app} can no longer call orders (put-order, removed)`],
    ['some', files(['get', 'put', 'delete']), files(['get']), `${app} can no longer call 2 operations of orders (removed)`],
  ])('%s', async (_, base, head, title) => {
    const made = await review(base, head);
    expect(rootCauses(made).map(causeTitle)).toEqual([title]);
    expect(made.changes.map(({ existence }) => existence)).toEqual(['removed']);
  });
});

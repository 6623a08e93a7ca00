import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { kindsOf } from '../../src/report/repair-table.js';
import { reportText } from '../../src/report/text.js';
import { checkedPhrase } from '../../src/report/sentences/left-out.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const plain = (_: unknown, text: string): string => text;

type Files = Readonly<Record<string, string>>;

const [app, admin] = ['https://app.contoso.com', 'https://admin.contoso.com'];
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-01-01' });
const both = { [apiPath]: policy([...cors({ origins: [app, admin] }), '<base />']) };
const one = cors({ origins: [app] });
const answer = ['<return-response>', '<set-status code="503" reason="off" />', '</return-response>'];

async function checked(head: Files): Promise<string> {
  const [cause] = rootCauses(await review(both, head));
  const [repair] = cause?.repairs ?? [];
  return cause === undefined || repair === undefined ? '' : wholePhrase(checkedPhrase(cause, repair));
}

test.each<[what: string, head: Files, isTold: boolean]>([
  ['behind what answers everything', { [apiPath]: policy([...answer, ...one]) }, true],
  ['in outbound', { [apiPath]: policy(['<base />'], rest(['<base />', ...one])) }, true],
  ['behind what answers everything, for both', { [apiPath]: policy([...answer, ...cors({ origins: [app, admin] })]) }, false],
  ['in outbound, for both', { [apiPath]: policy(['<base />'], rest(['<base />', ...cors({ origins: [app, admin] })])) }, false],
])('a fix says who stays blocked: %s', async (_, head, isTold) => {
  const said = await checked(head);
  expect(said).toContain(' gain');
  expect(said.includes(`${admin} stays blocked.`)).toBe(isTold);
});

test('two ways to write a fix at one place are one fix', async () => {
  const made = await review(
    { [globalPath]: policy(cors({ origins: [app, admin], attributes: '' })), [apiPath]: policy(['<base />']) },
    {
      [globalPath]: policy(cors({ origins: [app, admin], attributes: '' })),
      [apiPath]: policy(cors({ origins: [app, admin], methods: ['GET'], attributes: '' })),
    },
  );
  const text = reportText(made, { paint: plain, width: 100 });
  expect(text).not.toMatch(/in each of|of \d places/);
  for (const { repairs } of rootCauses(made)) for (const kind of kindsOf(repairs)) expect(kind).toHaveLength(1);
});

test('a reason that is told already is told at the line that is shown', async () => {
  const text = ['a', 'b'].reduce<Files>(
    (files, id) => ({ ...files, [apiPath.replace('apis/orders', `apis/${id}`)]: policy(cors({ origins: ['*', 'http://localhost:3000'] })) }),
    {},
  );
  const before = Object.fromEntries(Object.keys(text).map((path) => [path, policy(cors({ origins: [app] }))]));
  const report = reportText(await review(before, text), { paint: plain, width: 200 });
  const same = [...report.matchAll(/for the same reason as (\S+)/g)].map(([, place = '']) => place);
  expect(same.length).toBeGreaterThan(0);
  for (const place of same) expect(report).toContain(`--> ${place}\n`);
});

/** A policy that API Management may refuse to save, and what it would open all the same: told beside it, and no safe repair comes to it. */
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { causeTitle, headline } from '../../src/report/sentences/cause-titles.js';
import { harmRows } from '../../src/report/harm-table.js';
import { verdictOf } from '../../src/report/verdict.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const [app, other, third] = ['https://app.contoso.com', 'https://b.contoso.com', 'https://c.contoso.com'];
const own = (...origins: readonly string[]): readonly string[] => cors({ origins });
const everybody = cors({ origins: ['*'], attributes: ' allow-credentials="true"' });

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-01-01' });

/** Each repair of the refusal: whether it is safe, and the lines of the file that it leaves. */
function repairsOf(found: Review): readonly (readonly [safe: boolean, kept: string])[] {
  const cause = rootCauses(found).find(({ findings }) => findings[0]?.rule === 'duplicate-cors');
  return (cause?.repairs ?? []).map(({ isSafe, texts }) => [
    isSafe,
    [...(texts?.[0]?.text ?? '').matchAll(/<origin>(.*?)<\/origin>/g)].map(([, one]) => one).join(' '),
  ]);
}

const opened: readonly (readonly [what: string, base: Files, head: Files])[] = [
  ['above the one that base had', { [apiPath]: policy(own(app)) }, { [apiPath]: policy([...everybody, ...own(app)]) }],
  ['beside <base />', { [apiPath]: policy([...own(app), '<base />']) }, { [apiPath]: policy([...everybody, '<base />', ...own(app)]) }],
  ['at the global scope', { [globalPath]: policy(own(app)) }, { [globalPath]: policy([...everybody, ...own(app)]) }],
  [
    'at an operation',
    { [apiPath]: policy(own(app)), [operationPath]: policy([...own(app), '<base />']) },
    { [apiPath]: policy(own(app)), [operationPath]: policy([...everybody, ...own(app)]) },
  ],
  [
    'by a name that <cors> does not have',
    { [apiPath]: policy(own(app)) },
    { [apiPath]: policy(everybody).replace('<allowed-origins>', '<origins /><allowed-origins>') },
  ],
];

describe.each(opened)('every website is let in %s', (_, base, head) => {
  test('who could call comes first, and that nothing may be deployed beside it', async () => {
    const found = await review(base, head);
    const causes = rootCauses(found);
    expect(headline(found, causes)).toMatch(/^any other website(?: and .+)? may now call orders/);
    expect(causes.map(causeTitle).filter((title) => title.endsWith('refused at save: nothing is deployed'))).toHaveLength(1);
    expect(harmRows(found, causes).map(({ mark }) => mark)).toEqual(expect.arrayContaining(['❌ not deployed', '➕ may gain']));
    expect(verdictOf(found).sentences.join(' ')).toContain('; if it is saved all the same, browser access changes for ');
    expect(found.conclusion).toBe('fail');
  });

  test('no repair that is safe leaves it open', async () => {
    const found = await review(base, head);
    for (const { repairs } of rootCauses(found))
      for (const { isSafe, texts = [] } of repairs) if (isSafe) expect(texts.map(({ text }) => text).join('\n')).not.toContain('<origin>*</origin>');
  });
});

test('what gateways were seen to refuse lets nobody in under any reading', async () => {
  const found = await review(
    { [apiPath]: policy(own(app)) },
    { [apiPath]: policy(cors({ origins: ['*', 'https://*.contoso.com'], attributes: ' allow-credentials="true"' })) },
  );
  expect(
    rootCauses(found)
      .map(causeTitle)
      .filter((title) => title.includes('may now')),
  ).toEqual([]);
  // Taking the refused origin out leaves every website: what is deployed does not let them in.
  expect(
    rootCauses(found)
      .flatMap(({ repairs }) => repairs)
      .filter(({ isSafe }) => isSafe),
  ).toEqual([]);
});

describe('which <cors> of several is kept', () => {
  test.each<readonly [what: string, base: readonly string[], head: readonly string[], repairs: ReturnType<typeof repairsOf>]>([
    [
      'the first is that of base',
      own(app),
      [...own(app), ...own(other)],
      [
        [true, app],
        [false, other],
      ],
    ],
    [
      'the second is that of base',
      own(app),
      [...own(other), ...own(app)],
      [
        [true, app],
        [false, other],
      ],
    ],
    [
      'the last of three is that of base',
      own(app),
      [...own(other), ...own(third), ...own(app)],
      [
        [true, app],
        [false, other],
        [false, third],
      ],
    ],
    [
      'both list more than base',
      own(app),
      [...own(app, other), ...own(app, third)],
      [
        [false, `${app} ${other}`],
        [false, `${app} ${third}`],
      ],
    ],
    ['both say the same', own(app), [...own(app), ...own(app)], [[true, app]]],
  ])('%s', async (_, base, head, repairs) => {
    expect(repairsOf(await review({ [apiPath]: policy(base) }, { [apiPath]: policy(head) }))).toEqual(repairs);
  });
});

test('text that stands before and behind an element in one line is one cause', async () => {
  const found = await review({ [apiPath]: policy(own(app)) }, { [apiPath]: policy(['@(<set-variable name="a" value="b" />)', ...own(app)]) });
  const parts = rootCauses(found).filter(({ findings }) => findings[0]?.rule === 'not-understood');
  expect(parts.map(({ findings }) => findings.length)).toEqual([2]);
});

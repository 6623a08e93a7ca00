/** What stands below a change is the same question on both sides of it, wherever it has moved to. */
import { cors, policy, within } from '../../src/layouts/apiops/example.js';
import { parseSettings } from '../../src/config/settings.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Kept } from '../review/hosts.js';

const app = 'https://app.contoso.com';
const shop = 'https://shop.contoso.com';
const everyone = cors({ origins: ['*'] });
const open = ' terminate-unmatched-request="false"';
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, [...lines]));
const plain = policy(['<base />']);

/** Whose access a review says may change, where `origins` of the first `<cors>` of the global policy is all that does. */
async function movedBy(below: readonly string[], own: string, host: (typeof hosts)[number]): Promise<readonly string[]> {
  const side = (origins: readonly string[]): Kept => ({
    global: policy([...cors({ origins: [...origins], attributes: open }), ...below]),
    api: own,
    operation: plain,
  });
  const settings = parseSettings(host.yaml, '.github/apim-cors.yml');
  const trees = [memoryTree(host.files(side([app])), 'base'), memoryTree(host.files(side([app, shop])), 'head')] as const;
  const { changes } = await reviewTrees(...trees, { settings, today: '2026-01-01' });
  return [...new Set(changes.flatMap(({ origins }) => origins.map(({ origin }) => origin)))].sort();
}

const layouts = hosts.map((host) => [host.name, host] as const);

test.each(layouts)('%s: a condition below a longer list', async (_, host) => {
  expect(await movedBy(when('@(context.Request.Method == &quot;GET&quot;)', everyone), plain, host)).toEqual([shop]);
});

test.each(layouts)('%s: a condition in another policy of the same file', async (_, host) => {
  expect(await movedBy([], policy(['<base />', ...when('@(context.Request.Method == &quot;GET&quot;)', everyone)]), host)).toEqual([shop]);
});

test.each(layouts)('%s: an answer under a condition', async (_, host) => {
  const answers = when('@(context.Request.Method == &quot;OPTIONS&quot;)', [
    '<return-response>',
    '  <set-status code="204" reason="No Content" />',
    '</return-response>',
  ]);
  expect(await movedBy([...answers, ...everyone], plain, host)).not.toContain('*');
});

test('another condition is another question', async () => {
  const [host] = hosts;
  if (host === undefined) throw new Error('no layout');
  const side = (condition: string): Kept => ({ global: policy(when(condition, everyone)), api: plain, operation: plain });
  const trees = ['@(true)', '@(false)'].map((condition) => memoryTree(host.files(side(condition)))) as [
    ReturnType<typeof memoryTree>,
    ReturnType<typeof memoryTree>,
  ];
  const { changes } = await reviewTrees(...trees, { settings: parseSettings(host.yaml, 'c'), today: '2026-01-01' });
  expect(changes.flatMap(({ origins }) => origins.map(({ origin }) => origin))).toContain('*');
});

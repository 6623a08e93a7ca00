import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, globalPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

/** What is longer or forks more often than is followed is never the same as something else that is. */

const origin = 'context.Request.Headers.GetValueOrDefault("Origin","")';
const header = (value: string): string =>
  `<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${value}</value></set-header>`;
const many = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join('');
const app = (index: number): string => `https://a${index}.contoso.com`;

type OfSide<Made> = (side: number) => Made;

async function reviewed(
  outbound: OfSide<string>,
  inbound: OfSide<string>,
  more: OfSide<Readonly<Record<string, string>>> = () => ({}),
): Promise<Review> {
  const tree = (side: number): ReturnType<typeof memoryTree> =>
    memoryTree(
      repository({
        [globalPath]: policy([], rest([])),
        [apiPath]: policy(['<base />', inbound(side)], rest(within('choose', within('when condition="true"', [outbound(side)])))),
        ...more(side),
      }),
    );
  return reviewTrees(tree(0), tree(1), { settings: defaultSettings, today: '2026-01-01' });
}

const checked = (condition: string): string => `<choose><when condition='@(${condition})'>${header(`@(${origin})`)}</when></choose>`;
const listed = (side: number): string => Array.from({ length: 1500 }, (_, index) => `${origin} == "${app(index + side)}"`).join(' || ');
const forks = (side: number): string =>
  many(
    50,
    (index) =>
      `<choose><when condition='@(context.Request.Headers.GetValueOrDefault("x-${index}","") == "1")'><set-variable name="v" value="${app(index + side)}" /></when></choose>`,
  );
const ofVariable = header('@((string)context.Variables["v"])');

const nothing = (): string => '';

test.each<[string, OfSide<string>, OfSide<string>]>([
  ['a condition of more than is read', (side) => checked(listed(side)), nothing],
  ['a value of more than is read', (side) => header(`@(${listed(side)} ? ${origin} : "")`), nothing],
  ['a variable of more than is read', () => ofVariable, (side) => `<set-variable name="v" value='@(${listed(side)} ? ${origin} : "")' />`],
  ['more conditions than are followed', () => ofVariable, forks],
  [
    'more conditions than are followed around a plain value',
    (side) => `${forks(0)}<choose><when condition='@((string)context.Variables["v"] == ${origin})'>${header(app(side))}</when></choose>`,
    nothing,
  ],
])('another text is never called the same: %s', async (_, outbound, inbound) => {
  const { provenUnchanged } = await reviewed(outbound, inbound);
  expect(provenUnchanged).toBe(false);
});

test.each<[name: string, outbound: string, inbound: string]>([
  ['a condition of more than is read', checked(listed(0)), ''],
  ['more conditions than are followed', ofVariable, forks(0)],
])('the same text is the same, whatever else changes: %s', async (_, outbound, inbound) => {
  const { findings } = await reviewed(
    () => outbound,
    () => inbound,
    (side) => ({
      'apimartifacts/apis/more/apiInformation.json': JSON.stringify({ properties: { displayName: 'more', path: 'more' } }),
      'apimartifacts/apis/more/policy.xml': policy(
        [`<set-header name="x-side" exists-action="override"><value>${side}</value></set-header>`],
        rest([]),
      ),
    }),
  );
  expect(findings.filter(({ severity, status }) => severity === 'error' && status === 'new').map(({ rule }) => rule)).toEqual([]);
});

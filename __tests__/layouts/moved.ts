import { defaultSettings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

export type Files = Readonly<Record<string, string>>;
/** A change that nobody notices: its name, and the files before and after it. */
export type Move = readonly [name: string, base: Files, head: Files];

export const app = 'https://app.contoso.com';
export const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n    </cors>\n  </inbound>\n</policies>\n`;

/** A change as it is reviewed. */
export const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });

/** A move has no effect there and back, and none hides one: with another origin at its end the change is told. */
export async function isMove(...[, base, head]: Move): Promise<void> {
  for (const [before, after] of [
    [base, head],
    [head, base],
  ] as const) {
    const { changes, findings, conclusion, unreviewed } = await review(before, after);
    expect(changes.map(({ kind, existence, targets }) => [kind, existence, targets])).toEqual([]);
    expect(findings.filter(({ status }) => status === 'new').map(({ rule, path, line }) => `${rule} ${path}:${line}`)).toEqual([]);
    expect([conclusion, unreviewed]).toEqual(['pass', []]);
  }
  const another = Object.fromEntries(Object.entries(head).map(([path, text]) => [path, text.replaceAll('contoso.com', 'example.com')]));
  expect(another).not.toEqual(head);
  expect((await review(base, another)).changes).not.toEqual([]);
}

import { defaultSettings } from '../../src/config/settings.js';
import { accessOf, type Access } from '../../src/cors/access.js';
import { Matrix } from '../../src/explorer/matrix.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Pair } from '../../src/review/sides.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts } from '../serve/artifacts.js';
import { trees } from '../serve/pairs.js';

/** The table works out parts that are alike once: each must be as if it had been worked out by itself. */

const assume = defaultSettings.assume;

async function matrixOf(before: number, after: number): Promise<Matrix> {
  let pairs: readonly Pair[] = [];
  const sides = [before, after].map((index) => memoryTree(artifacts(trees[index]?.service ?? fail()), String(index)));
  const [base = fail(), head = fail()] = sides;
  await reviewTrees(base, head, { settings: defaultSettings, today: '2026-01-01', onEvaluated: (all) => void (pairs = all) });
  const [pair = fail()] = pairs;
  return new Matrix(pair.base, pair.head, assume);
}

function fail(): never {
  throw new Error('there is no such tree, or no pair');
}

/** Methods are left out: where one side lists them, the difference tells every method of the other as a list too. */
const said = ({ allowed, headers, credentials, exposed }: Access): unknown => ({ allowed, headers, credentials, exposed });

describe('the table', () => {
  const changes = trees.flatMap((_, before) => trees.flatMap((__, after) => (before < after ? [[before, after] as const] : [])));

  test.each(changes)('of tree %d that becomes tree %d says of each part what it says of it alone', async (before, after) => {
    const matrix = await matrixOf(before, after);
    const parts = matrix.rows.flatMap((row) => row.parts);
    expect(new Set(parts.map(({ alike }) => alike)).size).toBeLessThan(parts.length);
    for (const part of parts) {
      for (const origin of matrix.origins) {
        const cell = matrix.cell([part], origin);
        expect([origin, said(cell.before), said(cell.after)]).toEqual([
          origin,
          said(accessOf(part.base, origin, assume, part.own)),
          said(accessOf(part.head, origin, assume, part.own)),
        ]);
      }
    }
  });

  test('a row is the worst of its parts, and says so where they differ', async () => {
    const matrix = await matrixOf(0, 1);
    let mixed = 0;
    for (const row of matrix.rows) {
      for (const origin of matrix.origins) {
        const marks = new Set(row.parts.map((part) => matrix.cell([part], origin).mark));
        const cell = matrix.cell(row.parts, origin);
        expect(marks.has(cell.mark)).toBe(true);
        expect(cell.isMixed).toBe(marks.size > 1);
        if (cell.isMixed) mixed += 1;
      }
    }
    expect(mixed).toBeGreaterThan(0);
  });
});

import { parseSettings } from '../../src/config/settings.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/**
 * Rules look through the documents that are not plain. What they find there, and what a review says of it, is what they find in all documents: nobody's new
 * statement may be lost because a document that holds it counts as plain.
 */

type Files = Readonly<Record<string, string>>;

const settings = parseSettings('profile: strict\nrules:\n  base-first-required: error\n  origin-forwarded: info\n', 'c.yml');
const options = { settings, today: '2026-01-01', isWithoutRepairs: true };

/** What is said of a state or a change, and how many documents rules did not look through. */
async function said(base: Files | undefined, head: Files, looksThroughAll: boolean): Promise<{ readonly text: string; readonly plain: number }> {
  const spy = jest.spyOn(ServiceState.prototype, 'remarkable');
  if (looksThroughAll) {
    spy.mockImplementation(function (this: ServiceState) {
      return this.documents();
    });
  }
  try {
    const tree = memoryTree(head, 'head');
    const review = await (base === undefined ? scanTree(tree, options) : reviewTrees(memoryTree(base, 'base'), tree, options));
    const { findings, changes, ignored, notes, conclusion } = review;
    const plain = spy.mock.contexts.map((state, call) => {
      const { type, value } = spy.mock.results[call] ?? { type: 'incomplete' };
      return type === 'return' ? state.documents().length - value.length : 0;
    });
    return { text: JSON.stringify({ findings, changes, ignored, notes, conclusion }), plain: Math.max(0, ...plain) };
  } finally {
    spy.mockRestore();
  }
}

/** Holds what is said after a look through the remarkable documents against what is said after one through all; returns how many the former leaves out. */
export async function expectTheSame(base: Files | undefined, head: Files): Promise<number> {
  const [some, all] = [await said(base, head, false), await said(base, head, true)];
  expect(some.text).toBe(all.text);
  expect(all.plain).toBe(0);
  return some.plain;
}

import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { touchedLines } from '../../src/text/touched-lines.js';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 30 }).map((lines) => lines.map((line) => `${line}\n`).join(''));

test('no more lines are touched than the shortest difference touches, and the others stand in the text before, in this order', () => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom('', 'x\ny\n', 'x'), (before, after, end) => {
      const now = after + end;
      const ranges = touchedLines(before, now);
      const lines = now.split(/(?<=\n)/).filter((line) => line !== '');
      const hunks = structuredPatch('', '', before, now, '', '', { context: 0 }).hunks;
      const added = hunks.flatMap((hunk) => hunk.lines.filter((line) => line.startsWith('+'))).length;
      const removals = lines.length - added;
      const untouched = lines.filter((_, index) => !ranges.some((range) => range.start <= index + 1 && index + 1 <= range.end));
      // A line that was taken away touches the one behind it.
      expect(untouched.length).toBeLessThanOrEqual(removals);
      expect(untouched.length).toBeGreaterThanOrEqual(removals - hunks.length);
      let at = 0;
      const old = before.split(/(?<=\n)/);
      for (const line of untouched) {
        at = old.indexOf(line, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
    }),
  );
});

test('ranges follow one another and lie within the text', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      let last = 0;
      for (const { start, end } of touchedLines(before, after)) {
        expect(start).toBeGreaterThanOrEqual(Math.max(1, last));
        expect(end).toBeGreaterThanOrEqual(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(Math.max(1, after.split('\n').length - 1));
      expect(last > 0).toBe(before !== after);
    }),
  );
});

import { diffArrays } from 'diff';
import type { LineRange } from './line-index.js';

/** If more lines changed than these, a minimal difference is not computed. */
const mostEdits = 2000;

/**
 * Which lines of `after` a change from `before` touched. Deleted lines touch the line that now stands in their place, or the last one. If too much changed to
 * compare, all lines count. Lines that only one text has are touched without a comparison.
 */
export function touchedLines(before: string, after: string): readonly LineRange[] {
  const [old, now] = [withEndings(before), withEndings(after)];
  const [oldKept, nowKept] = [alsoIn(old, now), alsoIn(now, old)];
  const parts = diffArrays(
    oldKept.map((index) => old[index]),
    nowKept.map((index) => now[index]),
    { maxEditLength: mostEdits },
  );
  if (parts === undefined) return [{ start: 1, end: Math.max(1, now.length) }];
  const ranges: LineRange[] = [];
  // Lines of either text before these indexes are decided.
  let [oldTold, nowTold] = [0, 0];
  const tellUpTo = (oldIndex: number, nowIndex: number): void => {
    if (nowIndex > nowTold) ranges.push({ start: nowTold + 1, end: nowIndex });
    else if (oldIndex > oldTold) {
      const line = Math.max(1, Math.min(nowIndex + 1, now.length));
      ranges.push({ start: line, end: line });
    }
    [oldTold, nowTold] = [oldIndex + 1, nowIndex + 1];
  };
  let [oldAt, nowAt] = [0, 0];
  for (const { added, removed, value } of parts) {
    const same = added || removed ? 0 : value.length;
    for (let index = 0; index < same; index += 1) tellUpTo(oldKept[oldAt + index] ?? 0, nowKept[nowAt + index] ?? 0);
    if (!added) oldAt += value.length;
    if (!removed) nowAt += value.length;
  }
  tellUpTo(old.length, now.length);
  return ranges;
}

/** Lines with their line feeds; a final line feed starts no further line. */
function withEndings(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function alsoIn(lines: readonly string[], others: readonly string[]): readonly number[] {
  const known = new Set(others);
  return lines.flatMap((line, index) => (known.has(line) ? [index] : []));
}

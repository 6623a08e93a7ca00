import { diffArrays } from 'diff';
import type { LineRange } from './line-index.js';

/** A file of more changed lines that both texts have is not worth a minimal difference. */
const mostEdits = 2000;

/**
 * Which lines of `after` a change from `before` touched; lines that were taken away touch the one that now stands there, or the last one. All of them
 * where too much changed to tell. Lines that only one of the two texts has are not compared: they are touched whatever the others are.
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
  // Lines of either text before these are told, by index.
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

/** Lines with their line feeds; a text that ends in one has no line behind it. */
function withEndings(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function alsoIn(lines: readonly string[], others: readonly string[]): readonly number[] {
  const known = new Set(others);
  return lines.flatMap((line, index) => (known.has(line) ? [index] : []));
}

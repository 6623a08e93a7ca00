import { createTwoFilesPatch, formatPatch } from 'diff';

/** If more lines changed than these, they are printed as one block: a least difference takes time that grows with their square. */
export const mostChanged = 2000;

const context = 3;

/** The unified diff of one file. The names are printed as given; `\ No newline at end of file` where a text ends without one. */
export function unifiedPatch(oldName: string, newName: string, before: string, after: string): string {
  const least = createTwoFilesPatch(oldName, newName, before, after, '', '', { context, maxEditLength: mostChanged });
  return (least ?? inOneBlock(oldName, newName, withEndings(before), withEndings(after))).replace(/^=+\n/, '');
}

/** How many lines two texts share at their beginnings, and how many of the rest at their ends. */
export function commonEnds(old: readonly string[], now: readonly string[]): { readonly above: number; readonly below: number } {
  const most = Math.min(old.length, now.length);
  let above = 0;
  while (above < most && old[above] === now[above]) above += 1;
  let below = 0;
  while (below < most - above && old.at(-1 - below) === now.at(-1 - below)) below += 1;
  return { above, below };
}

function inOneBlock(oldName: string, newName: string, old: readonly string[], now: readonly string[]): string {
  const { above, below } = commonEnds(old, now);
  const start = Math.max(0, above - context);
  const left = Math.min(below, context);
  const marked = (sign: string, lines: readonly string[]): string[] =>
    lines.flatMap((line) => (line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file']));
  const lines = [
    ...marked(' ', old.slice(start, above)),
    ...marked('-', old.slice(above, old.length - below)),
    ...marked('+', now.slice(above, now.length - below)),
    ...marked(' ', old.slice(old.length - below, old.length - below + left)),
  ];
  const length = (all: readonly string[]): number => all.length - below + left - start;
  const hunk = { oldStart: start + 1, oldLines: length(old), newStart: start + 1, newLines: length(now), lines };
  return formatPatch({ oldFileName: oldName, newFileName: newName, oldHeader: '', newHeader: '', hunks: [hunk] });
}

function withEndings(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

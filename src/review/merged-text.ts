import { diffLines } from 'diff';

/** Lines of a common text, `start` to `end` (0-based, exclusive), replaced by one side. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Texts with more changed lines are not merged. */
const mostChangedLines = 2000;

/**
 * Merges two versions of a text as git does: changes of one side are taken, equal changes of both once. null: changed lines touch, which git calls a conflict,
 * or there are too many.
 */
export function mergeTexts(common: string, ours: string, theirs: string): string | null {
  const changes = [replacements(common, ours), replacements(common, theirs)];
  if (changes.includes(null)) return null;
  const lines = linesOf(common);
  const sorted = changes
    .flatMap((all, side) => (all ?? []).map((one) => ({ ...one, ...slideOf(one, lines), side })))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: string[] = [];
  let at = 0;
  let last: (Replacement & { readonly side: number; readonly before: number }) | null = null;
  // The last line that each side's changes may occupy, wherever a diff places them.
  const reach = [-1, -1];
  for (const one of sorted) {
    const twin: typeof last = last !== null && last.side !== one.side && isSame(last, one) ? last : null;
    if (one.from <= (twin?.before ?? reach[1 - one.side] ?? -1)) return null;
    const before = reach[one.side] ?? -1;
    reach[one.side] = Math.max(before, one.to);
    if (twin !== null) continue;
    merged.push(...lines.slice(at, one.start), ...one.lines);
    at = one.end;
    last = { ...one, before };
  }
  return [...merged, ...lines.slice(at)].join('');
}

/** The lines among which a change may be placed: beside equal lines an insertion or deletion fits at several places, and diffs may choose differently. */
function slideOf({ start, end, lines }: Replacement, all: readonly string[]): { readonly from: number; readonly to: number } {
  const moved = start === end ? lines : lines.length === 0 ? all.slice(start, end) : [];
  const { length } = moved;
  let [up, down] = [0, 0];
  if (length > 0) {
    while (start - up > 0 && all[start - 1 - up] === moved[length - 1 - (up % length)]) up += 1;
    while (end + down < all.length && all[end + down] === moved[down % length]) down += 1;
  }
  return { from: start - up, to: end + down };
}

function isSame(one: Replacement, other: Replacement): boolean {
  return one.start === other.start && one.end === other.end && one.lines.join('') === other.lines.join('');
}

function replacements(from: string, to: string): readonly Replacement[] | null {
  const parts = diffLines(from, to, { maxEditLength: mostChangedLines });
  if (parts === undefined) return null;
  const found: Replacement[] = [];
  let at = 0;
  let open: { readonly start: number; readonly lines: string[] } | null = null;
  for (const { value, added, removed, count } of parts) {
    if (!added && !removed) {
      if (open !== null) found.push({ ...open, end: at });
      open = null;
      at += count;
      continue;
    }
    open ??= { start: at, lines: [] };
    if (added) open.lines.push(...linesOf(value));
    else at += count;
  }
  return open === null ? found : [...found, { ...open, end: at }];
}

/** Lines with their endings. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

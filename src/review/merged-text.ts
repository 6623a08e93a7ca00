import { diffLines } from 'diff';

/** Lines of a common text, `start` to `end` (0-based, exclusive), that one side replaces. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Past this many changed lines a text is not merged. */
const mostChangedLines = 2000;

/**
 * Two versions of a text in one, as git merges them: what one side alone changes is taken, what both change alike is taken once. null: they change
 * lines that touch, which git calls a conflict, or too much of it.
 */
export function mergeTexts(common: string, ours: string, theirs: string): string | null {
  const changes = [replacements(common, ours), replacements(common, theirs)];
  if (changes.includes(null)) return null;
  const sorted = changes.flatMap((side) => side ?? []).sort((a, b) => a.start - b.start || a.end - b.end);
  const lines = linesOf(common);
  const merged: string[] = [];
  let at = 0;
  let last: Replacement | null = null;
  for (const one of sorted) {
    if (last !== null && isSame(last, one)) continue;
    if (last !== null && one.start <= last.end) return null;
    merged.push(...lines.slice(at, one.start), ...one.lines);
    at = one.end;
    last = one;
  }
  return [...merged, ...lines.slice(at)].join('');
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

/** With their endings. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

import { byteLength } from './escape.js';

/** A piece that is shown whole or not at all. */
export interface ReportItem {
  /** What can be shown, longest first: a finding with its patch, then without. At least one. */
  readonly forms: readonly string[];
  /** Lower goes first when there is not room for all. */
  readonly rank: number;
}

/** A part of a document: a heading, items, an end. Not shown at all when none of its items is. */
export interface ReportSection {
  /** Printed before the first item, with whatever must stand between (a table's head ends with a line feed). */
  readonly heading: string;
  readonly items: readonly ReportItem[];
  /** Between two items. */
  readonly between: string;
  readonly end: string;
  /** At most this part of the budget while others wait, 0 to 1. */
  readonly share: number;
  /** Names what was left out: "3 findings". */
  readonly cut: (count: number) => string;
  /** Names what was shown in a shorter form: "the patches of 2 findings". */
  readonly shortened: (count: number) => string;
}

/** What was fitted, and what had to go. */
export interface Fitted {
  readonly text: string;
  /** Empty when everything was shown. */
  readonly cuts: readonly string[];
}

/**
 * Puts a document together within a budget of UTF-8 bytes. `head` comes first and always; `note` turns the names of what was cut into the
 * paragraph that says so, put right after the head, where a reader meets it. Linear in the size of the document.
 */
export function fit(head: string, sections: readonly ReportSection[], budget: number, note: (cuts: readonly string[]) => string): Fitted {
  const whole = assemble(
    head,
    '',
    sections,
    sections.map((section) => section.items.map((item) => item.forms[0] ?? null)),
  );
  if (byteLength(whole) <= budget) return { text: whole, cuts: [] };

  const worst = note(sections.flatMap((section) => [section.cut(section.items.length), section.shortened(section.items.length)]));
  let left = budget - byteLength(head) - byteLength(worst) - 4;
  const chosen: (number | null)[][] = sections.map((section) => section.items.map(() => null));
  const spent = sections.map(() => 0);
  const order = sections
    .flatMap((section, at) => section.items.map((item, index) => ({ section, at, item, index })))
    .sort((a, b) => a.item.rank - b.item.rank || a.at - b.at || a.index - b.index);

  // The shortest form of everything first, by rank; then a second round for what a section's share kept out; then the longer forms.
  for (const shares of [true, false]) {
    for (const { section, at, item, index } of order) {
      const row = chosen[at];
      if (row === undefined || row[index] !== null) continue;
      const form = item.forms.length - 1;
      const opening = row.every((shown) => shown === null) ? byteLength(section.heading) + byteLength(section.end) + 4 : 0;
      const cost = byteLength(item.forms[form] ?? '') + byteLength(section.between) + opening;
      if (cost > left || (shares && (spent[at] ?? 0) + cost > section.share * budget)) continue;
      row[index] = form;
      left -= cost;
      spent[at] = (spent[at] ?? 0) + cost;
    }
  }
  for (const { at, item, index } of order) {
    const row = chosen[at];
    const shown = row?.[index];
    if (row === undefined || shown === null || shown === undefined) continue;
    for (let form = 0; form < shown; form += 1) {
      const extra = byteLength(item.forms[form] ?? '') - byteLength(item.forms[shown] ?? '');
      if (extra > left) continue;
      row[index] = form;
      left -= extra;
      break;
    }
  }

  const cuts = sections.flatMap((section, at) => {
    const row = chosen[at] ?? [];
    const gone = row.filter((form) => form === null).length;
    const shorter = row.filter((form) => form !== null && form > 0).length;
    return [...(gone > 0 ? [section.cut(gone)] : []), ...(shorter > 0 ? [section.shortened(shorter)] : [])];
  });
  const shown = sections.map((section, at) =>
    section.items.map((item, index) => {
      const form = chosen[at]?.[index];
      return form === null || form === undefined ? null : (item.forms[form] ?? null);
    }),
  );
  const text = assemble(head, cuts.length === 0 ? '' : note(cuts), sections, shown);
  return { text: byteLength(text) <= budget ? text : cutBytes(head, budget), cuts };
}

function assemble(head: string, note: string, sections: readonly ReportSection[], shown: readonly (readonly (string | null)[])[]): string {
  const parts = [head, ...(note === '' ? [] : [note])];
  sections.forEach((section, at) => {
    const items = (shown[at] ?? []).filter((item) => item !== null);
    if (items.length > 0) parts.push(`${section.heading}${items.join(section.between)}${section.end}`);
  });
  return parts.join('\n\n');
}

/** The longest start of `text` that fits in `budget` bytes, whole characters only. */
export function cutBytes(text: string, budget: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= budget) return text;
  // A decoder that streams holds back the bytes of a character it has seen only a part of.
  return new TextDecoder().decode(bytes.subarray(0, Math.max(0, budget)), { stream: true });
}

/** The first lines of `text` that fit in `budget` bytes. A line is shown whole or not at all, for its marks keep what is in it inert. */
export function cutLines(text: string, budget: number): string {
  let left = budget;
  const shown: string[] = [];
  for (const line of text.split('\n')) {
    left -= byteLength(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  return shown.join('\n');
}

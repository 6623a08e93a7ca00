import { byteLength } from './escape.js';

/** A piece that is shown completely or not at all. */
export interface ReportItem {
  /** Alternative forms, longest first: a finding with its patch, then without. At least one. */
  readonly forms: readonly string[];
  /** Lower ranks are shown first if there is not enough room. */
  readonly rank: number;
}

/** A part of a document: a heading, items, an end. Left out if none of its items is shown. */
export interface ReportSection {
  /** Printed before the first item, including a separator (a table's head ends with a line feed). */
  readonly heading: string;
  readonly items: readonly ReportItem[];
  /** Between two items. */
  readonly between: string;
  readonly end: string;
  /** Largest share of the budget while other sections wait, 0 to 1. */
  readonly share: number;
  /** Words for what was left out: "3 findings". */
  readonly cut: (count: number) => string;
  /** Words for what was shortened: "the patches of 2 findings". */
  readonly shortened: (count: number) => string;
}

/** The fitted text, and what was cut. */
export interface Fitted {
  readonly text: string;
  /** Empty when everything was shown. */
  readonly cuts: readonly string[];
}

/**
 * Composes a document within a budget of UTF-8 bytes. `head` always comes first; `note` turns the words for cuts into a paragraph, placed right after the head.
 * Linear in the size of the document.
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

  // First the shortest form of everything, by rank; then what exceeded a section's share; then longer forms.
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

/** The longest beginning of `text` within `budget` bytes, in whole characters. */
export function cutBytes(text: string, budget: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= budget) return text;
  // A streaming decoder holds back an incomplete character.
  return new TextDecoder().decode(bytes.subarray(0, Math.max(0, budget)), { stream: true });
}

/** The first lines of `text` within `budget` bytes. Only whole lines, because their markup keeps their content inert. */
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

import { sha256Hex } from '../../text/hash.js';
import { isDecided } from './texts.js';
import type { TextValue, UnknownValue, Value } from './deployed-value.js';

/** A loop goes round this often at most, and a list is this long. */
export const longestLoop = 10_000;

/** `null`. */
export const nothing: Value = { kind: 'null' };

/** A number. */
export function numberValue(value: number): Value {
  return { kind: 'number', value };
}

/** `true` or `false`. */
export function flag(value: boolean): Value {
  return { kind: 'flag', value };
}

/** A list; `isSet`: a set with sorted items. */
export function list(items: readonly Value[], isSet = false): Value {
  return { kind: 'list', items, isSet };
}

/** An object or map with known keys. */
export function object(entries: Iterable<readonly [string, Value]>): Value {
  return { kind: 'object', entries: new Map(entries), rest: null };
}

/** An undecided value, under the repository's name for it. `isError`: Terraform would fail to evaluate it. */
export function unknown(name: string, isError = false): UnknownValue {
  return { kind: 'unknown', name, isError };
}

/** The text of a missing file, under the name of the expression. `missing`: its path, or the end of it. */
export function missingText(name: string, missing: string): UnknownValue {
  return { kind: 'unknown', name, isError: true, missing };
}

/** Entries in Terraform's order, by key. */
export function sortedEntries(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

/** Longer texts and lists are shortened in names, with a hash of the rest. */
const longest = 120;

/** A value in the language's notation, for the names of values that depend on it. Equal names mean equal values. */
export function describe(value: Value): string {
  const said = written(value, 4000);
  return said.length <= longest ? said : `${said.slice(0, longest / 2).replace(/["{}\\]/g, ' ')}…${sha256Hex(said).slice(0, 8)}`;
}

function written(value: Value, budget: number): string {
  if (budget <= 0) return '…';
  switch (value.kind) {
    case 'text':
      return quoted(value);
    case 'number':
    case 'flag':
      return String(value.value);
    case 'null':
      return 'null';
    case 'unknown':
      return value.name;
    case 'list':
      return `[${all(value.items, budget, (item, left) => written(item, left))}]`;
    case 'object':
      if (value.rest !== null && value.entries.size === 0) return value.rest;
      return `{${all(sortedEntries(value.entries), budget, ([key, item], left) => `${key} = ${written(item, left)}`)}}`;
  }
}

function all<T>(items: readonly T[], budget: number, write: (item: T, left: number) => string): string {
  let out = '';
  for (const item of items) out += (out === '' ? '' : ', ') + write(item, budget - out.length - 2);
  return out;
}

/** A long text is represented by its hash; braces of placeholders are balanced, others may not be. */
function quoted(value: TextValue): string {
  if (value.text.length > longest) return `"${value.text.slice(0, 20).replace(/[^\w:/.<> -]/g, ' ')}…${sha256Hex(value.text).slice(0, 12)}"`;
  return JSON.stringify(value.text);
}

/** Whether two values are equal; null: undecided. */
export function equal(one: Value, other: Value, budget = { left: 20_000 }): boolean | null {
  if (one === other) return true;
  if (budget.left-- <= 0) return null;
  if (one.kind === 'unknown' || other.kind === 'unknown')
    return one.kind === 'unknown' && other.kind === 'unknown' && one.name === other.name ? true : null;
  switch (one.kind) {
    case 'text':
      return other.kind === 'text' && equalTexts(one, other);
    case 'number':
    case 'flag':
      return other.kind === one.kind && other.value === one.value;
    case 'null':
      return other.kind === 'null';
    case 'list':
      if (other.kind !== 'list' || one.items.length !== other.items.length) return false;
      return allEqual(
        one.items.map((item, index) => [item, other.items[index] ?? nothing]),
        budget,
      );
    case 'object': {
      if (other.kind !== 'object') return false;
      if (one.rest !== null || other.rest !== null) return one.rest === other.rest ? true : null;
      if (one.entries.size !== other.entries.size || [...one.entries.keys()].some((key) => !other.entries.has(key))) return false;
      return allEqual(
        [...one.entries].map(([key, item]) => [item, other.entries.get(key) ?? nothing]),
        budget,
      );
    }
  }
}

function allEqual(pairs: readonly (readonly [Value, Value])[], budget: { left: number }): boolean | null {
  let result: boolean | null = true;
  for (const [one, other] of pairs) {
    const same = equal(one, other, budget);
    if (same === false) return false;
    result = same === null ? null : result;
  }
  return result;
}

/** Texts with placeholders differ if their known beginnings or ends do. */
function equalTexts(one: TextValue, other: TextValue): boolean | null {
  if (one.text === other.text) return true;
  if (isDecided(one) && isDecided(other)) return false;
  const start = Math.min(knownStart(one), knownStart(other));
  const end = Math.min(knownEnd(one), knownEnd(other));
  const differs = one.text.slice(0, start) !== other.text.slice(0, start) || (end > 0 && one.text.slice(-end) !== other.text.slice(-end));
  return differs ? false : null;
}

/** Number of characters before the first placeholder. */
export function knownStart({ text, pieces }: TextValue): number {
  return pieces.find(({ open }) => open !== null)?.text.start ?? text.length;
}

/** Number of characters after the last placeholder. */
export function knownEnd({ text, pieces }: TextValue): number {
  return text.length - (pieces.findLast(({ open }) => open !== null)?.text.end ?? 0);
}

/** `try(value, …others)` for a readable value: an attribute of an unknown object may be missing, and then another argument counts. */
export function orElse(value: Value, others: () => readonly Value[]): Value {
  if (value.kind !== 'unknown' || !/^(?:var|local|each\.value)\.\w+[.[]/.test(value.name)) return value;
  const rest = others();
  return rest.length === 0 ? value : unknown(`try(${[value, ...rest].map(describe).join(', ')})`);
}

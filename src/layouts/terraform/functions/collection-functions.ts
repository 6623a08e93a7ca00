import { asFlag, asKey, asText } from '../conversions.js';
import { plainText } from '../../deployed/texts.js';
import type { Value } from '../../deployed/deployed-value.js';
import { oneByKey } from '../../deployed/one-by-key.js';
import { describe, equal, flag, list, nothing, numberValue, object, sortedEntries, unknown, longestLoop } from '../../deployed/values.js';
import { charactersOf } from './characters.js';
import { asSet } from './conversion-functions.js';
import { distinct } from './distinct.js';
import { listArgument, refused, stringArgument, undecided, type FunctionTable } from './function-call.js';
import { addTo } from '../../../text/add-to.js';

/** Functions of lists, sets, maps and objects ("Collection Functions" of Terraform's documentation). */
export const collectionFunctions: FunctionTable = {
  alltrue: (call) => flag(every(call.list(0), false)),
  anytrue: (call) => flag(!every(call.list(0), true)),
  chunklist: (call) => {
    const [items, size] = [call.list(0), call.number(1)];
    return size < 1
      ? refused()
      : list(Array.from({ length: Math.ceil(items.length / size) }, (_, index) => list(items.slice(index * size, (index + 1) * size))));
  },
  coalesce: (call) => firstThat(call.given, (value) => value.kind !== 'null' && !(value.kind === 'text' && value.text === '')),
  coalescelist: (call) => firstThat(call.given, (value) => value.kind === 'list' && value.items.length > 0),
  compact: (call) => list(call.list(0).filter((item) => item.kind !== 'null' && !(item.kind === 'text' && item.text === ''))),
  concat: (call) => counted(call.given.flatMap(spread)),
  contains: (call) => flag(isAmong(call.list(0), call.value(1)) ?? undecided()),
  distinct: (call) => list(distinct(call.list(0))),
  element: (call) => {
    const items = call.list(0);
    const index = call.number(1);
    return items[((index % items.length) + items.length) % items.length] ?? refused();
  },
  flatten: (call) => counted(flat(call.list(0), 0)),
  index: (call) => {
    const found = call.list(0).findIndex((item) => equal(item, call.value(1)) ?? undecided());
    return found < 0 ? refused() : numberValue(found);
  },
  keys: (call) => list(sortedEntries(call.map(0)).map(([key]) => plainText(key))),
  length: (call) => {
    const value = call.value(0);
    if (value.kind === 'text') return numberValue(charactersOf(stringArgument(value)).length);
    return numberValue(value.kind === 'object' ? call.map(0).size : whole(listArgument(value)).length);
  },
  list: (call) => list(call.given),
  lookup: (call) => {
    const from = call.value(0);
    const asked = call.value(1);
    if (asked.kind === 'unknown' && from.kind === 'object' && from.rest === null && from.entries.size > 0)
      return oneByKey(from, asked, `lookup(${call.given.map(describe).join(', ')})`, call.given[2]);
    const key = call.string(1);
    const found = from.kind === 'object' ? from.entries.get(key) : undefined;
    if (found !== undefined) return found;
    return from.kind === 'object' && from.rest === null
      ? (call.given[2] ?? refused())
      : from.kind === 'object'
        ? unknown(`${from.rest ?? ''}.${key}`)
        : undecided();
  },
  map: (call) => object(call.given.flatMap((_, index) => (index % 2 === 0 ? [[call.string(index), call.value(index + 1)] as const] : []))),
  matchkeys: (call) => {
    const [values, keys, wanted] = [call.list(0), call.list(1), call.list(2)];
    return list(values.filter((_, index) => isAmong(wanted, keys[index] ?? nothing) ?? undecided()));
  },
  merge: (call) => object(call.given.flatMap((value, index) => (value.kind === 'null' ? [] : [...call.map(index)]))),
  one: (call) => {
    const items = whole(call.list(0));
    return items.length > 1 ? refused() : (items[0] ?? nothing);
  },
  reverse: (call) => list([...call.list(0)].reverse()),
  setintersection: (call) =>
    asSet(call.list(0).filter((item) => call.given.slice(1).every((other) => isAmong(listArgument(other), item) ?? undecided()))),
  setproduct: (call) => list(product(call.given.map(listArgument))),
  setsubtract: (call) => asSet(call.list(0).filter((item) => !(isAmong(call.list(1), item) ?? undecided()))),
  setunion: (call) => asSet(call.given.flatMap(spread)),
  slice: (call) => {
    const items = whole(call.list(0));
    const [start, end] = [call.number(1), call.number(2)];
    return start < 0 || end < start || end > items.length ? refused() : list(items.slice(start, end));
  },
  sort: (call) => {
    const keyed = call.list(0).map((item) => ({ item: asText(item) ?? item, key: stringArgument(item) }));
    return list(keyed.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)).map(({ item }) => item));
  },
  transpose: (call) => {
    const turned = new Map<string, Value[]>();
    for (const [key, items] of sortedEntries(call.map(0))) {
      for (const item of listArgument(items)) addTo(turned, stringArgument(item), plainText(key));
    }
    return object([...turned].map(([key, items]) => [key, list(items)]));
  },
  values: (call) => list(sortedEntries(call.map(0)).map(([, value]) => value)),
  zipmap: (call) => {
    const [keys, values] = [call.list(0), call.list(1)];
    return keys.length === values.length ? object(keys.map((key, index) => [asKey(key) ?? undecided(), values[index] ?? nothing])) : refused();
  },
};

/** Items of a list; an unknown one is a single item, named after all of its items. */
function spread(value: Value): readonly Value[] {
  if (value.kind === 'unknown') return [unknown(`${value.name}[*]`, value.isError)];
  return listArgument(value);
}

/** A list with known length. */
function whole(items: readonly Value[]): readonly Value[] {
  return items.some((item) => item.kind === 'unknown' && item.name.endsWith('[*]')) ? undecided() : items;
}

function counted(items: readonly Value[]): Value {
  return items.length > longestLoop ? undecided() : list(items);
}

function every(items: readonly Value[], isNone: boolean): boolean {
  let isOpen = false;
  for (const item of items) {
    const value = asFlag(item);
    if (value !== null && value === isNone) return false;
    if (value === null) isOpen = true;
  }
  return isOpen ? undecided() : true;
}

/** The first match; an unknown value before it makes the result unknown. */
function firstThat(values: readonly Value[], fits: (value: Value) => boolean): Value {
  for (const value of values) {
    if (value.kind === 'unknown') return values.length === 1 ? value : undecided();
    if (fits(value)) return value;
  }
  return refused();
}

function isAmong(items: readonly Value[], wanted: Value): boolean | null {
  let result: boolean | null = false;
  for (const item of items) {
    const same = equal(item, wanted);
    if (same === true) return true;
    if (same === null) result = null;
  }
  return result;
}

function flat(items: readonly Value[], depth: number): readonly Value[] {
  if (depth > 50) return undecided();
  return items.flatMap((item) => (item.kind === 'list' ? flat(item.items, depth + 1) : [item]));
}

function product(lists: readonly (readonly Value[])[]): readonly Value[] {
  let tuples: readonly (readonly Value[])[] = [[]];
  for (const items of lists) {
    if (tuples.length * items.length > longestLoop) return undecided();
    tuples = tuples.flatMap((tuple) => items.map((item) => [...tuple, item]));
  }
  return tuples.map((tuple) => list(tuple));
}

import type { Value } from '../deployed/deployed-value.js';
import { cutText, isDecided, joinedTexts, plainText } from '../deployed/texts.js';
import { loopOver } from '../deployed/either.js';
import { describe, equal, flag, list, nothing, numberValue, object, sortedEntries, unknown, longestLoop } from '../deployed/values.js';
import { textInBicep, withoutValue, type BicepCall, type ResourceFunction } from './bicep-call.js';

/** Functions of lists, objects and numbers, by lower-case name (Microsoft Learn, "Bicep functions"). */
export const bicepCollectionFunctions: Readonly<Record<string, ResourceFunction>> = {
  any: (call) => call.value(0),
  array: (call) => (call.value(0).kind === 'list' ? call.value(0) : list([known(call.value(0))])),
  coalesce: (call) => call.given.find((value) => known(value).kind !== 'null') ?? nothing,
  concat: (call) => {
    if (call.given.some(({ kind }) => kind === 'list')) return list(call.given.flatMap((_, index) => call.list(index)));
    return joinedTexts(call.given.map(textInBicep));
  },
  contains: (call) => {
    const within = call.value(0);
    if (within.kind === 'object') return flag(keyIn(within.entries, call.string(1)) !== undefined || (within.rest !== null && withoutValue()));
    if (within.kind === 'text') return flag(call.string(0).includes(call.string(1)));
    const wanted = call.value(1);
    return flag(anyOf(call.list(0).map((item) => equal(item, wanted))) ?? withoutValue());
  },
  empty: (call) => {
    const value = call.value(0);
    if (value.kind === 'null') return flag(true);
    if (value.kind === 'text') return flag(value.text === '');
    return flag(
      value.kind === 'list' ? value.items.length === 0 : value.kind === 'object' && value.rest === null ? value.entries.size === 0 : withoutValue(),
    );
  },
  filter: (call) => {
    const items = call.list(0).map((item, index) => ({ item, isKept: call.apply(1, [item, numberValue(index)]) }));
    return list(items.flatMap(({ item, isKept }) => (isKept.kind !== 'flag' ? withoutValue() : isKept.value ? [item] : [])));
  },
  first: (call) => end(call, (items) => items.at(0)),
  flatten: (call) => list(call.list(0).flatMap((item) => (item.kind === 'list' ? item.items : withoutValue()))),
  intersection: (call) => list(call.list(0).filter((item) => anyOf(call.list(1).map((other) => equal(item, other))) ?? withoutValue())),
  items: (call) =>
    list(
      sortedEntries(entriesOf(call, 0)).map(([key, value]) =>
        object([
          ['key', plainText(key)],
          ['value', value],
        ]),
      ),
    ),
  last: (call) => end(call, (items) => items.at(-1)),
  length: (call) => {
    const value = call.value(0);
    if (value.kind === 'object') return numberValue(entriesOf(call, 0).size);
    return numberValue(value.kind === 'text' ? call.string(0).length : call.list(0).length);
  },
  map: (call) => {
    const over = call.value(0);
    if (over.kind !== 'unknown') return list(call.list(0).map((item, index) => call.apply(1, [item, numberValue(index)])));
    const one = call.apply(1, [unknown('item'), unknown('index')]);
    return loopOver(`map(${over.name}, ${describe(one)})`, 'item', over, one);
  },
  mapvalues: (call) => object([...entriesOf(call, 0)].map(([key, value]) => [key, call.apply(1, [value])])),
  max: (call) => numberValue(Math.max(...numbersOf(call))),
  min: (call) => numberValue(Math.min(...numbersOf(call))),
  objectkeys: (call) => list([...entriesOf(call, 0).keys()].sort().map(plainText)),
  range: (call) => {
    const [start, count] = [call.number(0), call.number(1)];
    if (count > longestLoop) return withoutValue();
    return list(Array.from({ length: count }, (_, index) => numberValue(start + index)));
  },
  reduce: (call) => call.list(0).reduce((sum, item) => call.apply(2, [sum, item]), call.value(1)),
  resourceid: (call) => {
    const at = call.given.findIndex((value) => value.kind === 'text' && isDecided(value) && value.text.includes('/'));
    const type = call.string(at);
    // Ids of other providers are not needed, and stay unknown under the call's name.
    if (!/^microsoft\.apimanagement\//i.test(type)) return withoutValue();
    const [provider = '', ...kinds] = type.split('/');
    const names = call.given.slice(at + 1).map(textInBicep);
    return joinedTexts([
      plainText(`/providers/${provider}`),
      ...kinds.flatMap((kind, index) => [plainText(`/${kind}/`), names[index] ?? withoutValue()]),
    ]);
  },
  shallowmerge: (call) => object(call.list(0).flatMap((item) => (item.kind === 'object' && item.rest === null ? [...item.entries] : withoutValue()))),
  skip: (call) => part(call, Math.max(0, call.number(1)), Infinity),
  take: (call) => part(call, 0, Math.max(0, call.number(1))),
  toobject: (call) =>
    object(
      call.list(0).map((item) => {
        const key = call.apply(1, [item]);
        return [key.kind === 'text' && isDecided(key) ? key.text : withoutValue(), call.given.length > 2 ? call.apply(2, [item]) : item];
      }),
    ),
  union: (call) => {
    if (call.value(0).kind === 'object') return call.given.map((_, index) => object(entriesOf(call, index))).reduce<Value>(merged, object([]));
    const found: Value[] = [];
    for (const index of call.given.keys()) {
      for (const item of call.list(index)) if (!(anyOf(found.map((one) => equal(one, item))) ?? withoutValue())) found.push(item);
    }
    return list(found);
  },
};

/** Keys ignore case. */
export function keyIn(entries: ReadonlyMap<string, Value>, key: string): Value | undefined {
  const exact = entries.get(key);
  if (exact !== undefined) return exact;
  for (const [name, value] of entries) if (name.toLowerCase() === key.toLowerCase()) return value;
  return undefined;
}

function known(value: Value): Value {
  return value.kind === 'unknown' ? withoutValue() : value;
}

/** Whether one of them is true; null: undecided. */
function anyOf(some: readonly (boolean | null)[]): boolean | null {
  return some.includes(true) ? true : some.includes(null) ? null : false;
}

function entriesOf(call: BicepCall, index: number): ReadonlyMap<string, Value> {
  const value = call.value(index);
  return value.kind === 'object' && value.rest === null ? value.entries : withoutValue();
}

function merged(one: Value, other: Value): Value {
  if (one.kind !== 'object' || other.kind !== 'object' || one.rest !== null || other.rest !== null) return other;
  const entries = new Map(one.entries);
  for (const [key, value] of other.entries) {
    const own = entries.get(key);
    entries.set(key, own === undefined ? value : merged(own, value));
  }
  return { kind: 'object', entries, rest: null };
}

function numbersOf(call: BicepCall): readonly number[] {
  const given = call.given.length === 1 && call.value(0).kind === 'list' ? call.list(0) : call.given;
  return given.map((value) => (value.kind === 'number' ? value.value : withoutValue()));
}

function end(call: BicepCall, pick: (items: readonly Value[]) => Value | undefined): Value {
  const value = call.value(0);
  if (value.kind === 'list') return pick(value.items) ?? nothing;
  return pick(Array.from(call.string(0), plainText)) ?? plainText('');
}

function part(call: BicepCall, start: number, until: number): Value {
  const value = call.value(0);
  if (value.kind === 'list') return list(value.items.slice(start, until));
  const text = call.text(0);
  return isDecided(text) ? cutText(text, start, Math.min(until, text.text.length)) : withoutValue();
}

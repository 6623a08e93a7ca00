import type { Value } from '../deployed/deployed-value.js';
import { isDecided, joinedTexts, masked, placeholder, plainText, replacedText } from '../deployed/texts.js';
import { idOf, isSettled } from '../deployed/value-parts.js';
import { joinedLoop } from '../deployed/either.js';
import { equal, flag, list, nothing, numberValue, object } from '../deployed/values.js';
import type { TextValue } from '../deployed/deployed-value.js';

/** A template function. null: its result is unknown, or it would fail. */
export type ArmFunction = (given: readonly Value[]) => Value | null;

/** Longest list that is created. */
const longest = 10_000;

/** A value as `concat` and `format` use it: a placeholder if unknown. null: not a text. */
function partOf(value: Value): TextValue | null {
  if (value.kind === 'text') return value;
  if (value.kind === 'number') return plainText(String(value.value));
  if (value.kind === 'flag') return plainText(value.value ? 'True' : 'False');
  return value.kind === 'unknown' ? placeholder(value) : null;
}

function textsOf(given: readonly Value[]): readonly TextValue[] | null {
  const parts = given.map(partOf);
  return parts.every((one): one is TextValue => one !== null) ? parts : null;
}

function concat(given: readonly Value[]): Value | null {
  if (given.every((one) => one.kind === 'list')) return list(given.flatMap((one) => one.items));
  const parts = textsOf(given);
  return parts === null ? null : joinedTexts(parts);
}

/** `{0}` and `{0:…}` are arguments; `{{` and `}}` are literal braces. */
function format([pattern, ...given]: readonly Value[]): Value | null {
  if (pattern?.kind !== 'text' || !isDecided(pattern)) return null;
  const parts: { span: { start: number; end: number }; by: TextValue }[] = [];
  for (const { 0: sign, 1: index, index: start } of pattern.text.matchAll(/\{\{|\}\}|\{(\d+)(?::[^}]*)?\}/g)) {
    const by = index === undefined ? plainText(sign.slice(1)) : partOf(given[Number(index)] ?? nothing);
    if (by === null) return null;
    parts.push({ span: { start, end: start + sign.length }, by });
  }
  return replacedText(pattern, parts);
}

function replace([text, old, by]: readonly Value[]): Value | null {
  const next = by === undefined ? null : partOf(by);
  if (text?.kind !== 'text' || old?.kind !== 'text' || !isDecided(old) || old.text === '' || next === null) return null;
  const parts = [];
  for (let at = text.text.indexOf(old.text); at >= 0; at = text.text.indexOf(old.text, at + old.text.length)) {
    parts.push({ span: { start: at, end: at + old.text.length }, by: next });
    if (parts.length > longest) return null;
  }
  return replacedText(text, parts);
}

/** For a text without open parts. */
function onText(work: (text: string, more: readonly Value[]) => Value | null): ArmFunction {
  return ([text, ...more]) => (text?.kind === 'text' && isDecided(text) ? work(text.text, more) : null);
}

/** For a text with possible open parts, which keep their places. */
function changed(work: (text: string) => string): ArmFunction {
  return ([text]) => {
    const open = text?.kind === 'text' ? masked(text) : null;
    return open === null ? null : open.restore(work(open.text));
  };
}

function onNumbers(work: (one: number, other: number) => number): ArmFunction {
  return ([one, other]) => (one?.kind === 'number' && other?.kind === 'number' ? numberValue(work(one.value, other.value)) : null);
}

/** Compares numbers, or known texts. */
function compared(holds: (order: number) => boolean): ArmFunction {
  return ([one, other]) => {
    if (one?.kind === 'number' && other?.kind === 'number') return flag(holds(one.value - other.value));
    return one?.kind === 'text' && other?.kind === 'text' && isDecided(one) && isDecided(other)
      ? flag(holds(one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
      : null;
  };
}

function isEmpty([value]: readonly Value[]): Value | null {
  if (value?.kind === 'null') return flag(true);
  if (value?.kind === 'text') return value.text === '' ? flag(true) : isDecided(value) ? flag(false) : null;
  if (value?.kind === 'list') return flag(value.items.length === 0);
  return value?.kind === 'object' && value.rest === null ? flag(value.entries.size === 0) : null;
}

function union(given: readonly Value[]): Value | null {
  if (given.every((one) => one.kind === 'object')) return object(given.flatMap((one) => [...one.entries]));
  if (!given.every((one) => one.kind === 'list')) return null;
  const items: Value[] = [];
  for (const one of given.flatMap((list) => list.items)) if (!items.some((known) => equal(known, one) === true)) items.push(one);
  return list(items);
}

function contains([holder, part]: readonly Value[]): Value | null {
  if (part === undefined) return null;
  if (holder?.kind === 'list') {
    const results = holder.items.map((one) => equal(one, part));
    return results.includes(true) ? flag(true) : results.includes(null) ? null : flag(false);
  }
  if (part.kind !== 'text' || !isDecided(part)) return null;
  if (holder?.kind === 'text' && isDecided(holder)) return flag(holder.text.includes(part.text));
  return holder?.kind === 'object' && holder.rest === null
    ? flag([...holder.entries.keys()].some((key) => key.toLowerCase() === part.text.toLowerCase()))
    : null;
}

/** `all` for `and`: false if one is false, true if all are true. */
function logical(all: boolean): ArmFunction {
  return (given) => {
    if (given.some((one) => one.kind === 'flag' && one.value !== all)) return flag(!all);
    return given.every((one) => one.kind === 'flag') ? flag(all) : null;
  };
}

function join([items, between]: readonly Value[]): Value | null {
  const loop = between?.kind === 'text' ? joinedLoop(items, between) : null;
  if (loop !== null) return loop;
  if (items?.kind !== 'list' || between?.kind !== 'text') return null;
  const parts = textsOf(items.items);
  return parts === null ? null : joinedTexts(parts.flatMap((one, index) => (index === 0 ? [one] : [between, one])));
}

function split([text, by]: readonly Value[]): Value | null {
  const signs = by?.kind === 'text' ? [by.text] : by?.kind === 'list' ? by.items.flatMap((one) => (one.kind === 'text' ? one.text : [])) : [];
  const open = text?.kind === 'text' ? masked(text) : null;
  const [first] = signs;
  if (open === null || first === undefined) return null;
  const parts = signs.slice(1).reduce((all, sign) => all.flatMap((one) => one.split(sign)), open.text.split(first));
  return parts.length > longest ? null : list(parts.map((one) => open.restore(one)));
}

function range([start, count]: readonly Value[]): Value | null {
  if (start?.kind !== 'number' || count?.kind !== 'number' || count.value > longest) return null;
  return list(Array.from({ length: Math.max(0, count.value) }, (_, index) => numberValue(start.value + index)));
}

function part(take: (items: readonly Value[], count: number) => readonly Value[], cut: (text: string, count: number) => string): ArmFunction {
  return ([holder, count]) => {
    if (count?.kind !== 'number') return null;
    if (holder?.kind === 'list') return list(take(holder.items, count.value));
    return holder?.kind === 'text' && isDecided(holder) ? plainText(cut(holder.text, count.value)) : null;
  };
}

/** `resourceId([subscription, [group,]] type, name, …)`: the names are inserted between the segments of the type. */
function resourceId(given: readonly Value[]): Value | null {
  const at = given.findIndex((one) => one.kind === 'text' && isDecided(one) && /^[A-Za-z]+\.[\w.]+\/\w/.test(one.text));
  const type = given[at];
  if (type?.kind !== 'text') return null;
  const [provider = '', ...kinds] = type.text.split('/');
  const names = given.slice(at + 1).map((one) => idOf(one) ?? '');
  return plainText(`/providers/${provider}${kinds.map((kind, index) => `/${kind}/${names[index] ?? ''}`).join('')}`);
}

function json([text]: readonly Value[]): Value | null {
  if (text?.kind !== 'text' || !isSettled(text.text)) return null;
  try {
    return valueOfJson(JSON.parse(text.text));
  } catch {
    return null;
  }
}

function valueOfJson(value: unknown): Value {
  if (typeof value === 'string') return plainText(value);
  if (typeof value === 'number') return numberValue(value);
  if (typeof value === 'boolean') return flag(value);
  if (Array.isArray(value)) return list(value.map(valueOfJson));
  if (typeof value === 'object' && value !== null) return object(Object.entries(value).map(([key, one]) => [key, valueOfJson(one)] as const));
  return nothing;
}

function lengthOf([value]: readonly Value[]): Value | null {
  if (value?.kind === 'list') return numberValue(value.items.length);
  if (value?.kind === 'text' && isDecided(value)) return numberValue(value.text.length);
  return value?.kind === 'object' && value.rest === null ? numberValue(value.entries.size) : null;
}

function atEnd(pick: (items: readonly Value[]) => Value | undefined, cut: (text: string) => string): ArmFunction {
  return ([value]) => {
    if (value?.kind === 'list') return pick(value.items) ?? null;
    return value?.kind === 'text' && isDecided(value) ? plainText(cut(value.text)) : null;
  };
}

function uri([base, path]: readonly Value[]): Value | null {
  const [one, other] = [base, path].map((value) => (value === undefined ? null : partOf(value)));
  if (one == null || other == null) return null;
  return joinedTexts([one, ...(one.text.endsWith('/') || other.text.startsWith('/') ? [] : [plainText('/')]), other]);
}

const lower = (text: string): string => text.toLowerCase();

/** By lower-case name ("ARM template functions"). Missing ones query Azure, or generate unpredictable names. */
export const armFunctions: ReadonlyMap<string, ArmFunction> = new Map<string, ArmFunction>([
  ['concat', concat],
  ['format', format],
  ['replace', replace],
  ['join', join],
  ['split', split],
  ['tolower', changed(lower)],
  ['toupper', changed((text) => text.toUpperCase())],
  ['trim', changed((text) => text.trim())],
  ['string', ([value]) => (value?.kind === 'list' || value?.kind === 'object' || value === undefined ? null : partOf(value))],
  [
    'int',
    ([value]) => (value?.kind === 'number' ? value : value?.kind === 'text' && /^-?\d+$/.test(value.text) ? numberValue(Number(value.text)) : null),
  ],
  [
    'bool',
    ([value]) =>
      value?.kind === 'flag' ? value : value?.kind === 'text' && /^(?:true|false)$/i.test(value.text) ? flag(lower(value.text) === 'true') : null,
  ],
  ['json', json],
  ['null', () => nothing],
  ['true', () => flag(true)],
  ['false', () => flag(false)],
  ['createarray', (given) => list(given)],
  ['array', ([value]) => (value === undefined ? null : value.kind === 'list' ? value : list([value]))],
  [
    'createobject',
    (given) =>
      object(given.flatMap((key, index) => (index % 2 === 0 && key.kind === 'text' ? [[key.text, given[index + 1] ?? nothing] as const] : []))),
  ],
  ['union', union],
  ['contains', contains],
  ['empty', isEmpty],
  ['length', lengthOf],
  ['range', range],
  [
    'first',
    atEnd(
      (items) => items[0],
      (text) => text.slice(0, 1),
    ),
  ],
  [
    'last',
    atEnd(
      (items) => items.at(-1),
      (text) => text.slice(-1),
    ),
  ],
  [
    'take',
    part(
      (items, count) => items.slice(0, Math.max(0, count)),
      (text, count) => text.slice(0, Math.max(0, count)),
    ),
  ],
  [
    'skip',
    part(
      (items, count) => items.slice(Math.max(0, count)),
      (text, count) => text.slice(Math.max(0, count)),
    ),
  ],
  [
    'substring',
    onText((text, [start, count]) =>
      start?.kind !== 'number' ? null : plainText(text.slice(start.value, count?.kind === 'number' ? start.value + count.value : undefined)),
    ),
  ],
  ['indexof', onText((text, [other]) => (other?.kind === 'text' ? numberValue(lower(text).indexOf(lower(other.text))) : null))],
  ['startswith', onText((text, [other]) => (other?.kind === 'text' && isDecided(other) ? flag(lower(text).startsWith(lower(other.text))) : null))],
  ['endswith', onText((text, [other]) => (other?.kind === 'text' && isDecided(other) ? flag(lower(text).endsWith(lower(other.text))) : null))],
  ['uricomponent', onText((text) => plainText(encodeURIComponent(text)))],
  ['uri', uri],
  [
    'equals',
    ([one, other]) => {
      const same = one === undefined || other === undefined ? null : equal(one, other);
      return same === null ? null : flag(same);
    },
  ],
  ['not', ([value]) => (value?.kind === 'flag' ? flag(!value.value) : null)],
  ['and', logical(true)],
  ['or', logical(false)],
  ['coalesce', (given) => given.find((one) => one.kind !== 'null') ?? nothing],
  ['less', compared((order) => order < 0)],
  ['lessorequals', compared((order) => order <= 0)],
  ['greater', compared((order) => order > 0)],
  ['greaterorequals', compared((order) => order >= 0)],
  ['add', onNumbers((one, other) => one + other)],
  ['sub', onNumbers((one, other) => one - other)],
  ['mul', onNumbers((one, other) => one * other)],
  ['div', onNumbers((one, other) => Math.trunc(one / other))],
  ['mod', onNumbers((one, other) => one % other)],
  ['resourceid', resourceId],
  ['subscriptionresourceid', resourceId],
  ['tenantresourceid', resourceId],
  ['extensionresourceid', ([, ...given]) => resourceId(given)],
]);

import { parseDocument } from 'yaml';
import { isTooDeep } from '../../text/yaml-depth.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { cutText, isDecided, joinedTexts, masked, placeholder, plainText, replacedText, TextInMaking } from '../deployed/texts.js';
import { joinedLoop } from '../deployed/either.js';
import { describe, flag, knownEnd, knownStart, list, nothing, numberValue, object, longestLoop } from '../deployed/values.js';
import { textInBicep, withoutValue, type BicepCall, type ResourceFunction } from './bicep-call.js';
import { bicepCollectionFunctions } from './bicep-collections.js';

const textFunctions: Readonly<Record<string, ResourceFunction>> = {
  base64: (call) => plainText(btoa(binary(new TextEncoder().encode(call.string(0))))),
  base64tostring: (call) => plainText(decodedBase64(call.string(0))),
  bool: (call) => {
    const value = call.value(0);
    if (value.kind === 'flag') return value;
    const text = call.string(0).toLowerCase();
    return text === 'true' || text === '1' ? flag(true) : text === 'false' || text === '0' ? flag(false) : withoutValue();
  },
  endswith: (call) => flag(endsWith(lower(call.text(0)), call.string(1).toLowerCase()) ?? withoutValue()),
  format: (call) => formatted(call.text(0), call.given.slice(1)),
  indexof: (call) => numberValue(call.string(0).toLowerCase().indexOf(call.string(1).toLowerCase())),
  int: (call) => {
    const value = call.value(0);
    return value.kind === 'number' ? value : /^-?\d+$/.test(call.string(0)) ? numberValue(Number(call.string(0))) : withoutValue();
  },
  join: (call) => {
    const separator = call.text(1);
    const loop = joinedLoop(call.value(0), separator);
    if (loop !== null) return loop;
    return joinedTexts(call.list(0).flatMap((item, index) => (index === 0 ? [textInBicep(item)] : [separator, textInBicep(item)])));
  },
  json: (call) => parsedJson(call.string(0)),
  lastindexof: (call) => numberValue(call.string(0).toLowerCase().lastIndexOf(call.string(1).toLowerCase())),
  loadfileasbase64: (call) => plainText(btoa(binary(new TextEncoder().encode(fileOf(call).text)))),
  loadjsoncontent: (call) => withPath(call.files.made(call.string(0), 'bicep json', parsedJson) ?? withoutValue(), call),
  loadtextcontent: (call) => fileOf(call),
  loadyamlcontent: (call) => withPath(call.files.made(call.string(0), 'bicep yaml', parsedYaml) ?? withoutValue(), call),
  padleft: (call) => {
    const text = call.string(0);
    const width = call.number(1);
    if (width > longestLoop) return withoutValue();
    return plainText(text.padStart(width, call.given.length > 2 ? call.string(2) : ' '));
  },
  replace: (call) => replaced(call.text(0), call.string(1), call.text(2)),
  split,
  startswith: (call) => flag(startsWith(lower(call.text(0)), call.string(1).toLowerCase()) ?? withoutValue()),
  string: (call) => {
    const value = call.value(0);
    return value.kind === 'list' || value.kind === 'object' ? writtenJson(value) : textInBicep(value);
  },
  substring: (call) => {
    const text = call.text(0);
    if (!isDecided(text)) withoutValue();
    const start = call.number(1);
    return cutText(text, start, call.given.length > 2 ? start + call.number(2) : text.text.length);
  },
  tolower: (call) => cased('toLower', call.text(0), (text) => text.toLowerCase()),
  toupper: (call) => cased('toUpper', call.text(0), (text) => text.toUpperCase()),
  trim: (call) => {
    const value = call.text(0);
    const { text } = masked(value) ?? withoutValue();
    const start = text.length - text.trimStart().length;
    return cutText(value, start, value.text.length - (text.length - text.trimEnd().length));
  },
  uri: (call) => {
    const [base, relative] = [call.text(0), call.text(1)];
    if (!isDecided(base)) return joinedTexts([base.text.endsWith('/') ? base : joinedTexts([base, plainText('/')]), relative]);
    const end = base.text.endsWith('/') ? base.text.length : base.text.lastIndexOf('/') + 1;
    return joinedTexts([cutText(base, 0, end === '/'.length ? base.text.length : end), relative]);
  },
  uricomponent: (call) => plainText(encodeURIComponent(call.string(0))),
  uricomponenttostring: (call) => plainText(decodeURIComponent(call.string(0))),
};

const functions: ReadonlyMap<string, ResourceFunction> = new Map(Object.entries({ ...textFunctions, ...bicepCollectionFunctions }));

/** A function by name, ignoring case; undefined: its result is unknown. */
export function functionNamed(name: string): ResourceFunction | undefined {
  return functions.get(name.toLowerCase());
}

function fileOf(call: BicepCall): TextValue {
  return call.files.text(call.string(0)) ?? withoutValue();
}

/** The part of a loaded value at a path such as `$.a.b`. */
function withPath(value: Value, call: BicepCall): Value {
  const path = call.given.length > 1 && call.value(1).kind !== 'null' ? call.string(1) : '';
  let at = value;
  for (const key of path.split(/[$.[\]'"]+/).filter((part) => part !== '')) {
    at =
      at.kind === 'list'
        ? (at.items[Number(key)] ?? withoutValue())
        : at.kind === 'object'
          ? (at.entries.get(key) ?? withoutValue())
          : withoutValue();
  }
  return at;
}

function parsedJson(text: string): Value {
  try {
    return fromPlain(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return withoutValue();
  }
}

function parsedYaml(text: string): Value {
  if (isTooDeep(text)) withoutValue();
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) withoutValue();
  try {
    return fromPlain(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return withoutValue();
  }
}

/** A value from `JSON.parse` or a YAML reader. */
export function fromPlain(parsed: unknown, text: (text: string) => Value = plainText): Value {
  if (typeof parsed === 'string') return text(parsed);
  if (typeof parsed === 'number') return numberValue(parsed);
  if (typeof parsed === 'boolean') return flag(parsed);
  if (Array.isArray(parsed)) return list(parsed.map((item) => fromPlain(item, text)));
  if (typeof parsed !== 'object' || parsed === null) return nothing;
  return object(Object.entries(parsed).map(([key, item]) => [key, fromPlain(item, text)]));
}

const jsonTexts = new WeakMap<Value, TextValue>();

function writtenJson(value: Value): TextValue {
  let text = jsonTexts.get(value);
  if (text === undefined) jsonTexts.set(value, (text = hasOpen(value) ? openJson(value) : plainText(JSON.stringify(plainOf(value)))));
  return text;
}

function hasOpen(value: Value): boolean {
  if (value.kind === 'list') return value.items.some(hasOpen);
  if (value.kind === 'object') return [...value.entries.values()].some(hasOpen);
  return value.kind === 'unknown' || (value.kind === 'text' && !isDecided(value));
}

/** A known value as `JSON.stringify` takes it. */
function plainOf(value: Value): unknown {
  switch (value.kind) {
    case 'list':
      return value.items.map(plainOf);
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, item]) => [key, plainOf(item)]));
    case 'text':
      return value.text;
    case 'number':
    case 'flag':
      return value.value;
    case 'null':
    case 'unknown':
      return null;
  }
}

function openJson(value: Value): TextValue {
  const making = new TextInMaking();
  const write = (one: Value): void => {
    const items = one.kind === 'list' ? one.items.map((item) => ['', item] as const) : one.kind === 'object' ? [...one.entries] : null;
    if (items === null) {
      if (one.kind === 'unknown') making.add(placeholder(one));
      else if (one.kind !== 'text') making.addWritten(describe(one), null);
      else making.add(joinedTexts([plainText('"'), one, plainText('"')]));
      return;
    }
    making.addWritten(one.kind === 'list' ? '[' : '{', null);
    for (const [index, [key, item]] of items.entries()) {
      making.addWritten((index === 0 ? '' : ',') + (one.kind === 'object' ? `${JSON.stringify(key)}:` : ''), null);
      write(item);
    }
    making.addWritten(one.kind === 'list' ? ']' : '}', null);
  };
  write(value);
  return making.done();
}

/** Replaces in the known parts of a text; unknown parts and places stay. */
function replaced(value: TextValue, search: string, by: TextValue): TextValue {
  if (search === '') return withoutValue();
  const open = value.pieces.filter((piece) => piece.open !== null);
  const parts: { readonly span: { readonly start: number; readonly end: number }; readonly by: TextValue }[] = [];
  for (let start = value.text.indexOf(search); start >= 0; start = value.text.indexOf(search, start + search.length)) {
    const span = { start, end: start + search.length };
    if (open.every(({ text }) => text.end <= span.start || span.end <= text.start)) parts.push({ span, by });
  }
  return replacedText(value, parts);
}

const hole = /\{\{|\}\}|\{(\d+)(?:,-?\d+)?(?::[^{}]*)?\}/g;

function formatted(template: TextValue, values: readonly Value[]): TextValue {
  const parts = Array.from(template.text.matchAll(hole), ({ 0: written, 1: index, index: start }) => ({
    span: { start, end: start + written.length },
    by: index === undefined ? plainText(written.charAt(0)) : textInBicep(values[Number(index)] ?? withoutValue()),
  }));
  return replacedText(template, parts);
}

function split(call: BicepCall): Value {
  const value = call.text(0);
  if (!isDecided(value)) withoutValue();
  const by = call.value(1);
  const separators = by.kind === 'list' ? by.items.map((item) => textInBicep(item).text) : [call.string(1)];
  const parts: Value[] = [];
  let start = 0;
  for (let at = 0; at <= value.text.length; at += 1) {
    const separator = at === value.text.length ? '' : separators.find((one) => one !== '' && value.text.startsWith(one, at));
    if (separator === undefined) continue;
    parts.push(cutText(value, start, at));
    if (parts.length > longestLoop) withoutValue();
    start = at + separator.length;
    at = Math.max(at, start - 1);
  }
  return list(parts);
}

/** Changes the case of a text's known parts; unknown parts get the function in their name. */
function cased(name: string, value: TextValue, change: (text: string) => string): TextValue {
  const mask = masked(value) ?? withoutValue();
  const changed = change(mask.text);
  return changed === mask.text && isDecided(value) ? value : mask.restore(changed, (open) => `${name}(${open})`);
}

function lower(value: TextValue): TextValue {
  return { ...value, text: value.text.toLowerCase().length === value.text.length ? value.text.toLowerCase() : value.text };
}

/** Whether a text begins so; null: undecided. */
function startsWith(value: TextValue, prefix: string): boolean | null {
  const known = Math.min(knownStart(value), prefix.length);
  if (value.text.slice(0, known) !== prefix.slice(0, known)) return false;
  return known === prefix.length ? true : isDecided(value) ? false : null;
}

function endsWith(value: TextValue, suffix: string): boolean | null {
  const known = Math.min(knownEnd(value), suffix.length);
  if (known > 0 && value.text.slice(-known) !== suffix.slice(-known)) return false;
  return known === suffix.length ? true : isDecided(value) ? false : null;
}

function binary(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

function decodedBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
  } catch {
    return withoutValue();
  }
}

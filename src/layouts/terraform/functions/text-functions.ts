import { cutText, isDecided, masked, placeholder, plainText, replacedText, TextInMaking } from '../../deployed/texts.js';
import type { TextValue, Value } from '../../deployed/deployed-value.js';
import { joinedLoop, loopOver } from '../../deployed/either.js';
import { describe, flag, knownEnd, knownStart, list, nothing, object, unknown, longestLoop } from '../../deployed/values.js';
import { charactersOf } from './characters.js';
import { formatted } from './format.js';
import { listArgument, refused, stringArgument, textArgument, undecided, type HclCall, type FunctionTable } from './function-call.js';
import { goRegex } from './go-regex.js';

/** Functions of strings ("String Functions"). */
export const textFunctions: FunctionTable = {
  chomp: (call) =>
    trimmed(
      call.text(0),
      (text) => text,
      (text) => text.replace(/(?:\r?\n)+$/, ''),
    ),
  endswith: (call) => flag(endsWith(call.text(0), call.string(1)) ?? undecided()),
  format: (call) => formatted(call.text(0), call.given.slice(1)),
  formatlist,
  indent,
  join,
  lower: (call) => mapped('lower', call.text(0), (text) => characterwise(text, (one) => one.toLowerCase())),
  regex: (call) => {
    const text = call.string(1);
    const found = goRegex(call.string(0), '', text.length).exec(text);
    return found === null ? refused() : captured(found);
  },
  regexall: (call) => {
    const text = call.string(1);
    return list(Array.from(text.matchAll(goRegex(call.string(0), 'g', text.length)), captured));
  },
  replace,
  split,
  startswith: (call) => flag(startsWith(call.text(0), call.string(1)) ?? undecided()),
  strcontains: (call) => flag(call.string(0).includes(call.string(1))),
  strrev: (call) => plainText([...charactersOf(call.string(0))].reverse().join('')),
  substr,
  title: (call) => mapped('title', call.text(0), (text) => text.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (whole) => whole.toUpperCase())),
  trim: (call) => {
    const set = new Set(call.string(1));
    return trimmed(
      call.text(0),
      (text) => without(text, set, true),
      (text) => without(text, set, false),
    );
  },
  trimprefix: (call) => {
    const [text, prefix] = [call.text(0), call.string(1)];
    return (startsWith(text, prefix) ?? undecided()) ? cutText(text, prefix.length, text.text.length) : text;
  },
  trimspace: (call) =>
    trimmed(
      call.text(0),
      (text) => text.trimStart(),
      (text) => text.trimEnd(),
    ),
  trimsuffix: (call) => {
    const [text, suffix] = [call.text(0), call.string(1)];
    return (endsWith(text, suffix) ?? undecided()) ? cutText(text, 0, text.text.length - suffix.length) : text;
  },
  upper: (call) => mapped('upper', call.text(0), (text) => characterwise(text, (one) => one.toUpperCase())),
};

/** Changes the known parts of a text; unknown parts get the function in their name. */
function mapped(name: string, value: TextValue, change: (text: string) => string): TextValue {
  const mask = masked(value) ?? undecided();
  const changed = change(mask.text);
  return changed === mask.text && isDecided(value) ? value : mask.restore(changed, (open) => `${name}(${open})`);
}

/** Go changes the case of each character into one character. */
function characterwise(text: string, change: (text: string) => string): string {
  const changed = change(text);
  return changed.length === text.length ? changed : Array.from(text, (one) => (change(one).length === one.length ? change(one) : one)).join('');
}

/** Trims the ends; a placeholder at an end stays. */
function trimmed(value: TextValue, fromStart: (text: string) => string, fromEnd: (text: string) => string): TextValue {
  const { text } = masked(value) ?? undecided();
  const start = text.length - fromStart(text).length;
  const rest = text.slice(start);
  const end = rest.length - fromEnd(rest).length;
  return cutText(value, start, value.text.length - end);
}

function without(text: string, set: ReadonlySet<string>, isStart: boolean): string {
  const characters = Array.from(text);
  let count = 0;
  while (count < characters.length && set.has(characters.at(isStart ? count : -1 - count) ?? '')) count += 1;
  return (isStart ? characters.slice(count) : characters.slice(0, characters.length - count)).join('');
}

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

/** The captures of a pattern: the whole match without groups, a list of groups, or an object of named groups. */
function captured(found: RegExpMatchArray): Value {
  if (found.length === 1) return plainText(found[0]);
  const value = (text: string | undefined): Value => (text === undefined ? nothing : plainText(text));
  if (found.groups !== undefined) return object(Object.entries(found.groups).map(([name, text]) => [name, value(text)]));
  return list(found.slice(1).map(value));
}

function join(call: HclCall): Value {
  const separator = call.text(0);
  const loop = call.given.length === 2 ? joinedLoop(call.value(1), separator) : null;
  if (loop !== null) return loop;
  const making = new TextInMaking();
  let isFirst = true;
  for (const given of call.given.slice(1)) {
    for (const item of listArgument(given)) {
      if (!isFirst) making.add(separator);
      making.add(item.kind === 'unknown' ? placeholder(item) : textArgument(item));
      isFirst = false;
    }
  }
  return making.done();
}

function split(call: HclCall): Value {
  const separator = call.string(0);
  const value = call.text(1);
  if (!isDecided(value)) undecided();
  if (value.text === '') return list(separator === '' ? [] : [plainText('')]);
  const ends = separator === '' ? charactersOf(value.text).map((one) => one.length) : value.text.split(separator).map((one) => one.length);
  if (ends.length > longestLoop) undecided();
  let at = 0;
  return list(
    ends.map((length) => {
      const part = cutText(value, at, at + length);
      at += length + separator.length;
      return part;
    }),
  );
}

function substr(call: HclCall): Value {
  const value = call.text(0);
  if (!isDecided(value)) undecided();
  const characters = charactersOf(value.text);
  const offset = call.number(1);
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  const length = call.number(2);
  const before = characters.slice(0, start).join('').length;
  const end = length < 0 ? value.text.length : before + characters.slice(start, start + length).join('').length;
  return cutText(value, before, end);
}

/** Indents every line but the first. */
function indent(call: HclCall): Value {
  const count = call.number(0);
  const value = call.text(1);
  if (count < 0 || count > longestLoop) return refused();
  const spaces = plainText(' '.repeat(count));
  const parts = Array.from(value.text.matchAll(/\n/g), ({ index }) => ({ span: { start: index + 1, end: index + 1 }, by: spaces }));
  return replacedText(value, parts);
}

/** Replaces in the known parts of a text; unknown parts and places stay. */
function replace(call: HclCall): Value {
  const value = call.text(0);
  const search = call.string(1);
  const given = call.value(2);
  const by = given.kind === 'unknown' ? placeholder(given) : call.text(2);
  const isPattern = search.length > 2 && search.startsWith('/') && search.endsWith('/');
  if (search === '') return undecided();
  const open = value.pieces.filter((piece) => piece.open !== null);
  const isKnown = (start: number, end: number): boolean => open.every(({ text }) => text.end <= start || end <= text.start);
  const parts: { readonly span: { readonly start: number; readonly end: number }; readonly by: TextValue }[] = [];
  if (isPattern) {
    for (const match of value.text.matchAll(goRegex(search.slice(1, -1), 'g', value.text.length))) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (isKnown(span.start, span.end)) parts.push({ span, by: by.text.includes('$') ? expanded(stringArgument(by), match) : by });
    }
    return replacedText(value, parts);
  }
  for (let at = value.text.indexOf(search); at >= 0; at = value.text.indexOf(search, at + search.length)) {
    if (isKnown(at, at + search.length)) parts.push({ span: { start: at, end: at + search.length }, by });
  }
  return replacedText(value, parts);
}

/** `$1`, `${1}`, `$name`, `$$` in the replacement of a match (Go, `Regexp.Expand`). */
function expanded(template: string, match: RegExpMatchArray): TextValue {
  return plainText(
    template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return whole.slice(1);
      return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
    }),
  );
}

/** `format` for each item; a value that is not a list is used for all. */
function formatlist(call: HclCall): Value {
  const template = call.text(0);
  const given = call.given.slice(1);
  const [only] = given;
  if (given.length === 1 && only?.kind === 'unknown') {
    const name = `formatlist(${call.given.map(describe).join(', ')})`;
    return loopOver(name, 'item', only, formatted(template, [unknown('item')]));
  }
  const lists = given.flatMap((value) => (value.kind === 'list' ? [value.items.length] : value.kind === 'unknown' ? [] : []));
  const count = lists[0] ?? (given.length === 0 || given.some(({ kind }) => kind === 'unknown') ? undecided() : 1);
  if (lists.some((length) => length !== count)) return refused();
  const made: Value[] = [];
  for (let index = 0; index < count; index += 1) {
    made.push(
      formatted(
        template,
        given.map((value) => (value.kind === 'list' ? (value.items[index] ?? nothing) : value)),
      ),
    );
  }
  return list(made);
}

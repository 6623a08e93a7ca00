import { asText } from '../conversions.js';
import { placeholder, plainText, replacedText } from '../../deployed/texts.js';
import type { TextValue, Value } from '../../deployed/deployed-value.js';
import { charactersOf } from './characters.js';
import { encodedJson } from './encoded-json.js';
import { refused, stringArgument } from './function-call.js';

const verb = /%(?:%|([-+ #0]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))/g;
/** Largest width or precision, in characters. */
const widest = 1000;

/** `format`: the verbs of a text, each filled with the next value or the one it names (Terraform, "format Function"). */
export function formatted(template: TextValue, values: readonly Value[]): TextValue {
  const open = template.pieces.filter((piece) => piece.open !== null);
  let next = 0;
  const parts: { readonly span: { readonly start: number; readonly end: number }; readonly by: TextValue }[] = [];
  for (const match of template.text.matchAll(verb)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (open.some(({ text }) => span.start < text.end && text.start < span.end)) continue;
    if (match[0] === '%%') {
      parts.push({ span, by: plainText('%') });
      continue;
    }
    const [, flags = '', width, precision, index, letter = ''] = match;
    if (index !== undefined) next = Number(index) - 1;
    const value = values[next] ?? refused();
    next += 1;
    parts.push({
      span,
      by: written(letter, value, { flags, width: Number(width ?? 0), precision: precision === undefined ? null : Number(precision) }),
    });
  }
  return replacedText(template, parts);
}

interface Style {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
}

function written(letter: string, value: Value, style: Style): TextValue {
  if (style.width > widest || (style.precision ?? 0) > widest) return refused();
  if (value.kind === 'unknown') return letter === 'q' ? quoted(placeholder(value)) : placeholder(value);
  if (letter === 's' || (letter === 'v' && !style.flags.includes('#'))) {
    const text = asText(value);
    // `%v` accepts any value; `%s` only texts.
    if (text === null) return letter === 'v' ? encodedJson(value) : refused();
    return style.width === 0 && style.precision === null ? text : padded(cut(stringArgument(text), style.precision), style);
  }
  if (letter === 'v' || letter === 'q') return letter === 'v' ? encodedJson(value) : encodedJson(asText(value) ?? refused());
  if (letter === 't') return value.kind === 'flag' ? plainText(String(value.value)) : refused();
  const number = Number(stringArgument(value));
  return Number.isNaN(number) ? refused() : padded(digits(letter, number, style), style);
}

function quoted(text: TextValue): TextValue {
  return replacedText(plainText('""'), [{ span: { start: 1, end: 1 }, by: text }]);
}

function cut(text: string, precision: number | null): string {
  return precision === null ? text : charactersOf(text).slice(0, precision).join('');
}

function digits(letter: string, number: number, { flags, precision }: Style): string {
  const sign = number >= 0 && flags.includes('+') ? '+' : '';
  switch (letter) {
    case 'd':
      return sign + String(Math.trunc(number));
    case 'f':
      return sign + number.toFixed(Math.min(100, precision ?? 6));
    case 'g':
      return sign + String(number);
    case 'x':
      return sign + Math.trunc(number).toString(16);
    case 'X':
      return sign + Math.trunc(number).toString(16).toUpperCase();
    case 'b':
      return sign + Math.trunc(number).toString(2);
    case 'o':
      return sign + Math.trunc(number).toString(8);
    default:
      return refused();
  }
}

function padded(text: string, { flags, width }: Style): TextValue {
  if (flags.includes('-')) return plainText(text.padEnd(width));
  if (!flags.includes('0')) return plainText(text.padStart(width));
  const sign = /^[-+]?/.exec(text)?.[0] ?? '';
  return plainText(sign + text.slice(sign.length).padStart(width - sign.length, '0'));
}

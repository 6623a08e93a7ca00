import { trimmed } from './white-space.js';

/**
 * Knows which parts of a text are open: parts that the gateway, a template or a pipeline replaces before the text counts. No other module recognises them. An
 * open part is never an origin, a method, a header's name or a value; it stays one unknown with its name.
 */

/**
 * `expression`: C#, always a whole value (Microsoft Learn, "Policy expressions"). `named-value`: `{{x}}`. `hole`: `${x}` of a template.
 * `directive`: `%{ for … }`, `%{ if … }` of a template, which gives no text itself. `token`: what a pipeline replaces, as `{#x#}`, `{#[x]#}`,
 * `{°{x}°}`, `#{x}#`, `#{x}`, `$(x)`, `__X__`, `%X%`, and `{x}` for `replace`.
 */
export type OpenKind = 'expression' | 'named-value' | 'hole' | 'directive' | 'token';

/** A part of a text that the repository does not decide. */
export interface OpenPart {
  readonly kind: OpenKind;
  /** The text between the delimiters, trimmed; for an expression, all of it. */
  readonly name: string;
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A stretch of literal text. */
export interface LiteralPart {
  readonly kind: 'text';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of a text: an open part, or the literal text between two of them. */
export type PartOfText = OpenPart | LiteralPart;

/**
 * What a text is used as; some characters mean a token in one place and themselves in another.
 * `origin`: `{x}` counts anywhere, for no origin holds a brace. `name` (of a header or method): `{x}` too; `__x__` only in capitals, for names
 * such as `__proto__` are names. `value`: `{x}` counts where it is all there is. `code` (inside an expression): braces, `%`, `$(x)` and small `__x__` are C#.
 * `string` (a text in an expression): as a value, but `{{` without a name are braces. `unquoted` (an expression without its texts): `$(x)` counts too, and `%X%` where no
 * operand stands before it.
 */
export type TextUse = 'origin' | 'name' | 'value' | 'code' | 'string' | 'unquoted';

const none: readonly never[] = [];
/** Uses inside an expression. */
const ofCode: ReadonlySet<TextUse> = new Set<TextUse>(['code', 'string', 'unquoted']);

const mayBeOpen = /[{%]|[@$]\(|__/;

/** Whether any part of the text is open. */
export function isOpen(text: string, use: TextUse): boolean {
  return mayBeOpen.test(text) && openParts(text, use).length > 0;
}

/** Whether all of it is one C# expression, which only the gateway can evaluate. */
export function isExpression(text: string): boolean {
  return beginsExpression.test(text);
}

const beginsExpression = /^\s*@[({]/;

/** Whether a text refers to a named value. A quick look: `{{` alone counts. */
export function hasNamedValue(text: string): boolean {
  return text.includes('{{');
}

/** Whether a text begins with a named value. */
export function beginsWithNamedValue(text: string): boolean {
  return text.startsWith('{{');
}

/** Whether a text is one named value and nothing else. API Management keeps none without a value. */
export function isNamedValue(text: string): boolean {
  const [first, ...others] = openParts(text, 'code');
  return others.length === 0 && first?.kind === 'named-value' && first.end - first.start === text.length;
}

/** Whether a template's hole or directive is in a text. A quick look, as above. */
export function hasHole(text: string): boolean {
  return text.includes('${') || hasDirective(text);
}

/** Whether a directive of a template begins at an offset. */
export function isDirectiveAt(text: string, at: number): boolean {
  return text.startsWith('%{', at);
}

/** Whether a text has a directive of a template. A quick look, as above. */
export function hasDirective(text: string): boolean {
  return text.includes('%{');
}

/** Source of a pattern for what may be an open part of an expression, whatever the case; for quick looks at whole documents. */
export const opensCode = String.raw`\{[{#\u00b0]|[$#%]\{|\$\(|__[a-z0-9]|%[a-z_]\w*%`;

const mayOpenCode = new RegExp(`${opensCode}|^\\s*\\{`, 'i');
const quoted = /(?:"|&quot;)(?:[^"&]|&(?!quot;)){0,2000}(?:"|&quot;)/g;

/** Whether a text may have an open part that counts inside an expression: a quick look. */
export function mayBeFilledIn(text: string): boolean {
  return mayOpenCode.test(text);
}

/** Whether an open part supplies code of an expression, or all of it, and not just text in a string: then it decides a condition. */
export function isFilledInAsCode(text: string): boolean {
  if (!mayBeFilledIn(text)) return false;
  const unquoted = text.replaceAll(quoted, '""');
  return isOpen(unquoted, isExpression(unquoted) ? 'unquoted' : 'value');
}

/** The C# between the parentheses of an expression; null if the text is none, or one with statements. */
export function expressionCode(text: string): string | null {
  return /^\s*@\(([^]*)\)\s*$/.exec(text)?.[1] ?? null;
}

/** The open parts of a text, in order. Linear; never fails. A part that never closes is open to the end of the text. */
export function openParts(text: string, use: TextUse): readonly OpenPart[] {
  if (!mayBeOpen.test(text)) return [];
  if (!ofCode.has(use) && isExpression(text)) {
    const start = text.indexOf('@');
    const name = text.slice(start).trimEnd();
    return [{ kind: 'expression', name, start, end: start + name.length }];
  }
  const whole = use === 'origin' || use === 'value' || use === 'string' ? bracedWhole(text, use) : null;
  return whole === null ? [...find(text, use)] : [whole];
}

/**
 * Whether a text with open parts can come to this name, of which the case does not count: what is written before the first of them and behind the
 * last stands in it too. False of a text that is not open.
 */
export function mayBecome(text: string, name: string): boolean {
  const parts = openParts(text, 'name');
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return false;
  const [before, after] = [text.slice(0, first.start).trimStart().toLowerCase(), text.slice(last.end).trimEnd().toLowerCase()];
  return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
}

/** The whole text in pieces, open and literal, in order and without a gap. */
export function pieces(text: string, use: TextUse): readonly PartOfText[] {
  const found: PartOfText[] = [];
  let at = 0;
  const literal = (end: number): void => {
    if (end > at) found.push({ kind: 'text', text: text.slice(at, end), start: at, end });
  };
  for (const part of openParts(text, use)) {
    literal(part.start);
    found.push(part);
    at = part.end;
  }
  literal(text.length);
  return found;
}

/** Names of the named values that a text refers to, also inside C#; repeated as often as they occur. */
export function namedValuesIn(text: string): readonly string[] {
  if (!hasNamedValue(text)) return none;
  return openParts(text, 'code').flatMap(({ kind, name }) => (kind === 'named-value' ? [name] : []));
}

/** The text without a template's directives, which write nothing themselves, and trimmed. */
export function withoutDirectives(text: string): string {
  const whole = trimmed(text);
  if (!hasDirective(whole)) return whole;
  const rest = pieces(whole, 'origin').map((piece) => (piece.kind === 'directive' ? '' : whole.slice(piece.start, piece.end)));
  return trimmed(rest.join(''));
}

/** The directives of a text, in order, without the marks that trim what stands beside them. */
export function directivesIn(text: string): readonly string[] {
  return openParts(text, 'origin').flatMap(({ kind, name }) => (kind === 'directive' ? [name.replace(/^~\s*|\s*~$/g, '').trim()] : []));
}

/**
 * The directives that are open after a text, outermost first, given those before it: `if` and `for` open one, `else` turns one into its
 * opposite, `endif` and `endfor` close one (Terraform, "Strings and templates", directives).
 */
export function directivesAfter(text: string, before: readonly string[]): readonly string[] {
  if (!hasDirective(text)) return before;
  const open = [...before];
  for (const directive of directivesIn(text)) {
    if (/^(?:if|for)\b/.test(directive)) open.push(directive);
    else if (/^end(?:if|for)\b/.test(directive)) open.pop();
    else if (/^else\b/.test(directive)) open.push(`else of ${open.pop() ?? ''}`);
  }
  return open;
}

/** A text that is `{x}` and nothing else: as an origin, x may be anything; as a value, x has to look like a name. */
function bracedWhole(text: string, use: 'origin' | 'value' | 'string'): OpenPart | null {
  const name = (use === 'origin' ? /^\s*\{([^{}#\u00b0]+)\}\s*$/ : /^\s*\{([A-Za-z_][\w.-]*)\}\s*$/).exec(text)?.[1];
  if (name === undefined) return null;
  return { kind: 'token', name: name.trim(), start: text.indexOf('{'), end: text.lastIndexOf('}') + 1 };
}

/** Where a part of any kind may begin. */
const opener = /\{\{|[$%#]\{|\$\(|\{#|\{\u00b0\{|\{|__|%/g;

function* find(text: string, use: TextUse): Iterable<OpenPart> {
  const next = new RegExp(opener);
  for (;;) {
    const match = next.exec(text);
    if (match === null) return;
    const part = partAt(text, match.index, match[0], use);
    if (part !== null) yield part;
    next.lastIndex = part?.end ?? match.index + 1;
  }
}

function partAt(text: string, start: number, opening: string, use: TextUse): OpenPart | null {
  const inside = start + opening.length;
  switch (opening) {
    case '{{':
      // Doubled braces in C# are braces, unless a name stands between them.
      return (
        matchAt(namedValue, 'named-value', text, start) ??
        (ofCode.has(use) ? null : part('named-value', text, { start, inside, end: text.indexOf('}}', inside), delimiter: 2 }))
      );
    case '${':
      return part('hole', text, { start, inside, end: endOfTemplate(text, inside), delimiter: 1 });
    case '%{':
      return part('directive', text, { start, inside, end: endOfTemplate(text, inside), delimiter: 1 });
    case '#{': {
      const end = text.indexOf('}', inside);
      return part('token', text, { start, inside, end, delimiter: text.startsWith('}#', end) ? 2 : 1 });
    }
    case '{#':
      return part('token', text, { start, inside, end: text.indexOf('#}', inside), delimiter: 2 });
    case '{\u00b0{':
      return part('token', text, { start, inside, end: text.indexOf('}\u00b0}', inside), delimiter: 3 });
    case '{':
      return use === 'value' || ofCode.has(use) ? null : matchAt(braced, 'token', text, start);
    case '$(':
      return use === 'code' ? null : matchAt(parenthesised, 'token', text, start);
    case '__':
      return matchAt(use === 'origin' || use === 'value' || use === 'string' ? underscored : underscoredCapitals, 'token', text, start);
    default:
      if (use === 'code' || isEncoding(text, start)) return null;
      return matchAt(use === 'unquoted' ? percentedOperand : percented, 'token', text, start);
  }
}

/** Where a part stands, in UTF-16 offsets of its text. */
interface Bounds {
  readonly start: number;
  /** Where its name begins. */
  readonly inside: number;
  /** Where the closing delimiter stands; negative if it never closes, and then all the rest is open. */
  readonly end: number;
  /** Length of the closing delimiter. */
  readonly delimiter: number;
}

function part(kind: OpenKind, text: string, { start, inside, end, delimiter }: Bounds): OpenPart {
  const name = text.slice(inside, end < 0 ? text.length : end).trim();
  return { kind, name: kind === 'token' ? name.replace(/^\[|\]$/g, '') : name, start, end: end < 0 ? text.length : end + delimiter };
}

function matchAt(pattern: RegExp, kind: OpenKind, text: string, start: number): OpenPart | null {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return match === null ? null : { kind, name: (match[1] ?? '').trim(), start, end: start + match[0].length };
}

// Names are limited in length, so that every look-ahead is short.
const namedValue = /\{\{([^{}]{1,256})\}\}/y;
const braced = /\{([A-Za-z_][\w.-]{0,255})\}/y;
const underscored = /__([A-Za-z0-9]\w{0,254}?)__/y;
const underscoredCapitals = /__([A-Z0-9][A-Z0-9_]{0,254}?)__/y;
const parenthesised = /\$\(([A-Za-z_][\w.-]{0,255})\)/y;
/** Behind an operand, `%` divides. */
const percentedOperand = /(?<=(?:^|[^\w)\]"'\s]|\breturn)\s*)%([A-Za-z_]\w{0,255})%/y;
const percented = /%([A-Za-z_]\w{0,255})%/y;

/** `%C3%A4` is an encoded character, not a token. */
function isEncoding(text: string, start: number): boolean {
  return /^%[0-9A-Fa-f]{2}(?:%|\w{0,254}%[0-9A-Fa-f]{2})/.test(text.slice(start, start + 264));
}

/** Offset of the brace that closes a hole or directive, or -1. Braces nest, and those in strings do not count (Terraform, "Strings and templates"). */
function endOfTemplate(text: string, inside: number, limit = text.length): number {
  let depth = 1;
  let isString = false;
  for (let at = inside; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isString = !isString;
    else if (code === 0x0a) isString = false;
    else if (isString) at += code === 0x5c ? 1 : 0;
    else if (code === 0x7b) depth += 1;
    else if (code === 0x7d && --depth === 0) return at;
  }
  return -1;
}

const longestTemplate = 500;

/** Terraform's `${…}` and `%{…}`, on one line and without markup: Terraform replaces them before anything reads the XML. */
export function* templatesIn(text: string): Iterable<Pick<OpenPart, 'start' | 'end'>> {
  const opener = /[$%]\{/g;
  for (let found = opener.exec(text); found !== null; found = opener.exec(text)) {
    const inside = found.index + 2;
    const end = endOfTemplate(text, inside, Math.min(text.length, inside + longestTemplate));
    if (end < 0 || /[<\n]/.test(text.slice(inside, end))) continue;
    yield { start: found.index, end: end + 1 };
    opener.lastIndex = end + 1;
  }
}

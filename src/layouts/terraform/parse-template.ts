import { type HclCursor } from './hcl-cursor.js';
import type { HclExpression, TemplatePart } from './hcl-syntax.js';

/** Reads an expression at the cursor. */
export type ExpressionReading = (cursor: HclCursor) => HclExpression;

/** Characters of a text, and their notation. */
interface Stretch {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Tokens of a template: white space is stripped from single tokens, never from more than one (HCL, `parser_template.go`). */
type Token =
  | { readonly kind: 'text'; stretches: Stretch[] }
  | Exclude<TemplatePart, { kind: 'text' }>
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly start: number; readonly end: number };
type TextToken = Extract<Token, { kind: 'text' }>;

/** Go's `unicode.IsSpace`. */
const blanks = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

function leadingBlanks(text: string): number {
  let at = 0;
  while (at < text.length && blanks.test(text.charAt(at))) at += 1;
  return at;
}

function trailingBlanks(text: string): number {
  let at = text.length;
  while (at > 0 && blanks.test(text.charAt(at - 1))) at -= 1;
  return text.length - at;
}

/** Reads the text between quotes; the cursor is behind the opening one and ends behind the closing one. */
export function readQuoted(cursor: HclCursor, expression: ExpressionReading): readonly TemplatePart[] {
  const start = cursor.at;
  const plain = cursor.take(plainText);
  if (plain === null) return nest(new Scanner(cursor, expression, 'quoted', null).run(), cursor);
  return plain.length === 1 ? [] : [{ kind: 'text', text: composed(plain.slice(0, -1)), start, end: cursor.at - 1 }];
}

const opening = /<<(-?)([A-Za-z_\u00aa-\uffff][\w\-\u00aa-\uffff]*)\r?\n/y;

/** Reads a heredoc from its `<<`; null if there is none here. The cursor ends behind the closing marker. */
export function readHeredoc(cursor: HclCursor, expression: ExpressionReading): readonly TemplatePart[] | null {
  const head = cursor.take(opening);
  if (head === null) return null;
  const isFlush = head.startsWith('<<-');
  const tokens = new Scanner(cursor, expression, 'lines', head.slice(isFlush ? 3 : 2).trimEnd()).run();
  if (isFlush) unindent(tokens);
  return nest(tokens, cursor);
}

/** A whole text, as `templatefile` reads a file. */
export function readTemplateText(cursor: HclCursor, expression: ExpressionReading): readonly TemplatePart[] {
  return nest(new Scanner(cursor, expression, 'lines', null).run(), cursor);
}

const plainText = /[^"\\$%\n]*"/y;
const quotedRun = /(?:[^"\\$%\n])+/y;
const lineRun = /[^$%\n]+\n?|\n/y;
/** Lines without signs and characters that may need composing: kept together unchanged. */
const linesRun = /[^$%\u0300-\uffff]*\n/y;
const escape = /\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;
const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

class Scanner {
  readonly #tokens: Token[] = [];
  /** The previous token is a text that a marker may strip. */
  #stripNext = false;

  constructor(
    readonly cursor: HclCursor,
    readonly expression: ExpressionReading,
    readonly mode: 'quoted' | 'lines',
    readonly marker: string | null,
  ) {}

  run(): readonly Token[] {
    const { cursor, mode } = this;
    const start = cursor.at;
    for (;;) {
      if (this.marker !== null && this.#isAtMarker(start)) return this.#tokens;
      if (cursor.isAtEnd()) {
        if (mode === 'lines' && this.marker === null) return this.#tokens;
        cursor.fail('unclosed', this.marker ?? '"', start);
      }
      const code = cursor.text.charCodeAt(cursor.at);
      if (mode === 'quoted' && code === 0x22) {
        cursor.at += 1;
        return this.#tokens;
      }
      if (code === 0x24 || code === 0x25) this.#sign(String.fromCharCode(code));
      else if (mode === 'quoted') this.#quotedText();
      else this.#text([this.#same(this.#lines() ?? cursor.take(lineRun) ?? '')]);
    }
  }

  /** Many lines at once, if no marker is searched and nothing is stripped. */
  #lines(): string | null {
    const { cursor } = this;
    if (this.marker !== null || this.#stripNext) return null;
    const start = cursor.at;
    const lines = cursor.take(linesRun);
    if (lines === null || (cursor.text.charAt(cursor.at + 1) === '{' && cursor.text.charAt(cursor.at + 2) === '~')) {
      cursor.at = start;
      return null;
    }
    return lines;
  }

  /** A line with only the marker ends a heredoc. */
  #isAtMarker(start: number): boolean {
    const { text, at } = this.cursor;
    if (at !== start && text.charCodeAt(at - 1) !== 0x0a) return false;
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline < 0 ? text.length : newline);
    if (line.trim() !== this.marker) return false;
    this.cursor.at = at + line.trimEnd().length;
    return true;
  }

  #same(text: string): Stretch {
    const { at } = this.cursor;
    return { text: composed(text), start: at - text.length, end: at };
  }

  #quotedText(): void {
    const { cursor } = this;
    const stretches: Stretch[] = [];
    for (;;) {
      const run = cursor.take(quotedRun);
      if (run !== null) stretches.push(this.#same(run));
      const start = cursor.at;
      const found = cursor.take(escape);
      if (found !== null) stretches.push({ text: this.#unescaped(found), start, end: cursor.at });
      else if (run === null) break;
    }
    if (stretches.length === 0) cursor.fail(cursor.text.charAt(cursor.at) === '\\' ? 'unexpected' : 'unclosed', '"');
    this.#text(stretches);
  }

  #unescaped(found: string): string {
    const letter = found.charAt(1);
    if (letter !== 'u' && letter !== 'U') return escaped[letter] ?? '';
    const code = Number.parseInt(found.slice(2), 16);
    return code > 0x10ffff ? this.cursor.fail('unexpected', found) : String.fromCodePoint(code);
  }

  /** `$` or `%`: an escape, a hole or directive, or a literal sign. */
  #sign(sign: string): void {
    const { cursor } = this;
    const start = cursor.at;
    if (cursor.text.startsWith(`${sign}${sign}{`, start)) {
      cursor.at += 3;
      this.#text([{ text: `${sign}{`, start, end: cursor.at }]);
    } else if (cursor.text.charAt(start + 1) === '{') {
      cursor.at += 2;
      this.#sequence(sign, start);
    } else {
      cursor.at += 1;
      this.#text([this.#same(sign)]);
    }
  }

  #text(stretches: Stretch[]): void {
    this.#tokens.push({ kind: 'text', stretches: this.#stripNext ? stripped(stretches, true) : stretches });
    this.#stripNext = false;
  }

  #sequence(sign: string, start: number): void {
    const { cursor } = this;
    this.#stripNext = false;
    const last = this.#tokens.at(-1);
    if (cursor.text.charAt(cursor.at) === '~') {
      cursor.at += 1;
      if (last?.kind === 'text') last.stretches = stripped(last.stretches, false);
    }
    cursor.within(true, () => {
      const token = sign === '$' ? { kind: 'hole' as const, value: this.expression(cursor) } : this.#directive();
      this.#stripNext = cursor.eat('~}');
      if (!this.#stripNext) cursor.expect('}');
      this.#tokens.push({ ...token, start, end: cursor.at });
    });
  }

  #directive() {
    const { cursor } = this;
    cursor.skip();
    const start = cursor.at;
    const word = cursor.name() ?? '';
    switch (word) {
      case 'if':
        return { kind: 'if' as const, condition: this.expression(cursor), then: [], otherwise: [] };
      case 'for': {
        const names = readNames(cursor);
        return { kind: 'for' as const, ...names, over: this.expression(cursor), body: [] };
      }
      case 'else':
      case 'endif':
      case 'endfor':
        return { kind: word };
      default:
        return cursor.fail('unexpected', 'if', start);
    }
  }
}

/** Terraform normalises its texts to composed characters. */
function composed(text: string): string {
  return /[^\0-\u02ff]/.test(text) ? text.normalize('NFC') : text;
}

/** The names of a `for`, through its `in`: `value in`, `key, value in`. */
export function readNames(cursor: HclCursor): { readonly keyName: string | null; readonly valueName: string } {
  const first = cursor.name() ?? cursor.fail('unexpected', 'for');
  const second = cursor.eat(',') ? (cursor.name() ?? cursor.fail('unexpected', 'for')) : null;
  if (cursor.name() !== 'in') cursor.fail('unexpected', 'in');
  return second === null ? { keyName: null, valueName: first } : { keyName: first, valueName: second };
}

/** The text without white space at one end. The notation of stripped characters is in no stretch. */
function stripped(stretches: readonly Stretch[], isLeading: boolean): Stretch[] {
  const kept = [...stretches];
  while (kept.length > 0) {
    const index = isLeading ? 0 : kept.length - 1;
    const { text, start, end: stop } = kept[index] ?? { text: '', start: 0, end: 0 };
    const blank = isLeading ? leadingBlanks(text) : trailingBlanks(text);
    if (blank === text.length) {
      kept.splice(index, 1);
      continue;
    }
    // White space within a stretch is written unchanged.
    if (blank > 0) {
      kept[index] = isLeading
        ? { text: text.slice(blank), start: start + blank, end: stop }
        : { text: text.slice(0, -blank), start, end: stop - blank };
    }
    break;
  }
  return kept;
}

function textOf({ stretches }: TextToken): string {
  return stretches.length === 1 ? (stretches[0]?.text ?? '') : stretches.map(({ text }) => text).join('');
}

/**
 * Removes the indentation of the least indented line from every line of a `<<-` heredoc. Lines of only white space neither count nor change; a hole at the
 * beginning of a line counts as no indentation (HCL, `flushHeredocTemplateParts`).
 */
function unindent(tokens: readonly Token[]): void {
  let least = Infinity;
  let isNewLine = true;
  const first: TextToken[] = [];
  for (const token of tokens) {
    const text = token.kind === 'text' ? textOf(token) : null;
    if (isNewLine) {
      const blank = text === null ? 0 : leadingBlanks(text);
      if (text === null || token.kind !== 'text') least = 0;
      else if (blank < text.length || !text.endsWith('\n')) {
        least = Math.min(least, blank);
        first.push(token);
      }
    }
    isNewLine = text?.endsWith('\n') ?? false;
  }
  for (const token of first) {
    token.stretches = token.stretches.map((one, index) =>
      index === 0 ? { text: one.text.slice(least), start: one.start + least, end: one.end } : one,
    );
  }
}

/** Nests parts into their directives. */
function nest(tokens: readonly Token[], cursor: HclCursor): readonly TemplatePart[] {
  const root: TemplatePart[] = [];
  const written = new Set<TemplatePart>();
  const open: { readonly part: Extract<Token, { kind: 'if' | 'for' }>; readonly then: TemplatePart[]; otherwise: TemplatePart[] | null }[] = [];
  let into = root;
  const enter = (level: (typeof open)[number]): TemplatePart[] => level.otherwise ?? level.then;
  for (const token of tokens) {
    const level = open.at(-1);
    switch (token.kind) {
      case 'text':
        for (const stretch of token.stretches) if (stretch.text !== '') addText(into, stretch, cursor.text, written);
        break;
      case 'hole':
        into.push(token);
        break;
      case 'if':
      case 'for':
        open.push({ part: token, then: [], otherwise: null });
        cursor.deepen(1);
        into = open.at(-1)?.then ?? root;
        break;
      case 'else':
        if (level?.part.kind !== 'if' || level.otherwise !== null) return cursor.fail('unexpected', 'else', token.start);
        into = level.otherwise = [];
        break;
      case 'endif':
      case 'endfor': {
        if (level?.part.kind !== token.kind.slice(3)) return cursor.fail('unexpected', token.kind, token.start);
        open.pop();
        cursor.deepen(-1);
        const outer = open.at(-1);
        into = outer === undefined ? root : enter(outer);
        const { part, then, otherwise } = level;
        into.push(part.kind === 'if' ? { ...part, then, otherwise: otherwise ?? [], end: token.end } : { ...part, body: then, end: token.end });
        break;
      }
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) return cursor.fail('unclosed', `end${unclosed.part.kind}`, unclosed.part.start);
  // A single hole is the value itself, of any type; with white space beside it, stripped or not, it is a text.
  const last = root.at(-1);
  if (last?.kind === 'hole' && root.length === 1 && tokens.length > 1) root.push({ kind: 'text', text: '', start: last.end, end: last.end });
  return root;
}

/**
 * Adds a text; adjacent unchanged texts are joined. `written`: texts equal to the source, which are cut from it as a whole: concatenated lines would all be
 * kept in memory, plus a copy.
 */
function addText(parts: TemplatePart[], { text, start, end }: Stretch, source: string, written: Set<TemplatePart>): void {
  const last = parts.at(-1);
  const isSource = text === source.slice(start, end);
  const isOne = last?.kind === 'text' && last.end === start && text.length === end - start && last.text.length === last.end - last.start;
  const whole = isSource && isOne && written.has(last) ? source.slice(last.start, end) : null;
  const part = { kind: 'text' as const, text: isOne ? (whole ?? last.text + text) : text, start: isOne ? last.start : start, end };
  if (isOne) {
    written.delete(last);
    parts.pop();
  }
  parts.push(part);
  if (isOne ? whole !== null : isSource) written.add(part);
}

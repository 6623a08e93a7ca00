import { endOfExpression } from '../text/csharp.js';
import { beginsName, endOfName, isSpace } from './names.js';
import { coveredFrom, Outline, tagOf } from './outline.js';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text with every C# expression and comment blanked out, length for length, and what the walk through it found. */
export interface Masked {
  /** Same length and same line breaks as the source (a carriage return becomes a space); safe for a strict parser. Made when it is asked for. */
  readonly text: string;
  /**
   * Tags alone, each where it stands in the source: what lies between them is a comment of the same length, what a tag holds besides its name one
   * quoted run. The same elements at the same offsets for a parser, which passes over both in one step instead of character by character. Made when
   * it is asked for.
   */
  readonly outline: string;
  /** The outline of the upper levels: what elements at `coveredFrom` hold is covered too. */
  readonly upper: string;
  /** `<!-- … -->`, delimiters included. */
  readonly comments: readonly Span[];
  /** C# expressions, `@(` or `@{` through the closing bracket. */
  readonly expressions: readonly Span[];
  /** The first thing wrong with the markup, or null. */
  readonly problem: MarkupProblem | null;
}

export interface MarkupProblem {
  readonly code: 'malformed' | 'doctype' | 'too-deep';
  readonly message: string;
  readonly offset: number;
}

export const deepestNesting = 200;

/**
 * One pass over the text: comments, CDATA, processing instructions and tags are told apart, C# expressions in attribute values and
 * text are found, and tags are checked for balance. Linear: each expression that turns out not to be one costs a share of a fixed budget.
 */
export function maskExpressions(text: string): Masked {
  const walk = new Walk(text, coveredFrom);
  const problem = walk.run();
  return new Walked(text, walk, problem);
}

class Walked implements Masked {
  readonly #source: string;
  readonly #walk: Walk;
  #text: string | null = null;
  #outline: string | null = null;

  constructor(
    source: string,
    walk: Walk,
    readonly problem: MarkupProblem | null,
  ) {
    this.#source = source;
    this.#walk = walk;
  }

  get text(): string {
    return (this.#text ??= this.#walk.masked());
  }

  get outline(): string {
    return (this.#outline ??= this.#wholeOutline());
  }

  get upper(): string {
    return this.#walk.outline.text;
  }

  #wholeOutline(): string {
    const walk = new Walk(this.#source, Infinity);
    walk.run();
    return walk.outline.text;
  }

  get comments(): readonly Span[] {
    return this.#walk.comments;
  }

  get expressions(): readonly Span[] {
    return this.#walk.expressions;
  }
}

/** What XML 1.0 has no place for, anywhere. */
const noCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
/** The five entities of XML and character references; none can be declared here. */
const reference = /&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/y;
/** Terraform's `${…}` and `%{…}`: replaced before anybody reads the text as XML. */
const template = /[$%]\{[^{}<\n]{0,500}\}/g;

class Walk {
  readonly comments: Span[] = [];
  readonly expressions: Span[] = [];
  /** Tags of elements with no more than so many above them. */
  readonly outline = new Outline();
  readonly #text: string;
  readonly #levels: number;
  /** Names of the elements that are open, outermost first, and where each begins. */
  readonly #open: string[] = [];
  readonly #offsets: number[] = [];
  /** The attribute that was read last. */
  #attributeName = '';
  /** Characters that may still be read in vain, looking for the end of expressions that have none. */
  #budget: number;
  #rootClosed = false;
  /** The first '@' at or after the place last asked about: found once, however many tags lie before it. */
  #nextSign = -1;
  /** The same for '&' and '<'. */
  #nextAmpersand = -1;
  #nextAngle = -1;
  #templates: readonly Span[] | null = null;
  #unclosedExpression = -1;

  constructor(text: string, levels: number) {
    this.#text = text;
    this.#levels = levels;
    this.#budget = 4 * text.length + 1024;
  }

  run(): MarkupProblem | null {
    const text = this.#text;
    const strange = noCharacter.exec(text);
    if (strange !== null) {
      const code = strange[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return this.#malformed(`the character U+${code} stands here, which no XML document has`, strange.index);
    }
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    let open = -1;
    while (at < text.length) {
      if (open < at) open = text.indexOf('<', at);
      const expression = this.#expressionIn(at, open < 0 ? text.length : open);
      const wrong = this.#wrongText(at, expression === null ? (open < 0 ? text.length : open) : expression.start);
      if (wrong !== null) return wrong;
      if (expression !== null) {
        if (this.#open.length === 0) return this.#outside(expression.start);
        at = expression.end;
        if (open < 0) open = text.length;
        continue;
      }
      if (open < 0 || open >= text.length) break;
      const next = this.#markup(open);
      if (typeof next !== 'number') return next;
      at = next;
    }
    const unclosed = this.#open.length - 1;
    if (unclosed >= 0) return this.#malformed(`<${this.#open[unclosed] ?? ''}> is never closed`, this.#offsets[unclosed] ?? 0);
    if (!this.#rootClosed) return this.#malformed('no element', 0);
    return null;
  }

  masked(): string {
    const blanks = [...this.comments, ...this.expressions].sort((a, b) => a.start - b.start);
    const text = this.#text;
    let out = '';
    let at = 0;
    for (const { start, end } of blanks) {
      if (start < at) continue;
      out += text.slice(at, start);
      const isComment = text.charCodeAt(start) === 0x3c;
      out += blank(text.slice(start, end), isComment ? ' ' : 'x');
      at = end;
    }
    out += text.slice(at);
    return out.includes('\r') ? out.replaceAll('\r', ' ') : out;
  }

  /** The first expression that begins between two offsets, or null. */
  #expressionIn(start: number, end: number): Span | null {
    for (;;) {
      if (this.#nextSign < start) this.#nextSign = indexAfter(this.#text, '@', start);
      if (this.#nextSign >= end) return null;
      const at = this.#nextSign;
      const close = this.#expressionAt(at);
      if (close !== null) return { start: at, end: close };
      start = at + 1;
    }
  }

  /** What is wrong with text between tags, from `start` up to `end`, that is no expression. */
  #wrongText(start: number, end: number): MarkupProblem | null {
    if (this.#open.length > 0) return this.#wrongReference(start, end);
    notSpace.lastIndex = start;
    const found = notSpace.exec(this.#text);
    if (found === null || found.index >= end) return null;
    // Directives round the document leave nothing behind.
    const bare = this.#text.slice(start, end).replace(template, (directive) => ' '.repeat(directive.length));
    const at = bare.search(notSpaceOnce);
    return at < 0 ? null : this.#outside(start + at);
  }

  #outside(offset: number): MarkupProblem {
    if (!this.#rootClosed && this.#text.indexOf('<', offset) < 0) return this.#malformed('no element', 0);
    return this.#malformed('text stands outside of the document’s one root element', offset);
  }

  /** An ampersand that begins no reference, in text or in a value. */
  #wrongReference(start: number, end: number): MarkupProblem | null {
    for (let at = start; ;) {
      if (this.#nextAmpersand < at) this.#nextAmpersand = indexAfter(this.#text, '&', at);
      const found = this.#nextAmpersand;
      if (found >= end) return null;
      reference.lastIndex = found;
      if (!reference.test(this.#text) && !this.#isInTemplate(found)) return this.#malformed("'&' begins no entity here; write it as &amp;", found);
      at = found + 1;
    }
  }

  /** Whether a character belongs to a template, which was found once for the whole text, however many ask. */
  #isInTemplate(offset: number): boolean {
    const templates = (this.#templates ??= [...this.#text.matchAll(template)].map(({ index, 0: whole }) => ({
      start: index,
      end: index + whole.length,
    })));
    let low = 0;
    let high = templates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((templates[middle]?.end ?? Infinity) > offset) high = middle;
      else low = middle + 1;
    }
    return (templates[low]?.start ?? Infinity) < offset;
  }

  #expressionAt(at: number): number | null {
    const bracket = this.#text.charCodeAt(at + 1);
    if ((bracket !== 0x28 && bracket !== 0x7b) || this.#budget <= 0) return null;
    const end = endOfExpression(this.#text, at + 1);
    if (end < 0) {
      this.#budget -= this.#text.length - at;
      if (this.#unclosedExpression < 0) this.#unclosedExpression = at;
      return null;
    }
    this.expressions.push({ start: at, end });
    return end;
  }

  #markup(open: number): number | MarkupProblem {
    const text = this.#text;
    const second = text.charCodeAt(open + 1);
    if (second === 0x21) return this.#declaration(open);
    if (second === 0x3f) {
      const end = text.indexOf('?>', open + 2);
      return end < 0 ? this.#malformed('<? is never closed with ?>', open) : end + 2;
    }
    if (second === 0x2f) return this.#closingTag(open);
    return this.#openingTag(open);
  }

  #declaration(open: number): number | MarkupProblem {
    const text = this.#text;
    if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open + 4);
      if (end < 0) return this.#malformed('this comment is never closed with -->', open);
      this.comments.push({ start: open, end: end + 3 });
      return end + 3;
    }
    if (text.startsWith('<![CDATA[', open)) {
      if (this.#open.length === 0) return this.#outside(open);
      const end = text.indexOf(']]>', open + 9);
      return end < 0 ? this.#malformed('<![CDATA[ is never closed with ]]>', open) : end + 3;
    }
    return {
      code: 'doctype',
      message: 'document type and entity declarations are not read; a policy has none: remove it',
      offset: open,
    };
  }

  #closingTag(open: number): number | MarkupProblem {
    const text = this.#text;
    const expected = this.#open[this.#open.length - 1];
    const usualEnd = open + 2 + (expected?.length ?? 0);
    if (expected !== undefined && text.charCodeAt(usualEnd) === 0x3e && text.startsWith(expected, open + 2)) {
      this.#close(open, `</${expected}>`);
      return usualEnd + 1;
    }
    const end = text.indexOf('>', open);
    const next = text.indexOf('<', open + 1);
    if (end < 0 || (next >= 0 && next < end)) return this.#malformed('this closing tag is never closed with >', open);
    const name = text.slice(open + 2, end).trim();
    if (expected === undefined) return this.#malformed(`</${shown(name)}> closes nothing`, open);
    if (expected !== name) {
      const line = lineOf(text, this.#offsets[this.#offsets.length - 1] ?? 0);
      return this.#malformed(`</${shown(name)}> does not close <${shown(expected)}> of line ${line}`, open);
    }
    this.#close(open, `</${name.padEnd(end - open - 2)}>`);
    return end + 1;
  }

  #close(offset: number, tag: string): void {
    this.#open.pop();
    this.#offsets.pop();
    if (this.#open.length === 0) this.#rootClosed = true;
    this.#lay(offset, tag);
  }

  /** A tag at its place in the outline, behind a cover for all that lies before it; above it are the elements that are open. */
  #lay(start: number, tag: string): void {
    if (this.#open.length <= this.#levels) this.outline.lay(start, tag);
  }

  #openingTag(open: number): number | MarkupProblem {
    const text = this.#text;
    const after = endOfName(text, open + 1);
    const name = text.slice(open + 1, after);
    if (!beginsName(text.charCodeAt(open + 1)) || name === '') {
      return this.#malformed("'<' begins no tag here; write it as &lt;, or inside an expression @(...)", open);
    }
    if (this.#rootClosed) return this.#malformed(`<${shown(name)}> stands after the end of the document’s one root element`, open);
    let at = after;
    let first: string | null = null;
    let others: Set<string> | null = null;
    for (;;) {
      const gap = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (at >= text.length) return this.#malformed(`the tag <${shown(name)} is never closed with >`, open);
      const code = text.charCodeAt(at);
      if (code === 0x3e) break;
      if (code === 0x2f && text.charCodeAt(at + 1) === 0x3e) {
        if (this.#open.length === 0) this.#rootClosed = true;
        if (this.#open.length <= this.#levels) this.#lay(open, tagOf(name, at - after, '/>'));
        return this.#open.length >= deepestNesting ? this.#tooDeep(open) : at + 2;
      }
      const end = this.#attribute(name, at);
      if (typeof end !== 'number') return end;
      const attribute = this.#attributeName;
      if (first === null) first = attribute;
      else {
        if (gap === at) return this.#malformed(`no space stands before the attribute '${shown(attribute)}'`, at);
        others ??= new Set([first]);
        if (others.has(attribute)) return this.#malformed(`the tag <${shown(name)} has the attribute '${shown(attribute)}' twice`, at);
        others.add(attribute);
      }
      at = end;
    }
    if (this.#open.length <= this.#levels) this.#lay(open, tagOf(name, at - after, '>'));
    this.#open.push(name);
    this.#offsets.push(open);
    return this.#open.length > deepestNesting ? this.#tooDeep(open) : at + 1;
  }

  #tooDeep(offset: number): MarkupProblem {
    return { code: 'too-deep', message: `elements are nested deeper than ${deepestNesting}; flatten the policy`, offset };
  }

  /** Where the attribute that begins here ends. */
  #attribute(element: string, start: number): number | MarkupProblem {
    const text = this.#text;
    const after = endOfName(text, start);
    const name = text.slice(start, after);
    this.#attributeName = name;
    let at = after;
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (name === '' || text.charCodeAt(at) !== 0x3d) {
      return this.#malformed(
        `the tag <${shown(element)} holds '${shown(text.slice(start, Math.max(after, start + 1)))}', which is no attribute="value"`,
        start,
      );
    }
    at += 1;
    while (isSpace(text.charCodeAt(at))) at += 1;
    const quote = text.charCodeAt(at);
    if (quote !== 0x22 && quote !== 0x27) return this.#malformed(`the value of attribute '${shown(name)}' is not in quotes`, start);
    const delimiter = quote === 0x22 ? '"' : "'";
    at += 1;
    let end = -1;
    for (;;) {
      if (end < at) end = text.indexOf(delimiter, at);
      const limit = end < 0 ? text.length : end;
      const expression = this.#expressionIn(at, limit);
      if (expression === null && end < 0) return this.#malformed(`the value of attribute '${shown(name)}' is never closed`, start);
      const wrong = this.#wrongValue(name, at, expression?.start ?? limit);
      if (wrong !== null) return wrong;
      if (expression === null) return end + 1;
      at = expression.end;
    }
  }

  #wrongValue(name: string, start: number, end: number): MarkupProblem | null {
    if (this.#nextAngle < start) this.#nextAngle = indexAfter(this.#text, '<', start);
    if (this.#nextAngle < end) {
      return this.#malformed(
        `'<' stands in the value of attribute '${shown(name)}'; write it as &lt;, or inside an expression @(...)`,
        this.#nextAngle,
      );
    }
    return this.#wrongReference(start, end);
  }

  #malformed(what: string, offset: number): MarkupProblem {
    const begun = this.#unclosedExpression;
    const hint = begun >= 0 && begun <= offset ? ` (the C# expression that begins on line ${lineOf(this.#text, begun)} never ends)` : '';
    return { code: 'malformed', message: `not well-formed: ${what}${hint}`, offset };
  }
}

/** Infinity where there is none, so that nobody looks again. */
function indexAfter(text: string, character: string, start: number): number {
  const found = text.indexOf(character, start);
  return found < 0 ? Infinity : found;
}

const notSpace = /[^ \t\r\n]/g;
const notSpaceOnce = /[^ \t\r\n]/;

/** As long as the source, with its line breaks. */
function blank(source: string, filler: string): string {
  return source.includes('\n')
    ? source
        .split('\n')
        .map((line) => filler.repeat(line.length))
        .join('\n')
    : filler.repeat(source.length);
}

/** A name from a file, short enough for a message. */
function shown(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 57)}...`;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

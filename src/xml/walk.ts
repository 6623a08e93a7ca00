import { ElementTable } from './element-table.js';
import { endOfComment, endOfInstruction, Literals, NextOf, nowhere, strangeCharacter } from './literals.js';
import { afterSpace, isSpace, shownName } from './names.js';
import { malformed, unclear, type MarkupProblem, type Span } from './problem.js';
import { TagReader } from './tags.js';
import { Expressions, hidesMarkup, hidesTags, holdsNoValue } from './expressions.js';

/** The deepest nesting of elements that is read. */
const deepestNesting = 200;

/** A state from which a walk can be resumed. */
interface Retreat {
  readonly at: number;
  readonly open: readonly string[];
  readonly rows: readonly number[];
  readonly comments: number;
  readonly expressions: number;
  readonly elements: number;
}

/**
 * One walk over a document: comments, CDATA, instructions and tags are told apart, tags are checked for balance, and C# is found.
 *
 * C# is a whole value: it begins where the value of an attribute or the text of an element begins, and ends where that ends. A document that is well-formed XML
 * is read as every parser reads it. Policies may also hold C# as in a source file, with quotes and `<` (Microsoft Learn, format `rawxml`): such a document is
 * not well-formed, and its values end where the C# ends. So the walk first reads values by the rules of XML and remembers the first place where C# would end
 * elsewhere; if XML fails, the walk resumes there with C#. If both readings succeed and differ, the meaning is unclear: that is an error. Linear: each text is
 * walked at most twice, and C# that never ends draws on a fixed budget, whose end is an error.
 */
export class DocumentWalk {
  readonly comments: Span[] = [];
  /** C# expressions, bracket through bracket. */
  readonly expressions: Span[] = [];
  readonly elements = new ElementTable();
  readonly #text: string;
  readonly #literals: Literals;
  readonly #angles: NextOf;
  readonly #tags: TagReader;
  readonly #csharp: Expressions;
  /** Names of the elements that are open, outermost first, and the row of each. */
  #open: string[] = [];
  #rows: number[] = [];
  #at = 0;
  #rootClosed = false;
  /** Only white space and comments stand between here and the opening tag of the element. */
  #valueMayBegin = false;
  /** Offset of the tag that is being read. */
  #tag = 0;
  #expressionsBefore = 0;
  /** The document is not well-formed XML: values end where C# ends. */
  #isRaw = false;
  #retreat: Retreat | null = null;
  /** C# whose content is being read as XML: its end, and how many elements were open at its beginning. */
  #inside: { readonly start: number; readonly end: number; readonly depth: number } | null = null;
  /** Offset of C# that can also be read as markup. */
  #differs = -1;
  /** Offset of the first expression that never ends, or ends before its value does. */
  #broken = -1;

  constructor(text: string) {
    this.#text = text;
    this.#literals = new Literals(text);
    this.#angles = new NextOf(text, '<');
    this.#csharp = new Expressions(text);
    this.#tags = new TagReader(text, (name, start, quote) => this.#attributeValue(name, start, quote));
  }

  run(): MarkupProblem | null {
    const strange = strangeCharacter(this.#text);
    if (strange !== null) return strange;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    let problem = this.#walk();
    if (problem !== null && this.#goBack()) problem = this.#walk();
    if (problem === null && this.#differs >= 0) return twoReadings(this.#differs);
    if (problem === null || problem.code !== 'malformed' || this.#broken < 0 || this.#broken >= problem.offset) return problem;
    return openedBefore(problem, lineOf(this.#text, this.#broken));
  }

  #walk(): MarkupProblem | null {
    const { length } = this.#text;
    while (this.#at < length) {
      const open = this.#angles.from(this.#at);
      const wrong = this.#textUpTo(Math.min(open, length));
      if (wrong !== null) return wrong;
      // C# may have ended behind the angle bracket.
      if (this.#at > open) continue;
      if (open === nowhere) break;
      const next = this.#markup(open);
      if (typeof next !== 'number') return next;
      if (this.#inside !== null && next > this.#inside.end) this.#leave(true);
      this.#at = next;
    }
    const unclosed = this.#open.length - 1;
    if (unclosed >= 0)
      return malformed(
        { code: 'open-element', given: { element: shownName(this.#open[unclosed] ?? '') } },
        this.elements.startOf(this.#rows[unclosed] ?? 0),
      );
    return this.#rootClosed ? null : malformed({ code: 'no-element', given: {} }, 0);
  }

  /** The document is not well-formed XML: resumes where C# first ended elsewhere than the XML value. */
  #goBack(): boolean {
    const to = this.#retreat;
    if (to === null || this.#csharp.isUsedUp || (this.#broken >= 0 && this.#broken < to.at)) return false;
    this.#at = to.at;
    this.#open = [...to.open];
    this.#rows = [...to.rows];
    this.comments.length = to.comments;
    this.expressions.length = to.expressions;
    this.elements.cut(to.elements);
    this.#rootClosed = false;
    this.#valueMayBegin = true;
    this.#inside = null;
    this.#retreat = null;
    this.#differs = -1;
    this.#broken = -1;
    this.#isRaw = true;
    return true;
  }

  #remember(at: number, expressions: number): void {
    this.#retreat ??= {
      at,
      open: [...this.#open],
      rows: [...this.#rows],
      comments: this.comments.length,
      expressions,
      elements: this.elements.count,
    };
  }

  /** Reads text up to the next tag; C# in it may extend beyond that tag. */
  #textUpTo(end: number): MarkupProblem | null {
    const inside = this.#inside;
    if (inside !== null && inside.end <= end) this.#leave(this.#open.length !== inside.depth);
    if (this.#open.length === 0) {
      const outside = this.#literals.outside(this.#at, end);
      return outside < 0 ? null : this.#outside(outside);
    }
    if (this.#valueMayBegin) {
      const start = afterSpace(this.#text, this.#at, end);
      if (start < end) {
        this.#valueMayBegin = false;
        const close = this.#expression(start, end, null);
        if (typeof close !== 'number') return close;
        if (close !== start) this.#at = close;
      }
    }
    return this.#at < end ? this.#literals.wrongText(this.#at, end) : null;
  }

  #outside(offset: number): MarkupProblem {
    if (!this.#rootClosed && this.#text.indexOf('<', offset) < 0) return malformed({ code: 'no-element', given: {} }, 0);
    return malformed({ code: 'text-outside', given: {} }, offset);
  }

  /** Returns the offset of the quote that ends the value. */
  #attributeValue(name: string, start: number, quote: '"' | "'"): number | MarkupProblem {
    const found = this.#text.indexOf(quote, start);
    const end = found < 0 ? this.#text.length : found;
    const close = this.#expression(afterSpace(this.#text, start, end), end, quote);
    if (typeof close !== 'number') return close;
    if (close > end) return afterSpace(this.#text, close, this.#text.length);
    if (found < 0) return malformed({ code: 'open-value', given: { attribute: shownName(name) } }, start);
    const literal = Math.max(start, this.#isRaw ? close : start);
    const angle = this.#angles.from(literal);
    if (angle < end) return malformed({ code: 'angle-in-value', given: { attribute: shownName(name) } }, angle);
    return this.#literals.wrongReference(literal, end) ?? end;
  }

  /**
   * Reads C# at the beginning of a value. `end`: where XML ends the value or the text; `quote`: that of the attribute, or null for text. Returns where the C#
   * ends, or `start` if the value is to be read as XML.
   */
  #expression(start: number, end: number, quote: string | null): number | MarkupProblem {
    const text = this.#text;
    if (this.#inside !== null || start >= end || text.charCodeAt(start) !== 0x40) return start;
    const bracket = text.charCodeAt(start + 1);
    if ((bracket !== 0x28 && bracket !== 0x7b) || (quote === null && holdsNoValue.has(this.#open[this.#open.length - 1] ?? ''))) return start;
    const close = this.#csharp.endOf(start);
    if (this.#csharp.isUsedUp) return unclear({ code: 'open-expressions', given: {} }, start);
    if (close >= 0 && close <= end) return this.#agreed(start, close, quote);
    if (close < 0 || !this.#isWhole(close, quote)) {
      if (this.#isRaw) return unclear({ code: 'part-of-value', given: {} }, start);
      if (this.#broken < 0) this.#broken = start;
      return start;
    }
    if (!this.#isRaw) {
      this.#remember(quote === null ? start : this.#tag, quote === null ? this.expressions.length : this.#expressionsBefore);
      if (quote !== null) this.#differs = start;
      else this.#inside = { start, end: close, depth: this.#open.length };
      return start;
    }
    const hides = quote === null ? hidesMarkup(text, start, close, this.#open[this.#open.length - 1] ?? '') : hidesTags(text, end, close, quote);
    if (hides) return twoReadings(start);
    this.expressions.push({ start, end: close });
    return this.#literals.impossibleReference(start, close) ?? close;
  }

  /** C# that ends within its value: both readings agree on the tags, but other characters in it may be invalid XML. */
  #agreed(start: number, close: number, quote: string | null): number | MarkupProblem {
    this.expressions.push({ start, end: close });
    if (this.#isRaw) return this.#literals.impossibleReference(start, close) ?? close;
    const wrong = quote === null ? this.#literals.wrongText(start, close) : this.#wrongInValue(start, close);
    if (wrong === null) return close;
    if (this.#retreat !== null || this.#broken >= 0) return wrong;
    this.#isRaw = true;
    return this.#literals.impossibleReference(start, close) ?? close;
  }

  #wrongInValue(start: number, end: number): MarkupProblem | null {
    const angle = this.#angles.from(start);
    return angle < end ? malformed({ code: 'angle-in-value', given: { attribute: null } }, angle) : this.#literals.wrongReference(start, end);
  }

  /** Whether only white space and comments stand between C# and the end of its value. */
  #isWhole(close: number, quote: string | null): boolean {
    const text = this.#text;
    let at = afterSpace(text, close, text.length);
    if (quote !== null) return text.charAt(at) === quote;
    while (text.startsWith('<!--', at)) {
      const end = endOfComment(text, at);
      if (typeof end !== 'number') return false;
      at = afterSpace(text, end, text.length);
    }
    return text.startsWith('</', at);
  }

  #leave(differs: boolean): void {
    if (differs && this.#differs < 0) this.#differs = this.#inside?.start ?? 0;
    this.#inside = null;
  }

  #markup(open: number): number | MarkupProblem {
    const text = this.#text;
    const second = text.charCodeAt(open + 1);
    if (second === 0x21) return this.#declaration(open);
    this.#valueMayBegin = false;
    if (second === 0x3f) return endOfInstruction(text, open);
    if (second === 0x2f) return this.#closingTag(open);
    return this.#openingTag(open);
  }

  #declaration(open: number): number | MarkupProblem {
    const text = this.#text;
    if (text.startsWith('<!--', open)) {
      const end = endOfComment(text, open);
      if (typeof end === 'number') this.comments.push({ start: open, end });
      return end;
    }
    this.#valueMayBegin = false;
    if (text.startsWith('<![CDATA[', open)) {
      if (this.#open.length === 0) return this.#outside(open);
      const end = text.indexOf(']]>', open + 9);
      return end < 0 ? malformed({ code: 'open-cdata', given: {} }, open) : end + 3;
    }
    return { code: 'doctype', says: { code: 'doctype', given: {} }, offset: open };
  }

  #closingTag(open: number): number | MarkupProblem {
    const text = this.#text;
    const expected = this.#open[this.#open.length - 1];
    const usualEnd = open + 2 + (expected?.length ?? 0);
    if (expected !== undefined && text.charCodeAt(usualEnd) === 0x3e && text.startsWith(expected, open + 2)) {
      return this.#close(open, usualEnd + 1);
    }
    const end = text.indexOf('>', open);
    if (end < 0 || this.#angles.from(open + 1) < end) return malformed({ code: 'open-closing-tag', given: {} }, open);
    let last = end;
    while (isSpace(text.charCodeAt(last - 1))) last -= 1;
    const name = text.slice(open + 2, last);
    if (expected === undefined) return malformed({ code: 'closes-nothing', given: { element: shownName(name) } }, open);
    if (expected !== name) {
      const line = lineOf(text, this.elements.startOf(this.#rows[this.#rows.length - 1] ?? 0));
      return malformed({ code: 'closes-another', given: { element: shownName(name), open: shownName(expected), line } }, open);
    }
    return this.#close(open, end + 1);
  }

  #close(start: number, end: number): number {
    if (this.#inside?.depth === this.#open.length) this.#leave(true);
    this.#open.pop();
    this.elements.close(this.#rows.pop() ?? 0, start, end);
    if (this.#open.length === 0) this.#rootClosed = true;
    return end;
  }

  #openingTag(open: number): number | MarkupProblem {
    this.#tag = open;
    this.#expressionsBefore = this.expressions.length;
    const end = this.#tags.read(open);
    if (typeof end !== 'number') return end;
    const { name, isEmpty } = this.#tags;
    if (this.#rootClosed) return malformed({ code: 'element-outside', given: { element: shownName(name) } }, open);
    if (this.#open.length >= deepestNesting) return { code: 'too-deep', says: { code: 'too-deep', given: { most: deepestNesting } }, offset: open };
    const row = this.elements.open(name, open, end);
    if (isEmpty) {
      this.elements.close(row, end, end);
      if (this.#open.length === 0) this.#rootClosed = true;
      return end;
    }
    this.#open.push(name);
    this.#rows.push(row);
    this.#valueMayBegin = true;
    return end;
  }
}

/** The same problem, with an earlier expression that never ends: more may be C# than was recognised. */
function openedBefore(problem: MarkupProblem, line: number): MarkupProblem {
  const { says } = problem;
  if (says.code !== 'not-well-formed') return problem;
  return { ...problem, code: 'unclear', says: { code: 'not-well-formed', given: { what: says.given.what, openExpression: line } } };
}

function twoReadings(offset: number): MarkupProblem {
  return unclear({ code: 'two-readings', given: {} }, offset);
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

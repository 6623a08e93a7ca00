import { Lines } from './lines.js';
import type { Masked } from './mask.js';
import { afterSpace, endOfName, nameBetween } from './names.js';
import type { Position, XmlAttribute, XmlComment, XmlDocument, XmlElement, XmlNode, XmlText } from './nodes.js';
import type { Span } from './problem.js';
import { decodeEntities } from './references.js';

/** What all elements of a document share: the source, its masked twin and the places of tags and comments. The text has to be well-formed. */
export class Document implements XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly masked: Masked;
  readonly #lines: Lines;
  #eol: '\n' | '\r\n' | null = null;
  #names: ReadonlySet<string> | null = null;
  /** Filled per name, at the first question. */
  readonly #starts = new Map<string, readonly number[]>();

  constructor(text: string, masked: Masked) {
    this.text = text;
    this.masked = masked;
    this.#lines = new Lines(text);
    this.root = new Element(this, 0, null);
  }

  /**
   * The offset of the quote that ends the value whose opening quote stands at `open`. Only C#, which begins where a value begins, can hold quotes that do not
   * end it.
   */
  closingQuoteOf(open: number): number {
    const { text, masked } = this;
    const isCode = masked.expressions.length > 0 && text.charCodeAt(afterSpace(text, open + 1, text.length)) === atSign;
    return (isCode ? masked.text : text).indexOf(text.charAt(open), open + 1);
  }

  get comments(): readonly XmlComment[] {
    return this.masked.comments.map((span) => ({ text: this.text.slice(span.start + 4, span.end - 3), span }));
  }

  get eol(): '\n' | '\r\n' {
    if (this.#eol === null) {
      const crlf = this.text.split('\r\n').length - 1;
      const all = this.text.split('\n').length - 1;
      this.#eol = crlf * 2 > all ? '\r\n' : '\n';
    }
    return this.#eol;
  }

  positionAt(offset: number): Position {
    return this.#lines.positionAt(offset);
  }

  lineAt(offset: number): number {
    return this.#lines.lineAt(offset);
  }

  get names(): ReadonlySet<string> {
    return (this.#names ??= this.masked.elements.names());
  }

  startsOf(name: string): readonly number[] {
    if (!this.names.has(name)) return nowhere;
    let starts = this.#starts.get(name);
    if (starts === undefined) this.#starts.set(name, (starts = this.masked.elements.startsOf(name)));
    return starts;
  }
}

const nowhere: readonly number[] = [];

/** One row of the table of elements; everything else is read at the first question. */
class Element implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly span: Span;
  readonly parent: XmlElement | null;
  readonly #document: Document;
  readonly #row: number;
  #children: readonly XmlNode[] | null = null;
  #elements: readonly XmlElement[] | null = null;
  #attributes: readonly XmlAttribute[] | null = null;

  constructor(document: Document, row: number, parent: XmlElement | null) {
    const { elements } = document.masked;
    const start = elements.startOf(row);
    this.#document = document;
    this.#row = row;
    this.parent = parent;
    this.span = { start, end: elements.endOf(row) };
    this.name = elements.nameOf(row);
  }

  get startTag(): Span {
    return { start: this.span.start, end: this.#startTagEnd };
  }

  get endTag(): Span | null {
    const { end } = this.span;
    return this.#startTagEnd === end ? null : { start: this.#document.masked.elements.endTagStartOf(this.#row), end };
  }

  get attributes(): readonly XmlAttribute[] {
    return (this.#attributes ??= this.#readAttributes());
  }

  attribute(wanted: string): XmlAttribute | undefined {
    if (this.#attributes !== null) return this.#attributes.find(({ name }) => name === wanted);
    const { text } = this.#document;
    const last = this.#startTagEnd - 1;
    for (let at = this.#firstAttribute(last); at < last && text.charCodeAt(at) !== slash;) {
      const nameEnd = endOfName(text, at);
      if (nameEnd - at === wanted.length && text.startsWith(wanted, at)) return this.#readAttribute(at, nameEnd, last);
      const open = afterSpace(text, afterSpace(text, nameEnd, last) + 1, last);
      at = afterSpace(text, this.#document.closingQuoteOf(open) + 1, last);
    }
    return undefined;
  }

  get children(): readonly XmlNode[] {
    return (this.#children ??= this.#readChildren());
  }

  get elements(): readonly XmlElement[] {
    return (this.#elements ??= this.#readElements());
  }

  get hasOwnText(): boolean {
    const { text, masked } = this.#document;
    let at = this.#startTagEnd;
    if (at === this.span.end) return false;
    for (const { span } of this.elements) {
      if (afterSpace(text, at, span.start) < span.start) return true;
      at = span.end;
    }
    const end = masked.elements.endTagStartOf(this.#row);
    return afterSpace(text, at, end) < end;
  }

  get #startTagEnd(): number {
    return this.#document.masked.elements.startTagEndOf(this.#row);
  }

  /** Reads attributes without checking: the walk has found the tag well-formed. */
  #readAttributes(): readonly XmlAttribute[] {
    const { text } = this.#document;
    const last = this.#startTagEnd - 1;
    const attributes: XmlAttribute[] = [];
    let at = this.#firstAttribute(last);
    while (at < last && text.charCodeAt(at) !== slash) {
      const attribute = this.#readAttribute(at, endOfName(text, at), last);
      attributes.push(attribute);
      at = afterSpace(text, attribute.span.end, last);
    }
    return attributes;
  }

  #firstAttribute(last: number): number {
    return afterSpace(this.#document.text, this.span.start + 1 + this.name.length, last);
  }

  #readAttribute(start: number, nameEnd: number, last: number): XmlAttribute {
    const { text } = this.#document;
    const equals = afterSpace(text, nameEnd, last);
    const open = afterSpace(text, equals + 1, last);
    const close = this.#document.closingQuoteOf(open);
    return {
      name: nameBetween(text, start, nameEnd),
      value: decodeEntities(text.slice(open + 1, close)),
      span: { start, end: close + 1 },
      valueSpan: { start: open + 1, end: close },
    };
  }

  /** Skips the white space between elements, which is most of a document. */
  #readElements(): readonly XmlElement[] {
    const rows = this.#document.masked.elements.childrenOf(this.#row);
    return rows.length === 0 ? nothing : rows.map((row) => new Element(this.#document, row, this));
  }

  #readChildren(): readonly XmlNode[] {
    let at = this.#startTagEnd;
    if (at === this.span.end) return nothing;
    const children: XmlNode[] = [];
    for (const element of this.elements) {
      const { start, end } = element.span;
      if (start > at) children.push(new Text(this.#document, at, start));
      children.push(element);
      at = end;
    }
    const last = this.#document.masked.elements.endTagStartOf(this.#row);
    if (last > at) children.push(new Text(this.#document, at, last));
    return children;
  }
}

/** Read at the first question: most texts are white space that nobody needs. */
class Text implements XmlText {
  readonly kind = 'text';
  readonly span: Span;
  readonly #document: Document;

  constructor(document: Document, start: number, end: number) {
    this.#document = document;
    this.span = { start, end };
  }

  get text(): string {
    return plainText(this.#document, this.span.start, this.span.end);
  }
}

const slash = 0x2f;
const atSign = 0x40;
const nothing: readonly never[] = [];

/** Text between two offsets of an element's content: comments dropped, CDATA unwrapped, entities decoded outside CDATA. */
function plainText(document: Document, start: number, end: number): string {
  const source = document.text.slice(start, end);
  if (!source.includes('<')) return decodeEntities(source);
  const { text, masked } = document;
  const spans = masked.comments;
  const comments = spans.slice(firstFrom(spans, start), firstFrom(spans, end));
  let out = '';
  let at = start;
  for (const gap of [...comments, { start: end, end }]) {
    out += unwrapped(text, masked.text, at, gap.start);
    at = gap.end;
  }
  return out;
}

/** The index of the first span that begins at or behind an offset; spans are in order. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? Infinity) >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** CDATA sections and processing instructions stand in the masked text as in the source; a `<` inside an expression does not. */
function unwrapped(text: string, masked: string, start: number, end: number): string {
  const source = masked.slice(start, end);
  let out = '';
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    out += decodeEntities(text.slice(start + at, open < 0 ? end : start + open));
    if (open < 0) break;
    const isCdata = source.startsWith('<![CDATA[', open);
    const close = source.indexOf(isCdata ? ']]>' : '?>', open);
    if (close < 0) break;
    if (isCdata) out += text.slice(start + open + 9, start + close);
    at = close + (isCdata ? 3 : 2);
  }
  return out;
}

import { Lines } from './lines.js';
import type { Masked } from './mask.js';
import { endOfName } from './names.js';
import type { Position, XmlAttribute, XmlComment, XmlDocument, XmlElement, XmlNode, XmlText } from './nodes.js';
import type { Span } from './problem.js';
import { decodeEntities } from './references.js';

/** What elements share: the source, its masked twin and where tags and comments lie. The text has to be well-formed. */
export class Document implements XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly masked: Masked;
  readonly #lines: Lines;
  #eol: '\n' | '\r\n' | null = null;
  #starts: ReadonlyMap<string, readonly number[]> | null = null;

  constructor(text: string, masked: Masked) {
    this.text = text;
    this.masked = masked;
    this.#lines = new Lines(text);
    this.root = new Element(this, 0, null);
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

  startsOf(name: string): readonly number[] {
    return (this.#starts ??= this.#findStarts()).get(name) ?? nowhere;
  }

  #findStarts(): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    const { elements } = this.masked;
    for (let row = 0; row < elements.count; row += 1) {
      const start = elements.startOf(row);
      const name = this.text.slice(start + 1, endOfName(this.text, start + 1));
      const known = found.get(name);
      if (known === undefined) found.set(name, [start]);
      else known.push(start);
    }
    return found;
  }
}

const nowhere: readonly number[] = [];

/** One row of the table of elements; whatever else it has is read when it is asked for. */
class Element implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly span: Span;
  readonly parent: XmlElement | null;
  readonly #document: Document;
  readonly #row: number;
  #children: readonly XmlNode[] | null = null;
  #attributes: readonly XmlAttribute[] | null = null;

  constructor(document: Document, row: number, parent: XmlElement | null) {
    const { elements } = document.masked;
    const start = elements.startOf(row);
    this.#document = document;
    this.#row = row;
    this.parent = parent;
    this.span = { start, end: elements.endOf(row) };
    this.name = document.text.slice(start + 1, endOfName(document.text, start + 1));
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

  get children(): readonly XmlNode[] {
    return (this.#children ??= this.#readChildren());
  }

  get #startTagEnd(): number {
    return this.#document.masked.elements.startTagEndOf(this.#row);
  }

  #readAttributes(): readonly XmlAttribute[] {
    const { text } = this.#document;
    const masked = this.#document.masked.text;
    const attributes: XmlAttribute[] = [];
    let at = this.span.start + 1 + this.name.length;
    for (;;) {
      attributePattern.lastIndex = at;
      const found = attributePattern.exec(masked);
      if (found === null) break;
      const [whole, space = '', name = '', quoted = ''] = found;
      const start = at + space.length;
      const end = at + whole.length;
      const valueSpan = { start: end - quoted.length + 1, end: end - 1 };
      attributes.push({ name, value: decodeEntities(text.slice(valueSpan.start, valueSpan.end)), span: { start, end }, valueSpan });
      at = end;
    }
    return attributes;
  }

  #readChildren(): readonly XmlNode[] {
    let at = this.#startTagEnd;
    if (at === this.span.end) return [];
    const { elements } = this.#document.masked;
    const children: XmlNode[] = [];
    const textUpTo = (next: number): void => {
      if (next > at) children.push(new Text(this.#document, at, next));
    };
    for (const row of elements.childrenOf(this.#row)) {
      textUpTo(elements.startOf(row));
      children.push(new Element(this.#document, row, this));
      at = elements.endOf(row);
    }
    textUpTo(elements.endTagStartOf(this.#row));
    return children;
  }
}

/** Most of it is white space that nobody asks for. */
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

const attributePattern = /(\s*)([^\s/>"'<=]+)\s*=\s*("[^"]*"|'[^']*')/y;

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

/** The index of the first span that begins at or behind an offset; they are in order. */
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

/** CDATA sections and processing instructions stand in the masked text as written; a `<` inside an expression does not. */
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

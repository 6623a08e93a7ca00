import { XMLParser } from 'fast-xml-parser';
import { maskExpressions, type Masked, type Span } from './mask.js';
import { coveredFrom } from './outline.js';

export type { Span };

/** 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface XmlAttribute {
  readonly name: string;
  /** Entities decoded, C# as written. */
  readonly value: string;
  /** Name through closing quote. */
  readonly span: Span;
  /** Between the quotes. */
  readonly valueSpan: Span;
}

export interface XmlElement {
  readonly kind: 'element';
  /** As written, prefix included. */
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly span: Span;
  readonly startTag: Span;
  /** null: self-closing. */
  readonly endTag: Span | null;
  readonly parent: XmlElement | null;
}

export interface XmlText {
  readonly kind: 'text';
  /** Entities decoded, CDATA unwrapped, comments left out, C# as written. */
  readonly text: string;
  readonly span: Span;
}

export type XmlNode = XmlElement | XmlText;

export interface XmlComment {
  /** Between the delimiters. */
  readonly text: string;
  readonly span: Span;
}

export interface XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly comments: readonly XmlComment[];
  /** The line ending most lines have. */
  readonly eol: '\n' | '\r\n';
  positionAt(offset: number): Position;
}

export type XmlProblemCode = 'malformed' | 'too-large' | 'too-deep' | 'doctype' | 'encoding';

export interface XmlProblem {
  readonly code: XmlProblemCode;
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export type XmlResult = { readonly ok: true; readonly document: XmlDocument } | { readonly ok: false; readonly problem: XmlProblem };

/** Bytes. A policy is some kilobytes; API Management itself stops far below this. */
export const largestFile = 5 * 1024 * 1024;

/**
 * UTF-8 text of a file. A byte order mark stays in the text as U+FEFF, so that offsets and untouched bytes stay true.
 * UTF-16 and bytes that are no UTF-8 are refused.
 */
export function decodeText(bytes: Uint8Array): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: XmlProblem } {
  if (bytes.length > largestFile) return { ok: false, problem: tooLarge(bytes.length) };
  try {
    return { ok: true, text: decoder.decode(bytes) };
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const message = utf16 ? 'the file is UTF-16; save it as UTF-8' : 'the file is not UTF-8; save it as UTF-8';
    return { ok: false, problem: { code: 'encoding', message, offset: 0, line: 1, column: 1 } };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function tooLarge(size: number): XmlProblem {
  const megabytes = (size / 1024 / 1024).toFixed(1);
  return { code: 'too-large', message: `the file has ${megabytes} MB; policies over 5 MB are not read`, offset: 0, line: 1, column: 1 };
}

/** Reads a policy or fragment file. Never throws on input; the first problem is returned with its place. Linear in the input. */
export function parseXml(input: string | Uint8Array): XmlResult {
  if (typeof input !== 'string') {
    const decoded = decodeText(input);
    if (!decoded.ok) return decoded;
    input = decoded.text;
  } else if (input.length > largestFile) return { ok: false, problem: tooLarge(input.length) };
  const masked = maskExpressions(input);
  if (masked.problem !== null) {
    const { code, message, offset } = masked.problem;
    return { ok: false, problem: { code, message, offset, ...new Lines(input).positionAt(offset) } };
  }
  try {
    return { ok: true, document: new Document(input, masked) };
  } catch (error) {
    const message = `not well-formed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be parsed'}`;
    return { ok: false, problem: { code: 'malformed', message, offset: 0, line: 1, column: 1 } };
  }
}

const objectNames = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  strictReservedNames: false,
  jPath: false,
  // The parser refuses names that JavaScript objects have; here a name is read from the source and never becomes a property.
  transformTagName: (name) => (objectNames.has(name) ? `_${name}` : name),
  // The walk before it has counted: this limit is never met.
  maxNestedTags: 1000,
});
const metadata = XMLParser.getMetaDataSymbol() as unknown as symbol;

/** A node as fast-xml-parser gives it: one key, its name, with its children; the metadata symbol holds its offsets. */
type Parsed = Readonly<Record<string | symbol, unknown>>;

interface ParsedElement {
  readonly name: string;
  readonly children: readonly Parsed[];
  readonly start: number;
  readonly end: number;
}

/** The parser's own shape, read once: text nodes and anything without offsets are left out. `offset`: where the parsed text stands in the source. */
function parsedElements(nodes: readonly Parsed[], offset: number): readonly ParsedElement[] {
  const elements: ParsedElement[] = [];
  for (const node of nodes) {
    const name = Object.keys(node)[0];
    const place = node[metadata] as { readonly startIndex: number; readonly endIndex?: number } | undefined;
    if (name === undefined || place?.endIndex === undefined) continue;
    elements.push({ name, children: node[name] as readonly Parsed[], start: place.startIndex + offset, end: place.endIndex + offset });
  }
  return elements;
}

class Lines {
  readonly #text: string;
  #starts: readonly number[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Position {
    const starts = (this.#starts ??= this.#findStarts());
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  #findStarts(): readonly number[] {
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
}

/** Which run of the parser an element comes from. */
interface Origin {
  /** Elements above it. */
  readonly above: number;
  /** Where the text that was parsed begins in the source. */
  readonly offset: number;
  /** Nothing was covered in that text. */
  readonly isWhole: boolean;
}

/** What elements share: the source, its masked twin and where comments lie. */
class Document implements XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly #masked: Masked;
  readonly #lines: Lines;
  #eol: '\n' | '\r\n' | null = null;

  constructor(text: string, masked: Masked) {
    this.text = text;
    this.#masked = masked;
    this.#lines = new Lines(text);
    const [root] = parsedElements(parser.parse(masked.upper) as readonly Parsed[], 0);
    if (root === undefined) throw new Error('a well-formed document has a root element');
    this.root = new Element(this, root, null, { above: 0, offset: 0, isWhole: false });
  }

  get masked(): string {
    return this.#masked.text;
  }

  /** Where tags stand: those of the upper levels, or of all, which costs another walk through the text. */
  tags(isWhole: boolean): string {
    return isWhole ? this.#masked.outline : this.#masked.upper;
  }

  get commentSpans(): readonly Span[] {
    return this.#masked.comments;
  }

  get comments(): readonly XmlComment[] {
    return this.commentSpans.map((span) => ({ text: this.text.slice(span.start + 4, span.end - 3), span }));
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
}

class Element implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly span: Span;
  readonly parent: XmlElement | null;
  readonly #document: Document;
  readonly #parsed: readonly Parsed[];
  readonly #origin: Origin;
  #children: readonly XmlNode[] | null = null;
  #attributes: readonly XmlAttribute[] | null = null;

  constructor(document: Document, parsed: ParsedElement, parent: XmlElement | null, origin: Origin) {
    this.#document = document;
    this.#parsed = parsed.children;
    this.#origin = origin;
    this.parent = parent;
    this.span = { start: parsed.start, end: parsed.end };
    const source = document.text;
    // The parser renames a few names; the source is what counts.
    this.name = source.startsWith(parsed.name, parsed.start + 1)
      ? parsed.name
      : (/^[^\s/>]+/.exec(source.slice(parsed.start + 1, parsed.start + 200))?.[0] ?? parsed.name);
  }

  get startTag(): Span {
    return { start: this.span.start, end: this.#startTagEnd };
  }

  get attributes(): readonly XmlAttribute[] {
    return (this.#attributes ??= this.#readAttributes());
  }

  get endTag(): Span | null {
    const { end } = this.span;
    return this.#startTagEnd === end ? null : { start: this.#endTagStart, end };
  }

  get #startTagEnd(): number {
    return this.#document.tags(this.#origin.isWhole).indexOf('>', this.span.start) + 1;
  }

  get #endTagStart(): number {
    return this.#document.tags(this.#origin.isWhole).lastIndexOf('</', this.span.end - 1);
  }

  get children(): readonly XmlNode[] {
    return (this.#children ??= this.#readChildren());
  }

  #readAttributes(): readonly XmlAttribute[] {
    const { masked, text } = this.#document;
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

  /** What the parser made of the inside, which is parsed now where it was covered. */
  #inside(): readonly [readonly Parsed[], Origin] {
    const { above, offset, isWhole } = this.#origin;
    if (isWhole || above < coveredFrom) return [this.#parsed, { above: above + 1, offset, isWhole }];
    const { start, end } = this.span;
    const [own] = parsedElements(parser.parse(this.#document.tags(true).slice(start, end)) as readonly Parsed[], start);
    return [own?.children ?? [], { above: above + 1, offset: start, isWhole: true }];
  }

  #readChildren(): readonly XmlNode[] {
    let at = this.#startTagEnd;
    if (at === this.span.end) return [];
    const children: XmlNode[] = [];
    const textUpTo = (next: number): void => {
      if (next > at) children.push(new Text(this.#document, at, next));
    };
    const [nodes, origin] = this.#inside();
    for (const parsed of parsedElements(nodes, origin.offset)) {
      textUpTo(parsed.start);
      children.push(new Element(this.#document, parsed, this, origin));
      at = parsed.end;
    }
    textUpTo(this.#endTagStart);
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
  const { text, masked, commentSpans } = document;
  const comments = commentSpans.filter((span) => span.start >= start && span.end <= end);
  let out = '';
  let at = start;
  for (const gap of [...comments, { start: end, end }]) {
    out += unwrapped(text, masked, at, gap.start);
    at = gap.end;
  }
  return out;
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

const entity = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML and character references; anything else stays as written, for none can be declared. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Concatenated direct text. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
}

export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name === name);
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => child.kind === 'element' && child.name === name);
}

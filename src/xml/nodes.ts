import type { Coded } from '../text/said.js';
import type { MarkupFaults, Span } from './problem.js';

/** 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One attribute, with where it stands. */
export interface XmlAttribute {
  readonly name: string;
  /** Entities decoded, C# as written. */
  readonly value: string;
  /** Name through closing quote. */
  readonly span: Span;
  /** Between the quotes. */
  readonly valueSpan: Span;
}

/** One element, with where it stands. */
export interface XmlElement {
  readonly kind: 'element';
  /** As written, prefix included. */
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  /** The value of one attribute, if there is one. */
  attribute(name: string): XmlAttribute | undefined;
  readonly children: readonly XmlNode[];
  /** The child elements, without text. */
  readonly elements: readonly XmlElement[];
  /** Whether text, a comment or CDATA, and not just white space, stands between its children. */
  readonly hasOwnText: boolean;
  readonly span: Span;
  readonly startTag: Span;
  /** null if self-closing. */
  readonly endTag: Span | null;
  readonly parent: XmlElement | null;
}

/** Text between tags. */
export interface XmlText {
  readonly kind: 'text';
  /** Entities decoded, CDATA unwrapped, comments left out, C# as written. */
  readonly text: string;
  readonly span: Span;
}

/** A child of an element. */
export type XmlNode = XmlElement | XmlText;

/** One comment, with where it stands. */
export interface XmlComment {
  /** Between the delimiters. */
  readonly text: string;
  readonly span: Span;
}

/** A parsed document with its text; every place is an offset in it. */
export interface XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly comments: readonly XmlComment[];
  /** The line ending that most lines have. */
  readonly eol: '\n' | '\r\n';
  positionAt(offset: number): Position;
  /** 1-based line of an offset. */
  lineAt(offset: number): number;
  /** Names of all elements, collected once. */
  readonly names: ReadonlySet<string>;
  /** Offsets at which elements of that name begin, in order; collected once per name. */
  startsOf(name: string): readonly number[];
}

/** Why a document is refused. `unclear`: its C# can be read in more than one way, or not to its end. */
export type XmlProblemCode = 'malformed' | 'unclear' | 'too-large' | 'too-deep' | 'doctype' | 'encoding';

/** Why and where a document is refused; `line` and `column` are 1-based. */
export interface XmlProblem {
  readonly code: XmlProblemCode;
  readonly says: Coded<MarkupFaults>;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A document, or why it is refused. */
export type XmlResult = { readonly ok: true; readonly document: XmlDocument } | { readonly ok: false; readonly problem: XmlProblem };

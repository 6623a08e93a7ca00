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
  /** The attribute of that name alone; undefined: there is none. */
  attribute(name: string): XmlAttribute | undefined;
  readonly children: readonly XmlNode[];
  /** The children without text. */
  readonly elements: readonly XmlElement[];
  /** Anything but white space stands between its children: text, a comment, CDATA. */
  readonly hasOwnText: boolean;
  readonly span: Span;
  readonly startTag: Span;
  /** null: self-closing. */
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

/** What an element may hold. */
export type XmlNode = XmlElement | XmlText;

/** One comment, with where it stands. */
export interface XmlComment {
  /** Between the delimiters. */
  readonly text: string;
  readonly span: Span;
}

/** A document as read, with its text: every place is an offset in it. */
export interface XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  readonly comments: readonly XmlComment[];
  /** The line ending most lines have. */
  readonly eol: '\n' | '\r\n';
  positionAt(offset: number): Position;
  /** The line alone, 1-based. */
  lineAt(offset: number): number;
  /** Names of all elements; a document is looked through once. */
  readonly names: ReadonlySet<string>;
  /** Offsets at which elements of that name begin, in order; a document is looked through once for each. */
  startsOf(name: string): readonly number[];
}

/** Why a document is refused. `unclear`: its C# can be read in more ways than one, or is not read to its end. */
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

import type { Span } from './problem.js';

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

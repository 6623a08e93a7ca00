import { Lines } from './lines.js';
import { maskExpressions } from './mask.js';
import type { XmlAttribute, XmlElement, XmlProblem, XmlResult } from './nodes.js';
import { Document } from './element-tree.js';

export type { Span } from './problem.js';
export type {
  Position,
  XmlAttribute,
  XmlComment,
  XmlDocument,
  XmlElement,
  XmlNode,
  XmlProblem,
  XmlProblemCode,
  XmlResult,
  XmlText,
} from './nodes.js';

/** Bytes. Larger files are not decoded. Code that contains policies may be far larger than the policies. */
const largestFile = 5 * 1024 * 1024;
/** Bytes, or characters, of one policy. API Management saves documents of up to 256 KiB (Microsoft's table of limits); four times that is room enough. */
const largestPolicy = 1024 * 1024;

/** UTF-8 text of a file. A byte order mark stays in the text as U+FEFF, so that offsets and unedited bytes stay right. UTF-16 and invalid UTF-8 are refused. */
export function decodeText(bytes: Uint8Array): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: XmlProblem } {
  if (bytes.length > largestFile) return { ok: false, problem: tooLarge(bytes.length) };
  try {
    return { ok: true, text: decoder.decode(bytes) };
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return { ok: false, problem: { code: 'encoding', says: { code: 'encoding', given: { isUtf16: utf16 } }, offset: 0, line: 1, column: 1 } };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function tooLarge(size: number): XmlProblem {
  return { code: 'too-large', says: { code: 'too-large', given: { bytes: size } }, offset: 0, line: 1, column: 1 };
}

/** Reads a policy or fragment file. Never throws on input; returns the first problem with its place. Linear in the input. */
export function parseXml(input: string | Uint8Array): XmlResult {
  if (input.length > largestPolicy) return { ok: false, problem: tooLarge(input.length) };
  if (typeof input !== 'string') {
    const decoded = decodeText(input);
    if (!decoded.ok) return decoded;
    input = decoded.text;
  }
  const masked = maskExpressions(input);
  if (masked.problem !== null) {
    const { code, says, offset } = masked.problem;
    return { ok: false, problem: { code, says, offset, ...new Lines(input).positionAt(offset) } };
  }
  return { ok: true, document: new Document(input, masked) };
}

/** Concatenated direct text. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
}

/** The attribute of that name, if there is one. */
export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attribute(name);
}

/** The child elements of that name, in document order. */
export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.elements.filter((child) => child.name === name);
}

/** The child elements, without text. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.elements;
}

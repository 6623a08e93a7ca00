import type { Span, TextEdit } from '../text/edit.js';
import type { XmlDocument, XmlElement } from './document.js';

/** Deletes an element, together with its lines if nothing else stands on them. */
export function removeNode(document: XmlDocument, element: XmlElement): TextEdit {
  return { span: wholeLines(document.text, element.span) ?? element.span, text: '' };
}

/** The lines that an element fills, line ending included; null if anything else stands on them. */
function wholeLines(text: string, span: Span): Span | null {
  const start = lineStart(text, span.start);
  const newline = text.indexOf('\n', span.end);
  const end = newline < 0 ? text.length : newline + 1;
  const alone = text.slice(start, span.start).trim() === '' && text.slice(span.end, end).trim() === '';
  return alone ? { start, end } : null;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** White space before an offset on its line; '' if other text stands there. */
function indentationAt(text: string, offset: number): string {
  const before = text.slice(lineStart(text, offset), offset).replace('\ufeff', '');
  return before.trim() === '' ? before : '';
}

/** Moves an element to a line of its own before `reference`, at the indentation of `reference`; its inner lines shift equally. */
export function moveBefore(document: XmlDocument, element: XmlElement, reference: XmlElement): readonly TextEdit[] {
  const { text } = document;
  const source = outdent(text.slice(element.span.start, element.span.end), indentationAt(text, element.span.start));
  return [removeNode(document, element), insertBefore(document, reference, source)];
}

/** Removes an indentation from every line but the first. */
function outdent(source: string, indentation: string): string {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  return lines.map((line, index) => (index > 0 && line.startsWith(indentation) ? line.slice(indentation.length) : line)).join('\n');
}

/** Inserts source (LF, not indented) before `reference`: on lines of its own if `reference` begins its line, otherwise right before it. */
export function insertBefore(document: XmlDocument, reference: XmlElement, source: string): TextEdit {
  const { text, eol } = document;
  const at = reference.span.start;
  const alone = text.slice(lineStart(text, at), at).replace('\ufeff', '').trim() === '';
  const indentation = indentationAt(text, at);
  const lines = source.split('\n');
  if (!alone) return { span: { start: at, end: at }, text: lines.join(eol) };
  const inserted = lines.map((line, index) => (index === 0 || line === '' ? line : indentation + line)).join(eol);
  return { span: { start: at, end: at }, text: inserted + eol + indentation };
}

/** Inserts source (LF, not indented) behind an element's last child, on lines of its own if the children have such. */
export function appendChild(document: XmlDocument, parent: XmlElement, source: string): TextEdit {
  const { text, eol } = document;
  const elements = parent.children.filter((child): child is XmlElement => child.kind === 'element');
  const last = elements[elements.length - 1];
  const outer = indentationAt(text, parent.span.start);
  const lines = source.split('\n');
  if (last !== undefined) {
    const begins = text.slice(lineStart(text, last.span.start), last.span.start).trim() === '';
    if (!begins) return { span: { start: last.span.end, end: last.span.end }, text: lines.join(eol) };
    const indentation = indentationAt(text, last.span.start);
    return { span: { start: last.span.end, end: last.span.end }, text: lines.map((line) => eol + indentation + line).join('') };
  }
  const indentation = outer + unitOf(document);
  const inner = lines.map((line) => eol + indentation + line).join('') + eol + outer;
  if (parent.endTag === null) {
    const tag = text.slice(parent.startTag.start, parent.startTag.end);
    const open = tag.replace(/\s*\/>$/, '>');
    return { span: parent.startTag, text: `${open}${inner}</${parent.name}>` };
  }
  const content = text.slice(parent.startTag.end, parent.endTag.start);
  const kept = content.trim() === '' ? '' : content.replace(/\s+$/, '');
  return { span: { start: parent.startTag.end, end: parent.endTag.start }, text: kept + inner };
}

/** One step of indentation as the document uses it: the root's first indented child, else four spaces. */
function unitOf(document: XmlDocument): string {
  for (const child of document.root.children) {
    if (child.kind !== 'element') continue;
    const indentation = indentationAt(document.text, child.span.start);
    if (indentation !== '') return indentation;
  }
  return '    ';
}

/** Sets an attribute: replaces its value, or adds it behind the last attribute. */
export function setAttribute(document: XmlDocument, element: XmlElement, name: string, value: string): TextEdit {
  const found = element.attribute(name);
  if (found !== undefined) {
    const quote = document.text.charAt(found.valueSpan.end) === "'" ? "'" : '"';
    return { span: found.valueSpan, text: escapeAttribute(value, quote) };
  }
  const last = element.attributes[element.attributes.length - 1];
  const at = last === undefined ? element.span.start + 1 + element.name.length : last.span.end;
  return { span: { start: at, end: at }, text: ` ${name}="${escapeAttribute(value, '"')}"` };
}

function escapeAttribute(value: string, quote: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return quote === '"' ? escaped.replaceAll('"', '&quot;') : escaped.replaceAll("'", '&apos;');
}

/** A text escaped as the content of an element. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Replaces an element's whole content by text. */
export function setText(document: XmlDocument, element: XmlElement, value: string): TextEdit {
  const escaped = escapeText(value);
  if (element.endTag === null) {
    const tag = document.text.slice(element.startTag.start, element.startTag.end).replace(/\s*\/>$/, '>');
    return { span: element.span, text: `${tag}${escaped}</${element.name}>` };
  }
  return { span: { start: element.startTag.end, end: element.endTag.start }, text: escaped };
}

/** Replaces an element by source (LF, not indented), which takes the element's indentation. */
export function replaceElement(document: XmlDocument, element: XmlElement, source: string): TextEdit {
  const indentation = indentationAt(document.text, element.span.start);
  const lines = source.split('\n');
  return { span: element.span, text: lines.map((line, index) => (index === 0 ? line : indentation + line)).join(document.eol) };
}

import { directivesAfter, hasDirective } from '../text/open-parts.js';
import { sha256Hex } from '../text/hash.js';
import type { HostedText } from '../text/hosted-text.js';
import type { PolicyRef } from '../text/policy-ref.js';
import { detached, StringPool } from '../text/strings.js';
import { attributeOf, elementsOf, textOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { policyElementsOf } from './sections-within.js';
import type { ElementSnapshot, Place } from './policy.js';

/** Shares the strings of element, attribute and header names among all documents. */
export const pool = new StringPool();

/** Longest text that is kept. A longer one counts as an expression that cannot be followed and may read the page. */
const longestText = 64 * 1024;

/** Longer texts are identified by their hash: different texts never count as equal. */
export function kept(text: string): string {
  return text.length > longestText ? `@(Origin.InTooLongText("${sha256Hex(text)}"))` : detached(text);
}

const none: readonly never[] = [];

/** Makes the snapshots that are kept of a document's elements, with their places in the file. */
export class ElementReader {
  readonly #ref: PolicyRef;
  readonly #document: XmlDocument;
  readonly #hosted: HostedText | null;

  constructor(ref: PolicyRef, document: XmlDocument, hosted: HostedText | null) {
    this.#ref = ref;
    this.#document = document;
    this.#hosted = hosted;
  }

  /** Whether an element of that name stands anywhere in the document. */
  isThere(name: string): boolean {
    return this.#document.names.has(name);
  }

  /** Whether an element of that name stands inside, at any depth. */
  mayHold(name: string, element: XmlElement): boolean {
    const places = this.#document.startsOf(name);
    if (places.length === 0) return false;
    // Binary search for the first place behind the element's start: a document may hold hundreds of thousands.
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) > element.span.start) high = middle;
      else low = middle + 1;
    }
    return (places[low] ?? Infinity) < element.span.end;
  }

  /** Whether a policy of this name stands inside, at any depth; payloads do not count. */
  holds(name: string, element: XmlElement): boolean {
    return this.mayHold(name, element) && policyElementsOf(element).some((child) => child.name === name || this.holds(name, child));
  }

  /** The element as it is kept. `under`: the template directives that are open at its place. */
  snapshot(element: XmlElement, under: readonly string[] = none): ElementSnapshot {
    const text = textOf(element);
    return {
      name: pool.of(element.name),
      place: this.place(element),
      attributes: this.#attributes(element),
      text: detached(text),
      children: hasDirective(text) ? this.#underDirectives(element) : this.#children(element),
      under,
    };
  }

  // A list may have a hundred thousand origins without attributes: they share one empty list, for separate ones would take as much memory as their texts.
  #attributes({ attributes }: XmlElement): ElementSnapshot['attributes'] {
    if (attributes.length === 0) return none;
    return attributes.map(({ name, value, span }) => ({ name: pool.of(name), value: detached(value), line: this.line(span.start) }));
  }

  #children(element: XmlElement): ElementSnapshot['children'] {
    const children = elementsOf(element);
    return children.length === 0 ? none : children.map((child) => this.snapshot(child));
  }

  /** Children, each with the template directives that are open at its place. */
  #underDirectives(element: XmlElement): readonly ElementSnapshot[] {
    let under: readonly string[] = none;
    return element.children.flatMap((child) => {
      if (child.kind === 'element') return [this.snapshot(child, under)];
      under = directivesAfter(child.text, under);
      return [];
    });
  }

  /** The file's 1-based line of an offset in the policy's text. */
  line(offset: number): number {
    return this.#hosted === null ? this.#document.lineAt(offset) : this.#hosted.lines({ start: offset, end: offset }).start;
  }

  /** Where an element stands. */
  place(element: XmlElement): Place {
    const { start, end } = element.span;
    const ref = this.#ref;
    if (this.#hosted === null) return { path: ref.path, ref, line: this.line(start), endLine: this.line(Math.max(start, end - 1)), start, end };
    const lines = this.#hosted.lines(element.span);
    const place = { path: ref.path, ref, line: lines.start, endLine: lines.end, start, end };
    if (this.#hosted.hasOwnLines) return place;
    return { ...place, inner: { element: pool.of(element.name.slice(0, 60)), ...this.#document.positionAt(start) } };
  }

  /** The line by which an ignore comment and its element are matched. */
  markedLine(offset: number): number {
    return this.#hosted?.hasOwnLines === false ? this.#document.positionAt(offset).line : this.line(offset);
  }
}

/** The status of a policy that answers the request: 200 by default (Microsoft Learn, return-response, mock-response). Null: an expression computes it. */
export function answerStatus(answer: XmlElement): number | null {
  const status = elementsOf(answer).find((child) => child.name === 'set-status');
  const written =
    answer.name === 'mock-response' ? attributeOf(answer, 'status-code') : status === undefined ? undefined : attributeOf(status, 'code');
  const text = written?.value.trim() ?? '200';
  return /^[1-5]\d\d$/.test(text) ? Number(text) : null;
}

import { directivesAfter } from '../text/open-parts.js';
import type { HostedText } from '../text/hosted-text.js';
import type { PolicyRef } from '../text/policy-ref.js';
import { detached, StringPool } from '../text/strings.js';
import { attributeOf, elementsOf, textOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { policyElementsOf } from './sections-within.js';
import type { ElementSnapshot, Place } from './policy.js';

/** Names of elements, attributes and headers: one string for each, however many documents hold it. */
export const pool = new StringPool();

const none: readonly never[] = [];

/** What is kept of a document's elements, with the places where they stand in the file. */
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

  /** Whether an element of that name stands inside, whatever it is inside of. */
  mayHold(name: string, element: XmlElement): boolean {
    const places = this.#document.startsOf(name);
    if (places.length === 0) return false;
    // The first place behind the element's start, by halving: a document may hold hundreds of thousands of either.
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) > element.span.start) high = middle;
      else low = middle + 1;
    }
    return (places[low] ?? Infinity) < element.span.end;
  }

  /** Whether a policy of this name stands inside, at any depth. */
  holds(name: string, element: XmlElement): boolean {
    return this.mayHold(name, element) && policyElementsOf(element).some((child) => child.name === name || this.holds(name, child));
  }

  /** The element as it is kept; `under`: directives of a template that are open where it stands. */
  snapshot(element: XmlElement, under: readonly string[] = none): ElementSnapshot {
    const text = textOf(element);
    return {
      name: pool.of(element.name),
      place: this.place(element),
      attributes: this.#attributes(element),
      text: detached(text),
      children: text.includes('%{') ? this.#underDirectives(element) : this.#children(element),
      under,
    };
  }

  // A list of origins is a hundred thousand elements that have neither: empty lists of their own would take as much room as their texts.
  #attributes({ attributes }: XmlElement): ElementSnapshot['attributes'] {
    if (attributes.length === 0) return none;
    return attributes.map(({ name, value, span }) => ({ name: pool.of(name), value: detached(value), line: this.line(span.start) }));
  }

  #children(element: XmlElement): ElementSnapshot['children'] {
    const children = elementsOf(element);
    return children.length === 0 ? none : children.map((child) => this.snapshot(child));
  }

  /** Children with the directives that are open where each stands. */
  #underDirectives(element: XmlElement): readonly ElementSnapshot[] {
    let under: readonly string[] = none;
    return element.children.flatMap((child) => {
      if (child.kind === 'element') return [this.snapshot(child, under)];
      under = directivesAfter(child.text, under);
      return [];
    });
  }

  /** The file's line, 1-based, of an offset in the policy's text. */
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

  /** The line by which an ignore comment and the element that it is for find each other. */
  markedLine(offset: number): number {
    return this.#hosted?.hasOwnLines === false ? this.#document.positionAt(offset).line : this.line(offset);
  }
}

/** The status of a policy that answers by itself: 200 where it says none (Microsoft Learn, return-response, mock-response). Null: it is computed. */
export function answerStatus(answer: XmlElement): number | null {
  const status = elementsOf(answer).find((child) => child.name === 'set-status');
  const written =
    answer.name === 'mock-response' ? attributeOf(answer, 'status-code') : status === undefined ? undefined : attributeOf(status, 'code');
  const text = written?.value.trim() ?? '200';
  return /^[1-5]\d\d$/.test(text) ? Number(text) : null;
}

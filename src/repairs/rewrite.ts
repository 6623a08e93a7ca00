import type { Place } from '../apim/policy.js';
import { elementsOf, parseXml, type XmlDocument, type XmlElement } from '../xml/document.js';
import { applyEdits, type TextEdit } from '../text/edit.js';

/**
 * The path of an element: child numbers from the root, counting only elements. It stays valid if an edit does not change the order of the elements before it.
 */
export type ElementPath = readonly number[];

/** The element whose source begins at the place's start offset; null if the file does not match. */
export function elementAt(document: XmlDocument, place: Place): XmlElement | null {
  let element = document.root;
  for (;;) {
    if (element.span.start === place.start) return element;
    const inner = elementsOf(element).find((child) => child.span.start <= place.start && place.start < child.span.end);
    if (inner === undefined) return null;
    element = inner;
  }
}

/** The path of an element. */
export function pathTo(element: XmlElement): ElementPath {
  const path: number[] = [];
  for (let at = element; at.parent !== null; at = at.parent) path.unshift(elementsOf(at.parent).indexOf(at));
  return path;
}

/** The element at a path; null if there is none. */
export function follow(document: XmlDocument, path: ElementPath): XmlElement | null {
  let element: XmlElement | undefined = document.root;
  for (const index of path) element = element === undefined ? undefined : elementsOf(element)[index];
  return element ?? null;
}

/** One step of a rewrite: edits of the document after the previous steps; null if it does not apply. */
export type RewriteStep = (document: XmlDocument) => readonly TextEdit[] | null;

/** Runs the steps one after the other and reads the text again between them. Null if a step does not apply or the text is not a document any more. */
export function rewrite(document: XmlDocument, steps: readonly RewriteStep[]): string | null {
  let current = document;
  for (const step of steps) {
    const edits = step(current);
    if (edits === null) return null;
    const parsed = parseXml(applyEdits(current.text, edits));
    if (!parsed.ok) return null;
    current = parsed.document;
  }
  return current.text;
}

/** A step that edits the element at `path`. */
export function at(path: ElementPath, edit: (document: XmlDocument, element: XmlElement) => readonly TextEdit[] | TextEdit | null): RewriteStep {
  return (document) => {
    const element = follow(document, path);
    if (element === null) return null;
    const edits = edit(document, element);
    if (edits === null) return null;
    return 'span' in edits ? [edits] : edits;
  };
}

import { detached } from '../text/strings.js';
import type { XmlDocument, XmlElement } from '../xml/document.js';

/** `<!-- apim-cors-ignore RULE: reason -->`; `line` is that of the comment in the file. */
export interface IgnoreComment {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
  /** The element that follows the comment; null if none does. */
  readonly element: MarkedElement | null;
}

/** The element that a comment applies to. Offsets are of the policy's own text. */
export interface MarkedElement {
  readonly start: number;
  readonly end: number;
  /** Line of its start in the file, or in the policy's own text if the file's lines do not tell its elements apart. */
  readonly line: number;
  /**
   * Identifies the element across changes: names, attributes and index among equal siblings from the root down, and its text. Null if that is too long to keep.
   */
  readonly path: string | null;
}

/** The lines of an offset: the file's line, and the line by which comments and elements are matched. */
export interface CommentLines {
  line(offset: number): number;
  markedLine(offset: number): number;
}

const longestPath = 4000;

/** Comments of the form `apim-cors-ignore RULE[, RULE]: reason`, each with the next element. */
export function readIgnoreComments({ text, root, comments }: XmlDocument, lines: CommentLines): readonly IgnoreComment[] {
  if (!text.includes('apim-cors-ignore')) return [];
  const elements = inOrder(root);
  return comments.flatMap((comment) => {
    const match = /^\s*apim-cors-ignore\b\s*([^:]*)(?::([\s\S]*))?$/.exec(comment.text);
    if (match === null) return [];
    const reason = detached((match[2] ?? '').replace(/\s+/g, ' ').trim());
    const line = lines.line(comment.span.start);
    const element = markedBy(elements, comment.span.end, lines);
    const rules = (match[1] ?? '').slice(0, 400).split(',');
    return rules.map((rule) => ({ rule: detached(rule.trim()), reason, line, element }));
  });
}

interface Named {
  readonly element: XmlElement;
  readonly parent: Named | null;
  readonly label: string;
}

/** Every element in document order, with its index among equal siblings. */
function inOrder(root: XmlElement): readonly Named[] {
  const found: Named[] = [];
  const open: Named[] = [{ element: root, parent: null, label: root.name }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    const alike = new Map<string, number>();
    const children: Named[] = [];
    for (const child of next.element.children) {
      if (child.kind !== 'element') continue;
      const own = ownWords(child);
      const count = alike.get(own) ?? 0;
      alike.set(own, count + 1);
      children.push({ element: child, parent: next, label: `${own}#${count}` });
    }
    for (const child of children.reverse()) open.push(child);
  }
  return found;
}

/** The start tag of an element, and its text if it has no child elements. */
function ownWords({ name, attributes, children }: XmlElement): string {
  const texts = children.every(({ kind }) => kind === 'text') ? children.map((child) => (child.kind === 'text' ? child.text.trim() : '')) : [];
  return JSON.stringify([name, ...attributes.map((one) => [one.name, one.value]), ...texts]);
}

function markedBy(elements: readonly Named[], behind: number, lines: CommentLines): MarkedElement | null {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle]?.element.span.start ?? Infinity) < behind) low = middle + 1;
    else high = middle;
  }
  const found = elements[low];
  if (found === undefined) return null;
  const { start, end } = found.element.span;
  return { start, end, line: lines.markedLine(start), path: pathOf(found) };
}

/** Null beyond a length that no commented element has: what is not kept does not count as the same. */
function pathOf(named: Named): string | null {
  const labels: string[] = [];
  let length = 0;
  for (let at: Named | null = named; at !== null; at = at.parent) {
    length += at.label.length + 1;
    if (length > longestPath) return null;
    labels.push(at.label);
  }
  return detached(labels.reverse().join('/'));
}

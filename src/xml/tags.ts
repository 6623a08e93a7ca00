import { endOfName, beginsName, isName, isSpace, nameBetween, shownName } from './names.js';
import { malformed, type MarkupProblem } from './problem.js';

/** Returns the offset of an attribute's closing quote, given its name, the offset behind its opening quote, and that quote. */
export type ReadValue = (name: string, start: number, quote: '"' | "'") => number | MarkupProblem;

/**
 * The usual rest of a tag behind its name: at most two attributes of different names, whose values need no closer look. One match replaces a step for each
 * character.
 */
const plainRest = /(?:[ \t\r\n]+([A-Za-z][A-Za-z-]*)="[^"<&@]*"(?:[ \t\r\n]+(?!\1=)[A-Za-z][A-Za-z-]*="[^"<&@]*")?)?[ \t\r\n]*\/?>/y;

/** Reads opening tags one after the other; the fields describe the last one. */
export class TagReader {
  name = '';
  isEmpty = false;
  readonly #text: string;
  readonly #value: ReadValue;
  #attributeName = '';

  constructor(text: string, value: ReadValue) {
    this.#text = text;
    this.#value = value;
  }

  /** Returns the offset behind the tag that begins at `open`. */
  read(open: number): number | MarkupProblem {
    const text = this.#text;
    const after = endOfName(text, open + 1);
    const name = (this.name = nameBetween(text, open + 1, after));
    if (!beginsName(text.charCodeAt(open + 1)) || !isName(name)) {
      return malformed({ code: 'bare-angle', given: {} }, open);
    }
    if (after > open + 1) {
      plainRest.lastIndex = after;
      if (plainRest.test(text)) {
        const end = plainRest.lastIndex;
        this.isEmpty = text.charCodeAt(end - 2) === 0x2f;
        return end;
      }
    }
    let at = after;
    let first: string | null = null;
    let others: Set<string> | null = null;
    for (;;) {
      const gap = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (at >= text.length) return malformed({ code: 'open-tag', given: { element: shownName(name) } }, open);
      const code = text.charCodeAt(at);
      this.isEmpty = code === 0x2f && text.charCodeAt(at + 1) === 0x3e;
      if (code === 0x3e || this.isEmpty) {
        return this.isEmpty ? at + 2 : at + 1;
      }
      const end = this.#attribute(at);
      if (typeof end !== 'number') return end;
      const attribute = this.#attributeName;
      if (first === null) first = attribute;
      else {
        if (gap === at) return malformed({ code: 'no-space', given: { attribute: shownName(attribute) } }, at);
        others ??= new Set([first]);
        if (others.has(attribute))
          return malformed({ code: 'attribute-twice', given: { element: shownName(name), attribute: shownName(attribute) } }, at);
        others.add(attribute);
      }
      at = end;
    }
  }

  /** Returns the offset behind the attribute that begins at `start`. */
  #attribute(start: number): number | MarkupProblem {
    const text = this.#text;
    const after = endOfName(text, start);
    const name = (this.#attributeName = nameBetween(text, start, after));
    let at = after;
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) !== 0x3d || !isName(name)) {
      const found = shownName(text.slice(start, Math.max(after, start + 1)));
      return malformed({ code: 'no-attribute', given: { element: shownName(this.name), found } }, start);
    }
    at += 1;
    while (isSpace(text.charCodeAt(at))) at += 1;
    const quote = text.charAt(at);
    if (quote !== '"' && quote !== "'") return malformed({ code: 'no-quotes', given: { attribute: shownName(name) } }, start);
    const end = this.#value(name, at + 1, quote);
    return typeof end === 'number' ? end + 1 : end;
  }
}

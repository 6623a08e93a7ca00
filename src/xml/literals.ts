import { templatesIn } from '../text/open-parts.js';
import { isName } from './names.js';
import { malformed, type MarkupProblem, type Span } from './problem.js';
import { referenceAt } from './references.js';

/** Characters that XML 1.0 allows nowhere: control characters, and halves of a surrogate pair. */
const noCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The first character of a text that XML allows nowhere. */
export function strangeCharacter(text: string): MarkupProblem | null {
  const strange = noCharacter.exec(text);
  if (strange === null) return null;
  const code = strange[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return malformed({ code: 'strange-character', given: { hex: code } }, strange.index);
}

/** An offset behind the end of every text. Not `Infinity`: beside it, engines store every offset as a floating-point object. */
export const nowhere = 0x3fffffff;

/** Finds the first occurrence at or behind an offset. One search answers for all offsets before its result. */
export class NextOf {
  readonly #text: string;
  readonly #what: string;
  #asked = nowhere;
  #found = -1;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  /** `nowhere` if there is none, so that no search is repeated. */
  from(start: number): number {
    if (start < this.#asked || this.#found < start) {
      const found = this.#text.indexOf(this.#what, start);
      this.#found = found < 0 ? nowhere : found;
      this.#asked = start;
    }
    return this.#found;
  }
}

/** Checks the literal parts of a text: what stands between tags or quotes and is not an expression. */
export class Literals {
  readonly #text: string;
  readonly #ampersands: NextOf;
  readonly #brackets: NextOf;
  #templates: readonly Span[] | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#ampersands = new NextOf(text, '&');
    this.#brackets = new NextOf(text, ']]>');
  }

  /** Text that XML forbids between two tags. */
  wrongText(start: number, end: number): MarkupProblem | null {
    const wrong = this.wrongReference(start, end);
    const brackets = this.#brackets.from(start);
    if (brackets >= end || (wrong !== null && wrong.offset < brackets)) return wrong;
    return malformed({ code: 'bare-brackets', given: {} }, brackets);
  }

  /** An ampersand in text or a value that begins no reference, or a reference to an impossible character. */
  wrongReference(start: number, end: number): MarkupProblem | null {
    for (let at = start; ;) {
      const found = this.#ampersands.from(at);
      if (found >= end) return null;
      const reference = referenceAt(this.#text, found);
      if (reference === 'impossible') return impossible(found);
      if (reference === 'no' && !this.#isInTemplate(found)) return malformed({ code: 'bare-ampersand', given: {} }, found);
      at = found + 1;
    }
  }

  /** A reference to an impossible character; other ampersands are not checked. */
  impossibleReference(start: number, end: number): MarkupProblem | null {
    for (let at = this.#ampersands.from(start); at < end; at = this.#ampersands.from(at + 1)) {
      if (referenceAt(this.#text, at) === 'impossible') return impossible(at);
    }
    return null;
  }

  /** Offset of the first text outside the root element, not counting a template's directives, which yield nothing; or -1. */
  outside(start: number, end: number): number {
    let at = start;
    for (;;) {
      notSpace.lastIndex = at;
      const found = notSpace.exec(this.#text);
      if (found === null || found.index >= end) return -1;
      const template = this.#templateBehind(found.index);
      if (template === undefined || template.start > found.index || template.end > end) return found.index;
      at = template.end;
    }
  }

  #isInTemplate(offset: number): boolean {
    return (this.#templateBehind(offset)?.start ?? Infinity) < offset;
  }

  /** The first hole or directive of a template that ends behind that offset. All are found once for the text. */
  #templateBehind(offset: number): Span | undefined {
    const templates = (this.#templates ??= [...templatesIn(this.#text)]);
    let low = 0;
    let high = templates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((templates[middle]?.end ?? Infinity) > offset) high = middle;
      else low = middle + 1;
    }
    return templates[low];
  }
}

function impossible(offset: number): MarkupProblem {
  return malformed({ code: 'impossible-reference', given: {} }, offset);
}

const notSpace = /[^ \t\r\n]/g;
const declaration =
  /^\ufeff?<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(?:"[\w.-]+"|'[\w.-]+'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/;

/** The offset behind the processing instruction or declaration that begins there. */
export function endOfInstruction(text: string, open: number): number | MarkupProblem {
  const end = text.indexOf('?>', open + 2);
  if (end < 0) return malformed({ code: 'open-instruction', given: {} }, open);
  const target = /^[^\s?]*/.exec(text.slice(open + 2, Math.min(end, open + 300)))?.[0] ?? '';
  const ends = open + 2 + target.length;
  if (target.toLowerCase() === 'xml') {
    const isFirst = open === 0 || (open === 1 && text.charCodeAt(0) === 0xfeff);
    if (!isFirst) return malformed({ code: 'late-declaration', given: {} }, open);
    if (!declaration.test(text)) return malformed({ code: 'strange-declaration', given: {} }, open);
  } else if (!isName(target) || (ends !== end && !/\s/.test(text.charAt(ends)))) return malformed({ code: 'nameless-instruction', given: {} }, open);
  return end + 2;
}

/** The offset behind the comment that begins there. */
export function endOfComment(text: string, open: number): number | MarkupProblem {
  const end = text.indexOf('--', open + 4);
  if (end < 0) return malformed({ code: 'open-comment', given: {} }, open);
  return text.charCodeAt(end + 2) === 0x3e ? end + 3 : malformed({ code: 'dashes-in-comment', given: {} }, end);
}

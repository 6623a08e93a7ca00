import type { SyntaxProblem } from './hcl-syntax.js';

/** Deepest nesting of blocks, brackets and templates, and longest chain of operators; real files have less. */
const deepest = 200;

/** Ends the current item; reading resumes at the next one. */
export class HclUnreadable extends Error {
  constructor(readonly problem: SyntaxProblem) {
    super(problem.code);
  }
}

const spaces = /[ \t]+/y;
const spacesAndLines = /[ \t\r\n]+/y;
const comment = /#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\//y;
const identifier = /[A-Za-z_\u00aa-\uffff][\w\-\u00aa-\uffff]*/y;

/** A position in an HCL text that advances while reading. */
export class HclCursor {
  at: number;
  /** Line breaks are white space: inside brackets and holes. */
  #isInside = false;
  #depth = 0;

  constructor(
    readonly text: string,
    start = 0,
  ) {
    this.at = start;
  }

  /** Skips white space and comments, and line breaks if they do not count. */
  skip(): void {
    const blank = this.#isInside ? spacesAndLines : spaces;
    for (;;) {
      blank.lastIndex = this.at;
      if (blank.test(this.text)) this.at = blank.lastIndex;
      const code = this.text.charCodeAt(this.at);
      if (code === 0x23 || code === 0x2f) {
        if (this.take(comment) !== null) continue;
        if (this.text.startsWith('/*', this.at)) this.fail('unclosed', '/*');
      }
      // A carriage return counts only before a line feed.
      if (code === 0x0d && this.text.charCodeAt(this.at + 1) === 0x0a) this.at += 1;
      return;
    }
  }

  /** Skips white space, including line breaks. */
  skipLines(): void {
    const { text } = this;
    do this.skip();
    while (text.charCodeAt(this.at) === 0x0a && ++this.at > 0);
  }

  /** Matches a sticky pattern here and moves behind it. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return null;
    const start = this.at;
    this.at = pattern.lastIndex;
    return this.text.slice(start, this.at);
  }

  /** Whether this sign follows, after optional white space; moves behind it. */
  eat(sign: string): boolean {
    this.skip();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  expect(sign: string): void {
    if (!this.eat(sign)) this.fail(this.at >= this.text.length ? 'unclosed' : 'unexpected', sign);
  }

  /** A name, or null. */
  name(): string | null {
    this.skip();
    return this.take(identifier);
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Reads something with or without significant line breaks. */
  within<T>(isInside: boolean, read: () => T): T {
    const before = this.#isInside;
    this.#isInside = isInside;
    this.deepen(1);
    const result = read();
    this.deepen(-1);
    this.#isInside = before;
    return result;
  }

  deepen(by: number): void {
    this.#depth += by;
    if (this.#depth > deepest) this.fail('too-deep', '');
  }

  /** Resumes elsewhere after a failure. */
  restart(at: number): void {
    this.at = at;
    this.#depth = 0;
    this.#isInside = false;
  }

  /** Fails the current item. `what`: what was expected here. */
  fail(code: SyntaxProblem['code'], what: string, offset: number = this.at): never {
    throw new HclUnreadable({ code, what, offset });
  }
}

import type { BicepProblem } from './bicep-syntax.js';

/** Deepest nesting of braces, brackets and operators; real files have less. */
const deepest = 150;

/** Ends the current statement; reading resumes at the next one. */
export class BicepUnreadable extends Error {
  constructor(readonly problem: BicepProblem) {
    super(problem.code);
  }
}

const spaces = /[ \t\ufeff]+/y;
const lines = /[ \t\r\n\ufeff]+/y;
const comment = /\/\/[^\n]*|\/\*[^]*?\*\/|#(?:disable|restore)-[^\n]*/y;
const identifier = /[A-Za-z_]\w*/y;

/** A position in a Bicep text that advances while reading. */
export class BicepCursor {
  at: number;
  /** The line break where an expression last ended. */
  lineEnd = -1;
  /** Keys repeated in one object, ignoring case. */
  readonly repeated: BicepProblem[] = [];
  #depth = 0;

  constructor(
    readonly text: string,
    start = 0,
  ) {
    this.at = start;
  }

  /** Skips white space and comments. */
  skip(pattern: RegExp = spaces): void {
    for (;;) {
      pattern.lastIndex = this.at;
      if (pattern.test(this.text)) this.at = pattern.lastIndex;
      const sign = this.text.charCodeAt(this.at);
      if (sign === 0x2f || sign === 0x23) {
        if (this.take(comment) !== null) continue;
        if (this.text.startsWith('/*', this.at)) this.fail('unclosed', '/*');
      }
      // A carriage return counts only before a line feed.
      if (sign === 0x0d && this.text.charCodeAt(this.at + 1) === 0x0a) this.at += 1;
      return;
    }
  }

  /** As `skip`, including line breaks. */
  skipLines(): void {
    this.skip(lines);
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

  /** As `eat`, also on a later line. */
  eatBehindLines(sign: string): boolean {
    this.skipLines();
    return this.eat(sign);
  }

  /** Whether this word follows; moves behind it. */
  eatWord(word: string): boolean {
    this.skip();
    const before = this.at;
    if (this.take(identifier) === word) return true;
    this.at = before;
    return false;
  }

  expect(sign: string): void {
    if (!this.eat(sign)) this.miss(sign);
  }

  /** Fails because this was expected here. */
  miss(what: string): never {
    return this.fail(this.isAtEnd() ? 'unclosed' : 'unexpected', what);
  }

  /** A name, or null. */
  name(): string | null {
    this.skip();
    return this.take(identifier);
  }

  /** A name; fails without one. */
  named(): string {
    return this.name() ?? this.miss('name');
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the line, or the enclosing bracket, ends here. */
  isAtLineEnd(): boolean {
    this.skip();
    const sign = this.text.charAt(this.at);
    return sign === '' || sign === '\n';
  }

  /** Reads something one level deeper. */
  within<T>(read: () => T): T {
    this.deepen(1);
    const result = read();
    this.deepen(-1);
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
  }

  /** Fails the current statement. `what`: what was expected here. */
  fail(code: BicepProblem['code'], what: string, offset: number = this.at): never {
    throw new BicepUnreadable({ code, what, offset });
  }
}

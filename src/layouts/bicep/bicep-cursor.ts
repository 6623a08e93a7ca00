import type { BicepProblem } from './bicep-syntax.js';

/** Levels of braces, brackets and operators within one another; no file that people write has as many. */
const deepest = 150;

/** A reader stops here; whoever began the statement goes on behind it. */
export class BicepUnreadable extends Error {
  constructor(readonly problem: BicepProblem) {
    super(problem.code);
  }
}

const spaces = /[ \t\ufeff]+/y;
const lines = /[ \t\r\n\ufeff]+/y;
const comment = /\/\/[^\n]*|\/\*[^]*?\*\/|#(?:disable|restore)-[^\n]*/y;
const identifier = /[A-Za-z_]\w*/y;

/** A place in a Bicep text that moves on as its parts are read. */
export class BicepCursor {
  at: number;
  /** The line break where an expression was last seen to end. */
  lineEnd = -1;
  /** Keys of an object that stand in it twice, their case aside. */
  readonly repeated: BicepProblem[] = [];
  #depth = 0;

  constructor(
    readonly text: string,
    start = 0,
  ) {
    this.at = start;
  }

  /** Moves over white space and comments. */
  skip(pattern: RegExp = spaces): void {
    for (;;) {
      pattern.lastIndex = this.at;
      if (pattern.test(this.text)) this.at = pattern.lastIndex;
      const sign = this.text.charCodeAt(this.at);
      if (sign === 0x2f || sign === 0x23) {
        if (this.take(comment) !== null) continue;
        if (this.text.startsWith('/*', this.at)) this.fail('unclosed', '/*');
      }
      // A carriage return stands before a line feed only.
      if (sign === 0x0d && this.text.charCodeAt(this.at + 1) === 0x0a) this.at += 1;
      return;
    }
  }

  /** The same, line breaks included. */
  skipLines(): void {
    this.skip(lines);
  }

  /** What a sticky pattern matches here, and moves behind it. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return null;
    const start = this.at;
    this.at = pattern.lastIndex;
    return this.text.slice(start, this.at);
  }

  /** The next sign is this one: moves behind it. White space before it is skipped. */
  eat(sign: string): boolean {
    this.skip();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  /** The same on this line or a later one. */
  eatBehindLines(sign: string): boolean {
    this.skipLines();
    return this.eat(sign);
  }

  /** The next word is this one: moves behind it. */
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

  /** Ends the reading: this was expected here. */
  miss(what: string): never {
    return this.fail(this.isAtEnd() ? 'unclosed' : 'unexpected', what);
  }

  /** A name, or null. */
  name(): string | null {
    this.skip();
    return this.take(identifier);
  }

  /** A name; the reading ends where there is none. */
  named(): string {
    return this.name() ?? this.miss('name');
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the line, or what the statement stands in, ends here. */
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

  /** Goes on elsewhere after a failure. */
  restart(at: number): void {
    this.at = at;
    this.#depth = 0;
  }

  /** Ends the reading of the statement. `what`: what was expected here. */
  fail(code: BicepProblem['code'], what: string, offset: number = this.at): never {
    throw new BicepUnreadable({ code, what, offset });
  }
}

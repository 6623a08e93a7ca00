import { tokensOf, type Token } from './tokens.js';
import { NotFollowable } from './value.js';

/** Deeper nesting is not supported. */
const deepest = 60;
/** Most words in a type, such as `Dictionary<string, List<string>>[]`. */
const longestType = 24;

/** Goes through the words of an expression. Throws `NotFollowable` where one is not as expected. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth: number;

  constructor(source: string, depth = 0) {
    const tokens = tokensOf(source);
    if (tokens === null) throw new NotFollowable();
    this.#tokens = tokens;
    this.#depth = depth;
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length;
  }

  deeper<T>(read: () => T): T {
    if (++this.#depth > deepest) throw new NotFollowable();
    const result = read();
    this.#depth -= 1;
    return result;
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new NotFollowable();
    return token;
  }

  get depth(): number {
    return this.#depth;
  }

  /** The token `ahead` positions from here, without consuming it. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** Skips that many tokens. */
  skip(words: number): void {
    this.#at += words;
  }

  sees(mark: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'mark' && token.text === mark;
  }

  takes(mark: string): boolean {
    const seen = this.sees(mark);
    if (seen) this.#at += 1;
    return seen;
  }

  expect(mark: string): void {
    if (!this.takes(mark)) throw new NotFollowable();
  }

  peekName(ahead = 0): string | null {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'name' ? token.text : null;
  }

  takesName(name: string): boolean {
    const seen = this.peekName() === name;
    if (seen) this.#at += 1;
    return seen;
  }

  takeName(): string {
    const token = this.next();
    if (token.kind !== 'name') throw new NotFollowable();
    return token.text;
  }

  /** Number of tokens of the type that begins `ahead` positions from here; 0 if none does. */
  typeAhead(ahead = 0): number {
    if (this.peekName(ahead) === null) return 0;
    let length = 1;
    while (this.sees('.', ahead + length) && this.peekName(ahead + length + 1) !== null && length < longestType) length += 2;
    const end = this.typeArguments(ahead + length);
    if (this.sees('<', ahead + length) && end === 0) return 0;
    length += end;
    if (this.sees('?', ahead + length) && this.peekName(ahead + length + 1) !== null) length += 1;
    while (this.sees('[', ahead + length) && this.sees(']', ahead + length + 1)) length += 2;
    return length > longestType ? 0 : length;
  }

  /** Number of tokens of `<…>` `ahead` positions from here; 0 if these are not type arguments. */
  typeArguments(ahead: number): number {
    let depth = 0;
    for (let length = 0; length < longestType; length += 1) {
      if (this.sees('<', ahead + length)) depth += 1;
      else if (this.sees('>', ahead + length)) depth -= 1;
      else if (this.peekName(ahead + length) === null && ![',', '.', '[', ']', '?'].some((mark) => this.sees(mark, ahead + length))) return 0;
      if (depth === 0) return length === 0 ? 0 : length + 1;
    }
    return 0;
  }

  takeType(): string {
    const length = this.typeAhead();
    if (length === 0) throw new NotFollowable();
    const name = this.peekName() ?? '';
    this.#at += length;
    return name;
  }

  /** Whether `Type name =`, `Type name;` or `Type name,` begins here. */
  seesDeclaration(): boolean {
    const length = this.typeAhead();
    return length > 0 && this.peekName(length) !== null && ['=', ';', ','].some((mark) => this.sees(mark, length + 1));
  }
}

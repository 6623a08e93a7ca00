import type { Span } from '../../text/edit.js';

/** A template expression ("Syntax and expressions in ARM templates"); offsets in its text. */
export type ArmExpression = Span &
  (
    | { readonly kind: 'text' }
    | { readonly kind: 'number'; readonly value: number }
    /** `name` in lower case. */
    | { readonly kind: 'call'; readonly name: string; readonly given: readonly ArmExpression[] }
    | { readonly kind: 'access'; readonly of: ArmExpression; readonly key: string | ArmExpression }
  );

const deepest = 100;

/** Whether a text is an expression: `[[` at the start is one literal bracket. */
export function isExpressionText(text: string): boolean {
  return text.startsWith('[') && !text.startsWith('[[') && text.endsWith(']');
}

/** The expression in brackets; null: not valid. Linear; never throws. */
export function parseArmExpression(text: string): ArmExpression | null {
  const reader = new ExpressionReader(text);
  const found = reader.expression(0);
  return found !== null && reader.isAtEnd() ? found : null;
}

const token = /\s*(?:'(?:[^']|'')*'|-?\d+|[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*(?=\s*(?:\(|\.\w+\s*\()))*|[()[\],.])/y;

class ExpressionReader {
  readonly #text: string;
  #at = 1;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#text.slice(this.#at).trim() === ']';
  }

  #peek(): string {
    token.lastIndex = this.#at;
    return token.exec(this.#text)?.[0].trim() ?? '';
  }

  #take(): Span & { readonly word: string } {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0] ?? '';
    const word = found.trim();
    this.#at += found.length;
    return { word, start: this.#at - word.length, end: this.#at };
  }

  #takes(sign: string): boolean {
    const is = this.#peek() === sign;
    if (is) this.#take();
    return is;
  }

  expression(depth: number): ArmExpression | null {
    if (depth > deepest) return null;
    let found = this.#single(depth);
    while (found !== null) {
      const key = this.#takes('.') ? this.#take().word : this.#peek() === '[' ? this.#index(depth) : null;
      if (key === null) return this.#text[this.#at] === '[' ? null : found;
      if (key === '') return null;
      found = { kind: 'access', of: found, key, start: found.start, end: this.#at };
    }
    return null;
  }

  #index(depth: number): ArmExpression | null {
    this.#take();
    const key = this.expression(depth + 1);
    return key !== null && this.#takes(']') ? key : null;
  }

  #single(depth: number): ArmExpression | null {
    const { word, start, end } = this.#take();
    if (word.startsWith("'")) return { kind: 'text', start, end };
    if (/^-?\d/.test(word)) return { kind: 'number', value: Number(word), start, end };
    if (!/^[A-Za-z_]/.test(word) || !this.#takes('(')) return null;
    const given: ArmExpression[] = [];
    while (!this.#takes(')')) {
      const one = this.expression(depth + 1);
      if (one === null) return null;
      given.push(one);
      if (this.#takes(',')) continue;
      if (!this.#takes(')')) return null;
      break;
    }
    return { kind: 'call', name: word.toLowerCase(), given, start, end: this.#at };
  }
}

import { isOpen } from '../../text/open-parts.js';
import { callMethod, itemAt, memberOf } from './members.js';
import { binary, localOf, sum } from './operators.js';
import { newObject } from './static-methods.js';
import { TokenReader } from './token-reader.js';
import { Lambda, negated, NotFollowable, OutName, Unknown, type RunnableCode, type CodeScope, type CSharpValue } from './value.js';

/** Binary operators, weakest first (C# specification, operator precedence). */
const levels: readonly (readonly string[])[] = [['??'], ['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-']];
const relational = 4;

/** Parses values into functions that compute them. */
export abstract class ValueReader extends TokenReader {
  /** Texts read so far, as written. */
  readonly texts: string[] = [];

  /** `{ … }` of a lambda. */
  abstract body(): RunnableCode;

  /** One expression. */
  value(): RunnableCode {
    return this.deeper(() => this.#lambda() ?? this.#assigned() ?? this.#conditional());
  }

  #conditional(): RunnableCode {
    const condition = this.#level(0);
    if (!this.takes('?')) return condition;
    const whenTrue = this.value();
    this.expect(':');
    const whenFalse = this.value();
    return (scope) => (scope.holds(condition(scope)) ? whenTrue : whenFalse)(scope);
  }

  /** `name = …`, `name += …`, `name++`. */
  #assigned(): RunnableCode | null {
    const name = this.peekName();
    const mark = ['=', '+=', '++', '--'].find((one) => this.sees(one, 1));
    if (name === null || mark === undefined) return null;
    this.skip(2);
    const right: RunnableCode = mark === '=' || mark === '+=' ? this.value() : () => 1;
    return (scope) => {
      const value = mark === '=' ? right(scope) : sum(scope, mark === '--' ? '-' : '+', localOf(scope, name), right(scope));
      scope.locals.set(name, value);
      return value;
    };
  }

  /** `o => …`, `(a, b) => …` */
  #lambda(): RunnableCode | null {
    const names: string[] = [];
    let at = 0;
    if (this.sees('(')) {
      do {
        const name = this.peekName(at + 1);
        if (name !== null) names.push(name);
        at += 2;
      } while (this.sees(',', at) && at < 8);
      if (!this.sees(')', at)) return null;
    } else names.push(this.peekName() ?? '');
    if (!this.sees('=>', at + 1)) return null;
    this.skip(at + 2);
    const body = this.sees('{') ? this.body() : this.value();
    return (scope) =>
      new Lambda((args) => {
        scope.around.spend(1);
        for (const [index, name] of names.entries()) scope.locals.set(name, args[index] ?? null);
        return body(scope);
      });
  }

  #level(level: number): RunnableCode {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    const first = this.#level(level + 1);
    const others: { readonly operator: string; readonly right: RunnableCode }[] = [];
    for (;;) {
      const operator =
        operators.find((one) => this.sees(one)) ?? (level === relational ? ['is', 'as'].find((one) => this.peekName() === one) : undefined);
      if (operator === undefined) break;
      this.skip(1);
      if (operator === 'as') this.takeType();
      else others.push({ operator, right: operator === 'is' ? this.#typeTest() : this.#level(level + 1) });
    }
    if (others.length === 0) return first;
    return (scope) => others.reduce((left, { operator, right }) => binary(scope, operator, left, right), first(scope));
  }

  /** `is null`, `is not null`, `is T`, `is T name`, which assigns the value to the name. */
  #typeTest(): RunnableCode {
    const isNot = this.takesName('not');
    if (this.takesName('null')) return () => (isNot ? 'not null' : null);
    if (isNot) throw new NotFollowable();
    this.takeType();
    const name = this.peekName();
    if (name === null) return () => 'not null';
    this.skip(1);
    return () => new OutName(name);
  }

  #unary(): RunnableCode {
    return this.deeper(() => {
      if (this.takes('!')) {
        const of = this.#unary();
        return (scope) => negated(of(scope));
      }
      if (this.takes('-')) {
        const of = this.#unary();
        return (scope) => sum(scope, '-', 0, of(scope));
      }
      const cast = this.#castAhead();
      if (cast === 0) return this.#suffixed(this.#primary());
      const type = this.peek(1);
      this.skip(cast + 2);
      const of = this.#unary();
      if (type?.kind !== 'name' || type.text !== 'char') return of;
      // Only the conversion to char turns a number into a text.
      return (scope) => characterOf(of(scope));
    });
  }

  /** Number of words of the type in a cast `(Type)` before a value; 0 if the bracket holds a value. */
  #castAhead(): number {
    const length = this.sees('(') ? this.typeAhead(1) : 0;
    const behind = this.peek(length + 2);
    if (length === 0 || !this.sees(')', length + 1) || behind === undefined) return 0;
    return behind.kind === 'mark' ? (behind.text === '(' ? length : 0) : behind.kind === 'name' && ['is', 'as'].includes(behind.text) ? 0 : length;
  }

  #primary(): RunnableCode {
    const token = this.next();
    switch (token.kind) {
      case 'text':
        return this.#text(token.text);
      case 'number': {
        const number = Number(token.text.replace(/[a-zA-Z_]+$/, ''));
        return () => number;
      }
      case 'interpolated':
        return this.#joined(token.texts, token.holes);
      case 'name':
        return this.#named(token.text);
      case 'mark':
        if (token.text === '{') return newObject('List', () => [], this.#items());
        if (token.text !== '(') throw new NotFollowable();
        return this.#closedBy(')');
    }
  }

  #closedBy(mark: string): RunnableCode {
    const value = this.value();
    this.expect(mark);
    return value;
  }

  /** A text; if it holds a named value or token, a fixed text that is unknown. */
  #text(text: string): RunnableCode {
    this.texts.push(text);
    if (!isOpen(text, 'string')) return () => text;
    const fixed = new Unknown('fixed', text);
    return () => fixed;
  }

  #named(name: string): RunnableCode {
    switch (name) {
      case 'true':
      case 'false':
        return () => name === 'true';
      case 'null':
        return () => null;
      case 'new':
        return this.#new();
      case 'out': {
        if (this.peekName(1) !== null || this.typeAhead() > 1) this.takeType();
        const out = new OutName(this.takeName());
        return () => out;
      }
      default:
        return (scope) => localOf(scope, name);
    }
  }

  #new(): RunnableCode {
    if (this.takes('[')) {
      this.expect(']');
      this.expect('{');
      return newObject('List', () => [], this.#items());
    }
    const type = this.takeType();
    const args = this.takes('(') ? this.#arguments() : () => [];
    return newObject(type, args, this.takes('{') ? this.#items() : []);
  }

  /** Reads values up to the closing brace; supports `{ key, value }` and `[key] = value`. */
  #items(): readonly (readonly [RunnableCode, RunnableCode | null])[] {
    const items: [RunnableCode, RunnableCode | null][] = [];
    while (!this.takes('}')) {
      if (this.takes('[')) {
        const key = this.#closedBy(']');
        this.expect('=');
        items.push([key, this.value()]);
      } else if (this.takes('{')) {
        const key = this.value();
        items.push([key, this.takes(',') ? this.value() : null]);
        this.expect('}');
      } else items.push([this.value(), null]);
      if (!this.takes(',') && !this.sees('}')) throw new NotFollowable();
    }
    return items;
  }

  #arguments(): (scope: CodeScope) => CSharpValue[] {
    const args: RunnableCode[] = [];
    while (!this.takes(')')) {
      if (this.peekName() !== null && this.sees(':', 1)) this.skip(2);
      args.push(this.value());
      if (!this.takes(',') && !this.sees(')')) throw new NotFollowable();
    }
    return (scope) => args.map((arg) => arg(scope));
  }

  #suffixed(first: RunnableCode): RunnableCode {
    const suffixes: ((scope: CodeScope, of: CSharpValue) => CSharpValue)[] = [];
    for (;;) {
      const isOptional = this.takes('?.');
      if (isOptional || this.takes('.')) suffixes.push(this.#member(isOptional));
      else if (this.takes('[')) {
        const index = this.#closedBy(']');
        suffixes.push((scope, of) => itemAt(scope, of, index(scope)));
      } else break;
    }
    if (suffixes.length === 0) return first;
    return (scope) => suffixes.reduce((of, suffix) => (scope.around.spend(1), suffix(scope, of)), first(scope));
  }

  #member(isOptional: boolean): (scope: CodeScope, of: CSharpValue) => CSharpValue {
    const name = this.takeName();
    const typeArguments = this.typeArguments(0);
    if (typeArguments > 0 && this.sees('(', typeArguments)) this.skip(typeArguments);
    const args = this.takes('(') ? this.#arguments() : null;
    return (scope, of) => {
      if (isOptional && of === null) return null;
      return args === null ? knownOr(scope, memberOf(of, name)) : callMethod(scope, of, name, args(scope));
    };
  }

  /** `$"…{value}…"`; `{value:format}` is not supported. */
  #joined(texts: readonly string[], holes: readonly string[]): RunnableCode {
    const parts: RunnableCode[] = [];
    for (const [index, text] of texts.entries()) {
      parts.push(this.#text(text));
      const hole = holes[index];
      if (hole === undefined) continue;
      const reader = this.inside(hole, this.depth + 1);
      parts.push(reader.value());
      if (!reader.ended) throw new NotFollowable();
      this.texts.push(...reader.texts);
    }
    return (scope) => parts.map((part) => part(scope)).reduce((left, right) => sum(scope, '+', left, right), '');
  }

  /** A reader of the same kind for code inside a text. */
  abstract inside(source: string, depth: number): ValueReader;
}

/** The known value of a member of `context`, or otherwise the value itself. */
function knownOr({ around: { known } }: CodeScope, value: CSharpValue): CSharpValue {
  const told = value instanceof Unknown ? known?.get(value.id) : undefined;
  return told === undefined ? value : told;
}

function characterOf(value: CSharpValue): CSharpValue {
  return typeof value === 'number' ? String.fromCharCode(value) : value;
}

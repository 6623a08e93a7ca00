import { ValueReader } from './read-value.js';
import { NotFollowable, CodeScope, Thrown, Unknown, type RunnableCode, type Surroundings, type CSharpValue } from './value.js';

/** How a statement ends: with a value, by leaving the loop or its iteration, or by continuing with the next statement. */
type Outcome = { readonly value: CSharpValue } | 'goes-on' | 'breaks' | 'continues';
type Statement = (scope: CodeScope) => Outcome;

/** A parsed expression, and the texts in it. */
export interface CSharpExpression {
  readonly run: (around: Surroundings) => CSharpValue;
  readonly texts: readonly string[];
}

/** Longest expression that is read, in UTF-16 units. */
const longestExpression = 64 * 1024;

/**
 * Reads `@(…)` or `@{…}` (Microsoft Learn, "Policy expressions"). Null: it uses C# that is not supported, and nothing may be concluded from it. Linear in the
 * length of the text; never throws.
 */
export function readCSharp(text: string): CSharpExpression | null {
  const source = text.trim();
  const isBlock = source.endsWith('}');
  if (source.length > longestExpression) return null;
  try {
    const reader = new CodeReader(source.slice(2, -1));
    const run = isBlock ? reader.block(() => reader.ended) : returning(reader.value());
    if (!reader.ended) return null;
    return { run: (around) => result(run, around), texts: reader.texts };
  } catch (error) {
    if (error instanceof NotFollowable) return null;
    throw error;
  }
}

function returning(code: RunnableCode): Statement {
  return (scope) => ({ value: code(scope) });
}

function result(run: Statement, around: Surroundings): CSharpValue {
  const outcome = run(new CodeScope(around));
  // API Management refuses to save a block without a value.
  if (typeof outcome === 'string') throw new NotFollowable();
  return outcome.value;
}

class CodeReader extends ValueReader {
  override inside(source: string, depth: number): ValueReader {
    return new CodeReader(source, depth);
  }

  /** Reads statements up to the end. */
  block(ends: () => boolean): Statement {
    const body: Statement[] = [];
    while (!ends()) body.push(this.#statement());
    return (scope) => {
      for (const statement of body) {
        scope.around.spend(1);
        const outcome = statement(scope);
        if (outcome !== 'goes-on') return outcome;
      }
      return 'goes-on';
    };
  }

  override body(): RunnableCode {
    const body = this.#braces();
    return (scope) => {
      const outcome = body(scope);
      return typeof outcome === 'string' ? null : outcome.value;
    };
  }

  #braces(): Statement {
    this.expect('{');
    const body = this.block(() => this.sees('}'));
    this.expect('}');
    return body;
  }

  #statement(): Statement {
    return this.deeper(() => {
      if (this.takes(';')) return () => 'goes-on';
      if (this.sees('{')) return this.#braces();
      const read = this.#keywords.get(this.peekName() ?? '');
      if (read === undefined) return this.#declaration() ?? this.#run();
      this.next();
      return read();
    });
  }

  #run(): Statement {
    const code = this.#closed();
    return (scope) => (code(scope), 'goes-on');
  }

  /** Reads a value and its semicolon. */
  #closed(): RunnableCode {
    const value = this.value();
    this.expect(';');
    return value;
  }

  /** Reads a value in brackets. */
  #bracketed(): RunnableCode {
    this.expect('(');
    const value = this.value();
    this.expect(')');
    return value;
  }

  /** `var a = 1, b;` */
  #declaration(): Statement | null {
    if (!this.seesDeclaration()) return null;
    this.takeType();
    const declared: { name: string; value: RunnableCode }[] = [];
    do {
      const name = this.takeName();
      declared.push({ name, value: this.takes('=') ? this.value() : () => null });
    } while (this.takes(','));
    this.expect(';');
    return (scope) => {
      for (const { name, value } of declared) scope.locals.set(name, value(scope));
      return 'goes-on';
    };
  }

  readonly #keywords: ReadonlyMap<string, () => Statement> = new Map(
    Object.entries({
      return: (): Statement => returning(this.#closed()),
      throw: (): Statement => {
        if (!this.takes(';')) this.#closed();
        return () => {
          throw new Thrown();
        };
      },
      break: (): Statement => (this.expect(';'), () => 'breaks'),
      continue: (): Statement => (this.expect(';'), () => 'continues'),
      if: (): Statement => {
        const condition = this.#bracketed();
        const then = this.#statement();
        const otherwise = this.takesName('else') ? this.#statement() : null;
        return (scope) => (scope.holds(condition(scope)) ? then(scope) : (otherwise?.(scope) ?? 'goes-on'));
      },
      switch: (): Statement => this.#switch(),
      foreach: (): Statement => {
        this.expect('(');
        this.takeType();
        const name = this.takeName();
        if (!this.takesName('in')) throw new NotFollowable();
        const over = this.value();
        this.expect(')');
        const body = this.#statement();
        return (scope) => {
          const list = over(scope);
          return rounds(scope, body, elementsOf(list, scope), (one) => scope.locals.set(name, one));
        };
      },
      while: (): Statement => {
        const condition = this.#bracketed();
        const body = this.#statement();
        return (scope) => rounds(scope, body, whileHolds(scope, condition));
      },
      for: (): Statement => {
        this.expect('(');
        const first = this.#statement();
        const condition: RunnableCode = this.sees(';') ? () => true : this.value();
        this.expect(';');
        const step: RunnableCode = this.sees(')') ? () => null : this.value();
        this.expect(')');
        const body = this.#statement();
        return (scope) => {
          first(scope);
          return rounds(scope, body, whileHolds(scope, condition, step));
        };
      },
      try: (): Statement => {
        const body = this.#braces();
        let handler: Statement | null = null;
        while (this.takesName('catch')) {
          if (this.takes('(')) {
            this.takeType();
            if (!this.takes(')')) {
              this.takeName();
              this.expect(')');
            }
          }
          const read = this.#braces();
          handler ??= read;
        }
        const last = this.takesName('finally') ? this.#braces() : null;
        return (scope) => {
          let outcome: Outcome;
          try {
            outcome = body(scope);
          } catch (error) {
            if (!(error instanceof Thrown) || handler === null) throw error;
            outcome = handler(scope);
          }
          last?.(scope);
          return outcome;
        };
      },
    }),
  );

  #switch(): Statement {
    const subject = this.#bracketed();
    const cases: { readonly labels: readonly RunnableCode[]; readonly isDefault: boolean; readonly body: Statement }[] = [];
    this.expect('{');
    while (!this.takes('}')) {
      const labels: RunnableCode[] = [];
      let isDefault = false;
      for (;;) {
        if (this.takesName('default')) isDefault = true;
        else if (this.takesName('case')) labels.push(this.value());
        else break;
        this.expect(':');
      }
      if (labels.length === 0 && !isDefault) throw new NotFollowable();
      cases.push({ labels, isDefault, body: this.block(() => this.sees('}') || ['case', 'default'].includes(this.peekName() ?? '')) });
    }
    return (scope) => {
      const value = subject(scope);
      const chosen =
        cases.find(({ labels }) => labels.some((label) => scope.holds(scope.equal(value, label(scope))))) ?? cases.find((one) => one.isDefault);
      const outcome = chosen?.body(scope) ?? 'goes-on';
      return outcome === 'breaks' ? 'goes-on' : outcome;
    };
  }
}

/** The elements that a loop visits; an unknown list has one unknown element. */
function elementsOf(list: CSharpValue, scope: CodeScope): Iterable<CSharpValue> {
  if (Array.isArray(list)) return list;
  return [scope.mixed('each', [list])];
}

function* whileHolds(scope: CodeScope, condition: RunnableCode, step: RunnableCode | null = null): Iterable<CSharpValue> {
  for (;;) {
    const held = condition(scope);
    if (!scope.holds(held)) return;
    yield null;
    // An unknown condition counts as true once.
    if (held instanceof Unknown) return;
    step?.(scope);
  }
}

function rounds(scope: CodeScope, body: Statement, over: Iterable<CSharpValue>, begin?: (one: CSharpValue) => unknown): Outcome {
  for (const one of over) {
    scope.around.spend(1);
    begin?.(one);
    const outcome = body(scope);
    if (outcome === 'breaks') break;
    if (typeof outcome !== 'string') return outcome;
  }
  return 'goes-on';
}

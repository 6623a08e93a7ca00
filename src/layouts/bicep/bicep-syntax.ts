import type { Span } from '../../text/edit.js';

/**
 * The syntax of Bicep (Microsoft Learn, "Bicep file structure and syntax"), as far as it decides what is deployed: types are passed over. Every node has
 * its place in the file: UTF-16 offsets, `end` exclusive.
 */
export type Statement = Span & {
  readonly name: string;
} & (
    | { readonly kind: 'param' | 'var' | 'output'; /** Null: a parameter without a default. */ readonly value: Expression | null }
    | ResourceStatement
    | { readonly kind: 'module'; readonly source: Expression; readonly value: Expression }
    | { readonly kind: 'func'; readonly value: Expression }
    /** A name of another file; `of` null: all of that file, as an object. */
    | { readonly kind: 'import'; readonly of: string | null; readonly source: Expression }
    /** The file that a file of parameters is for, null: `none`; or the one whose values it takes over. */
    | { readonly kind: 'using'; readonly source: Expression | null }
    | { readonly kind: 'extends'; readonly source: Expression }
  );

/** `resource name 'type@version' = { … }`; resources within it are among the entries of its body. */
export interface ResourceStatement {
  readonly kind: 'resource';
  readonly type: Expression;
  readonly isExisting: boolean;
  readonly value: Expression;
}

/** A resource as it is declared. */
export type DeclaredResource = Extract<Statement, { kind: 'resource' }>;

/** What cannot be read, and where: data for a sentence. `what`: what was expected, or what stands there. */
export interface BicepProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A file as it was read: what could be read of it, and what is wrong with it. */
export interface BicepFile {
  readonly statements: readonly Statement[];
  readonly problems: readonly BicepProblem[];
}

/** What follows a value: `.name`, `[key]`, `::name` of a nested resource, `.name(…)`. `isSafe`: with a question mark, nothing where there is none. */
export type Step =
  | { readonly kind: 'property'; readonly name: string; readonly isSafe: boolean }
  | { readonly kind: 'nested'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression; readonly isSafe: boolean }
  | { readonly kind: 'method'; readonly name: string; readonly given: readonly Expression[] };

/** Operators by their sign. */
export type BinaryOperator = '??' | '||' | '&&' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression and where it stands in its file. */
export type Expression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TextExpression
    | { readonly kind: 'name'; readonly name: string }
    /** Steps from a value; `of` is no such expression itself. */
    | { readonly kind: 'access'; readonly of: Expression; readonly steps: readonly Step[] }
    | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] }
    | { readonly kind: 'list'; readonly items: readonly Item[] }
    | ObjectExpression
    | ForExpression
    /** `if (condition) { … }`, before the body of a resource or module. */
    | { readonly kind: 'if'; readonly condition: Expression; readonly body: Expression }
    | { readonly kind: 'conditional'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression }
    | { readonly kind: 'not' | 'minus'; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
    | LambdaExpression
  );

/** An item of a list; `isSpread`: `...list`. */
export interface Item {
  readonly value: Expression;
  readonly isSpread: boolean;
}

/** `{ key: value }`; key null: `...value`. */
export interface ObjectExpression {
  readonly kind: 'object';
  readonly entries: readonly { readonly key: string | Expression | null; readonly value: Expression; readonly start: number }[];
  readonly resources: readonly DeclaredResource[];
}

/** `[for item in list: body]`, `[for (item, index) in list: body]`. */
export interface ForExpression {
  readonly kind: 'for';
  readonly itemName: string;
  readonly indexName: string | null;
  readonly over: Expression;
  readonly body: Expression;
}

/** `name => body`, `(one, other) => body`. */
export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly names: readonly string[];
  readonly body: Expression;
}

/** A string, delimiters included in the span. */
export interface TextExpression {
  readonly kind: 'text';
  readonly notation: TextNotation;
  readonly parts: readonly TextPart[];
}

/** `'…'` with escapes, or `'''…'''` as it stands. */
export type TextNotation = 'bicep' | 'bicep-lines';

/** One part of a string. A span of `text` is the characters it is written with. */
export type TextPart = Span & ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly value: Expression });

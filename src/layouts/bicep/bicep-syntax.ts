import type { Span } from '../../text/edit.js';

/**
 * The syntax of Bicep (Microsoft Learn, "Bicep file structure and syntax"), as far as it decides what is deployed; types are skipped. Every node has its place
 * in the file: UTF-16 offsets, `end` exclusive.
 */
export type Statement = Span & {
  readonly name: string;
} & (
    | { readonly kind: 'param' | 'var' | 'output'; /** Null: a parameter without a default. */ readonly value: Expression | null }
    | ResourceStatement
    | { readonly kind: 'module'; readonly source: Expression; readonly value: Expression }
    | { readonly kind: 'func'; readonly value: Expression }
    /** A name from another file; `of` null: the whole file as an object. */
    | { readonly kind: 'import'; readonly of: string | null; readonly source: Expression }
    /** The Bicep file of a parameter file (null: `none`), or the parameter file that it extends. */
    | { readonly kind: 'using'; readonly source: Expression | null }
    | { readonly kind: 'extends'; readonly source: Expression }
  );

/** `resource name 'type@version' = { … }`; nested resources are among the entries of its body. */
export interface ResourceStatement {
  readonly kind: 'resource';
  readonly type: Expression;
  readonly isExisting: boolean;
  readonly value: Expression;
}

/** A resource declaration. */
export type DeclaredResource = Extract<Statement, { kind: 'resource' }>;

/** A part that cannot be read, as data for a sentence. `what`: what was expected, or the text there. */
export interface BicepProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A parsed file: its readable part, and its problems. */
export interface BicepFile {
  readonly statements: readonly Statement[];
  readonly problems: readonly BicepProblem[];
}

/** An access after a value: `.name`, `[key]`, `::name` of a nested resource, `.name(…)`. `isSafe`: with a question mark, null if missing. */
export type Step =
  | { readonly kind: 'property'; readonly name: string; readonly isSafe: boolean }
  | { readonly kind: 'nested'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression; readonly isSafe: boolean }
  | { readonly kind: 'method'; readonly name: string; readonly given: readonly Expression[] };

/** Operators by their sign. */
export type BinaryOperator = '??' | '||' | '&&' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression with its place in the file. */
export type Expression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TextExpression
    | { readonly kind: 'name'; readonly name: string }
    /** Accesses on a value; `of` is not an access itself. */
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

/** A string; its span includes the delimiters. */
export interface TextExpression {
  readonly kind: 'text';
  readonly notation: TextNotation;
  readonly parts: readonly TextPart[];
}

/** `'…'` with escapes, or `'''…'''` without. */
export type TextNotation = 'bicep' | 'bicep-lines';

/** One part of a string. The span of `text` covers its notation. */
export type TextPart = Span & ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly value: Expression });

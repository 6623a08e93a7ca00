import type { Span } from '../../text/edit.js';

/**
 * The syntax of Bicep (Microsoft Learn, "Bicep file structure and syntax"), as far as it decides what is deployed; types are skipped. Every node has its place
 * in the file: UTF-16 offsets, `end` exclusive.
 */
export type BicepStatement = Span & {
  readonly name: string;
} & (
    | { readonly kind: 'param' | 'var' | 'output'; /** Null: a parameter without a default. */ readonly value: BicepExpression | null }
    | ResourceStatement
    | { readonly kind: 'module'; readonly source: BicepExpression; readonly value: BicepExpression }
    | { readonly kind: 'func'; readonly value: BicepExpression }
    /** A name from another file; `of` null: the whole file as an object. */
    | { readonly kind: 'import'; readonly of: string | null; readonly source: BicepExpression }
    /** The Bicep file of a parameter file (null: `none`), or the parameter file that it extends. */
    | { readonly kind: 'using'; readonly source: BicepExpression | null }
    | { readonly kind: 'extends'; readonly source: BicepExpression }
  );

/** `resource name 'type@version' = { … }`; nested resources are among the entries of its body. */
export interface ResourceStatement {
  readonly kind: 'resource';
  readonly type: BicepExpression;
  readonly isExisting: boolean;
  readonly value: BicepExpression;
}

/** A resource declaration. */
export type DeclaredResource = Extract<BicepStatement, { kind: 'resource' }>;

/** A part that cannot be read, as data for a sentence. `what`: what was expected, or the text there. */
export interface BicepProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A parsed file: its readable part, and its problems. */
export interface BicepFile {
  readonly statements: readonly BicepStatement[];
  readonly problems: readonly BicepProblem[];
}

/** An access after a value: `.name`, `[key]`, `::name` of a nested resource, `.name(…)`. `isSafe`: with a question mark, null if missing. */
export type BicepStep =
  | { readonly kind: 'property'; readonly name: string; readonly isSafe: boolean }
  | { readonly kind: 'nested'; readonly name: string }
  | { readonly kind: 'index'; readonly key: BicepExpression; readonly isSafe: boolean }
  | { readonly kind: 'method'; readonly name: string; readonly given: readonly BicepExpression[] };

/** Operators by their sign. */
export type BicepOperator = '??' | '||' | '&&' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression with its place in the file. */
export type BicepExpression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TextExpression
    | { readonly kind: 'name'; readonly name: string }
    /** Accesses on a value; `of` is not an access itself. */
    | { readonly kind: 'access'; readonly of: BicepExpression; readonly steps: readonly BicepStep[] }
    | { readonly kind: 'call'; readonly name: string; readonly given: readonly BicepExpression[] }
    | { readonly kind: 'list'; readonly items: readonly BicepItem[] }
    | ObjectExpression
    | BicepForExpression
    /** `if (condition) { … }`, before the body of a resource or module. */
    | { readonly kind: 'if'; readonly condition: BicepExpression; readonly body: BicepExpression }
    | { readonly kind: 'conditional'; readonly condition: BicepExpression; readonly then: BicepExpression; readonly otherwise: BicepExpression }
    | { readonly kind: 'not' | 'minus'; readonly of: BicepExpression }
    | { readonly kind: 'binary'; readonly operator: BicepOperator; readonly left: BicepExpression; readonly right: BicepExpression }
    | LambdaExpression
  );

/** An item of a list; `isSpread`: `...list`. */
export interface BicepItem {
  readonly value: BicepExpression;
  readonly isSpread: boolean;
}

/** `{ key: value }`; key null: `...value`. */
export interface ObjectExpression {
  readonly kind: 'object';
  readonly entries: readonly { readonly key: string | BicepExpression | null; readonly value: BicepExpression; readonly start: number }[];
  readonly resources: readonly DeclaredResource[];
}

/** `[for item in list: body]`, `[for (item, index) in list: body]`. */
export interface BicepForExpression {
  readonly kind: 'for';
  readonly itemName: string;
  readonly indexName: string | null;
  readonly over: BicepExpression;
  readonly body: BicepExpression;
}

/** `name => body`, `(one, other) => body`. */
export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly names: readonly string[];
  readonly body: BicepExpression;
}

/** A string; its span includes the delimiters. */
export interface TextExpression {
  readonly kind: 'text';
  readonly notation: BicepNotation;
  readonly parts: readonly TextPart[];
}

/** `'…'` with escapes, or `'''…'''` without. */
export type BicepNotation = 'bicep' | 'bicep-lines';

/** One part of a string. The span of `text` covers its notation. */
export type TextPart = Span & ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly value: BicepExpression });

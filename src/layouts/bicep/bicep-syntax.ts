import type { Span } from '../../text/edit.js';

/**
 * The syntax of Bicep (Microsoft Learn, "Bicep file structure and syntax"), as far as it decides what is deployed: types are passed over. Every node has
 * its place in the file: UTF-16 offsets, `end` exclusive.
 */
export type BicepStatement = Span & {
  readonly name: string;
} & (
    | { readonly kind: 'param' | 'var' | 'output'; /** Null: a parameter without a default. */ readonly value: BicepExpression | null }
    | ResourceStatement
    | { readonly kind: 'module'; readonly source: BicepExpression; readonly value: BicepExpression }
    | { readonly kind: 'func'; readonly value: BicepExpression }
    /** A name of another file; `of` null: all of that file, as an object. */
    | { readonly kind: 'import'; readonly of: string | null; readonly source: BicepExpression }
    /** The file that a file of parameters is for, null: `none`; or the one whose values it takes over. */
    | { readonly kind: 'using'; readonly source: BicepExpression | null }
    | { readonly kind: 'extends'; readonly source: BicepExpression }
  );

/** `resource name 'type@version' = { … }`; resources within it are among the entries of its body. */
export interface ResourceStatement {
  readonly kind: 'resource';
  readonly type: BicepExpression;
  readonly isExisting: boolean;
  readonly value: BicepExpression;
}

/** A resource as it is declared. */
export type DeclaredResource = Extract<BicepStatement, { kind: 'resource' }>;

/** What cannot be read, and where: data for a sentence. `what`: what was expected, or what stands there. */
export interface BicepProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated';
  readonly what: string;
  readonly offset: number;
}

/** A file as it was read: what could be read of it, and what is wrong with it. */
export interface BicepFile {
  readonly statements: readonly BicepStatement[];
  readonly problems: readonly BicepProblem[];
}

/** What follows a value: `.name`, `[key]`, `::name` of a nested resource, `.name(…)`. `isSafe`: with a question mark, nothing where there is none. */
export type BicepStep =
  | { readonly kind: 'property'; readonly name: string; readonly isSafe: boolean }
  | { readonly kind: 'nested'; readonly name: string }
  | { readonly kind: 'index'; readonly key: BicepExpression; readonly isSafe: boolean }
  | { readonly kind: 'method'; readonly name: string; readonly given: readonly BicepExpression[] };

/** Operators by their sign. */
export type BicepOperator = '??' | '||' | '&&' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression and where it stands in its file. */
export type BicepExpression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TextExpression
    | { readonly kind: 'name'; readonly name: string }
    /** Steps from a value; `of` is no such expression itself. */
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

/** A string, delimiters included in the span. */
export interface TextExpression {
  readonly kind: 'text';
  readonly notation: BicepNotation;
  readonly parts: readonly TextPart[];
}

/** `'…'` with escapes, or `'''…'''` as it stands. */
export type BicepNotation = 'bicep' | 'bicep-lines';

/** One part of a string. A span of `text` is the characters it is written with. */
export type TextPart = Span & ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly value: BicepExpression });

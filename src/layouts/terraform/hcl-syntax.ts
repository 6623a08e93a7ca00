import type { Span } from '../../text/edit.js';

/**
 * The syntax of HCL 2 as Terraform uses it ("HCL Native Syntax Specification"): bodies of attributes and blocks, expressions, templates.
 * Every node has its place in the file: UTF-16 offsets, `end` exclusive.
 */
export interface Body {
  /** By name; a repeated name is a problem, and the first one counts. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In file order. */
  readonly blocks: readonly Block[];
}

/** `name = value`. */
export interface Attribute extends Span {
  readonly name: string;
  readonly value: HclExpression;
}

/** `type "label" "label" { … }`. */
export interface Block extends Span {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** A part that cannot be read, as data for a sentence. `what`: what was expected, or the text there. */
export interface SyntaxProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated' | 'not-json';
  readonly what: string;
  readonly offset: number;
}

/** A parsed file: its readable part, and its problems. */
export interface SyntaxTree {
  readonly body: Body;
  readonly problems: readonly SyntaxProblem[];
}

/** An access after a value: `.name`, `[key]`, `[*]` (full) or `.*` (attributes only). */
export type HclStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key: HclExpression }
  | { readonly kind: 'splat'; readonly isFull: boolean };

/** Operators by their sign. */
export type HclOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression with its place in the file. */
export type HclExpression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TemplateExpression
    /** A name alone: `var`, `local`, `each`, a resource's type, the variable of a `for`. */
    | { readonly kind: 'name'; readonly name: string }
    /** Accesses on a value; `of` is not an access itself. */
    | { readonly kind: 'access'; readonly of: HclExpression; readonly steps: readonly HclStep[] }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly arguments: readonly HclExpression[];
        /** The last argument ends with `...`. */ readonly isSpread: boolean;
      }
    | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
    | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
    | HclForExpression
    | { readonly kind: 'conditional'; readonly condition: HclExpression; readonly then: HclExpression; readonly otherwise: HclExpression }
    | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly of: HclExpression }
    | { readonly kind: 'binary'; readonly operator: HclOperator; readonly left: HclExpression; readonly right: HclExpression }
    | { readonly kind: 'group'; readonly of: HclExpression }
  );

/** `key = value`; a bare name as key is a text, not a reference (`{ name = 1 }`). */
export interface ObjectEntry {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** `[for key, value in in_ : body if condition]`, `{for … : key => body...}`. */
export interface HclForExpression {
  readonly kind: 'for';
  /** Null if there is only one variable. */
  readonly keyName: string | null;
  readonly valueName: string;
  readonly over: HclExpression;
  /** Null makes a list. */
  readonly key: HclExpression | null;
  readonly body: HclExpression;
  /** `...`: values with equal keys form a list. */
  readonly isGrouped: boolean;
  readonly condition: HclExpression | null;
}

/** A text with holes and directives: a quoted string or heredoc, whose span includes the delimiters, or a whole file for `templatefile`. */
export interface TemplateExpression {
  readonly kind: 'template';
  readonly notation: HclNotation;
  readonly parts: readonly TemplatePart[];
}

/** The notation of a text in a file. `file`: unchanged; `template`: a whole file with holes, where `${` is written `$${`. */
export type HclNotation = 'file' | 'template' | 'heredoc' | 'quoted';

/** One part of a template. The span of `text` covers its notation; white space stripped by a marker (`~`) is in no part. */
export type TemplatePart = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'hole'; readonly value: HclExpression }
    | { readonly kind: 'if'; readonly condition: HclExpression; readonly then: readonly TemplatePart[]; readonly otherwise: readonly TemplatePart[] }
    | {
        readonly kind: 'for';
        readonly keyName: string | null;
        readonly valueName: string;
        readonly over: HclExpression;
        readonly body: readonly TemplatePart[];
      }
  );

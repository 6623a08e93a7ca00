import type { Span } from '../../text/edit.js';

/**
 * The syntax of HCL 2 as Terraform uses it ("HCL Native Syntax Specification"): bodies of attributes and blocks, expressions, templates.
 * Every node has its place in the file: UTF-16 offsets, `end` exclusive.
 */
export interface Body {
  /** By name; of a name that stands twice the first one counts, and the second one is a problem. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In the order of the file. */
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

/** What cannot be read, and where: data for a sentence. `what`: what was expected, or what stands there. */
export interface SyntaxProblem {
  readonly code: 'unexpected' | 'unclosed' | 'too-deep' | 'too-large' | 'repeated' | 'not-json';
  readonly what: string;
  readonly offset: number;
}

/** A file as it was read: what could be read of it, and what is wrong with it. */
export interface SyntaxTree {
  readonly body: Body;
  readonly problems: readonly SyntaxProblem[];
}

/** What follows a value: `.name`, `[key]`, `[*]` (full) or `.*` (of attributes only). */
export type HclStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key: HclExpression }
  | { readonly kind: 'splat'; readonly isFull: boolean };

/** Operators by their sign. */
export type HclOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression and where it stands in its file. */
export type HclExpression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TemplateExpression
    /** A name alone: `var`, `local`, `each`, a resource's type, the variable of a `for`. */
    | { readonly kind: 'name'; readonly name: string }
    /** Steps from a value; `of` is no such expression itself. */
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

/** `key = value`; a bare name as key is that text and no reference (`{ name = 1 }`). */
export interface ObjectEntry {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** `[for key, value in in_ : body if condition]`, `{for … : key => body...}`. */
export interface HclForExpression {
  readonly kind: 'for';
  /** Null where one variable is named only. */
  readonly keyName: string | null;
  readonly valueName: string;
  readonly over: HclExpression;
  /** Null makes a list. */
  readonly key: HclExpression | null;
  readonly body: HclExpression;
  /** `...`: values of equal keys are a list. */
  readonly isGrouped: boolean;
  readonly condition: HclExpression | null;
}

/** A text with holes and directives: a string in quotes, a heredoc, delimiters included in the span; or a whole file as `templatefile` reads it. */
export interface TemplateExpression {
  readonly kind: 'template';
  readonly notation: HclNotation;
  readonly parts: readonly TemplatePart[];
}

/** How a file writes a text. `file`: as it is; `template`: a whole file with holes, where `${` is written `$${`. */
export type HclNotation = 'file' | 'template' | 'heredoc' | 'quoted';

/** One part of a template. Spans of `text` are the characters it is written with; white space that a marker (`~`) strips is in no part. */
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

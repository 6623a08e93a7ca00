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
  readonly value: Expression;
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
export type Step =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression }
  | { readonly kind: 'splat'; readonly isFull: boolean };

/** Operators by their sign. */
export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression and where it stands in its file. */
export type Expression = Span &
  (
    | { readonly kind: 'constant'; readonly value: number | boolean | null }
    | TemplateExpression
    /** A name alone: `var`, `local`, `each`, a resource's type, the variable of a `for`. */
    | { readonly kind: 'name'; readonly name: string }
    /** Steps from a value; `of` is no such expression itself. */
    | { readonly kind: 'access'; readonly of: Expression; readonly steps: readonly Step[] }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly arguments: readonly Expression[];
        /** The last argument ends with `...`. */ readonly isSpread: boolean;
      }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
    | ForExpression
    | { readonly kind: 'conditional'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression }
    | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'group'; readonly of: Expression }
  );

/** `key = value`; a bare name as key is that text and no reference (`{ name = 1 }`). */
export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
}

/** `[for key, value in in_ : body if condition]`, `{for … : key => body...}`. */
export interface ForExpression {
  readonly kind: 'for';
  /** Null where one variable is named only. */
  readonly keyName: string | null;
  readonly valueName: string;
  readonly over: Expression;
  /** Null makes a list. */
  readonly key: Expression | null;
  readonly body: Expression;
  /** `...`: values of equal keys are a list. */
  readonly isGrouped: boolean;
  readonly condition: Expression | null;
}

/** A text with holes and directives: a string in quotes, a heredoc, delimiters included in the span; or a whole file as `templatefile` reads it. */
export interface TemplateExpression {
  readonly kind: 'template';
  readonly notation: TextNotation;
  readonly parts: readonly TemplatePart[];
}

/** How a file writes a text. `file`: as it is; `template`: a whole file with holes, where `${` is written `$${`. */
export type TextNotation = 'file' | 'template' | 'heredoc' | 'quoted';

/** One part of a template. Spans of `text` are the characters it is written with; white space that a marker (`~`) strips is in no part. */
export type TemplatePart = Span &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'hole'; readonly value: Expression }
    | { readonly kind: 'if'; readonly condition: Expression; readonly then: readonly TemplatePart[]; readonly otherwise: readonly TemplatePart[] }
    | {
        readonly kind: 'for';
        readonly keyName: string | null;
        readonly valueName: string;
        readonly over: Expression;
        readonly body: readonly TemplatePart[];
      }
  );

import type { DeployedIf } from '../../apim/policy.js';
import type { Span } from '../../text/edit.js';
import type { Notation } from '../../text/notation.js';

/** How a file writes a text of its language; the file's evaluation reads it again. */
export interface HostNotation extends Pick<Notation, 'write' | 'rewrite'> {
  /** The text is the whole file. */
  readonly isFile: boolean;
}

/** A text in a file, including delimiters. One object each, so that pieces of one text compare equal. */
export interface TextHost {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly at: Span;
  readonly notation: HostNotation;
}

/** One stretch of a text; stretches have no gaps. */
export interface TextPiece {
  readonly text: Span;
  /** Its place; the file may write it differently (an escape). Null: it was filled in, computed, or is a placeholder. */
  readonly from: { readonly host: TextHost; readonly span: Span } | null;
  /** The name of the undecided part behind a placeholder or directive; null: the characters are known. */
  readonly open: string | null;
  /** The placeholder's alternatives by an undecided condition. */
  readonly choice?: ChoiceForm;
}

/**
 * The value of an expression, as far as the repository decides it. In a text, undecided parts are `${name}`; a loop over an unknown list and a choice by an
 * unknown condition are directives, `%{ for x in name }` and `%{ if name }`.
 */
export type Value =
  | TextValue
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** Lists, tuples, and sets: a set is sorted, and each item is its own key. */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly isSet: boolean }
  | ObjectValue
  | UnknownValue;

/** A text, and the place of each stretch. */
export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** Objects and maps. `rest`: the name under which keys outside `entries` are unknown (a resource's attributes); null: there are no others. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
  readonly rest: string | null;
  /** The content of each entry if the entries are unknown: instances of a block with an unknown `for_each`. */
  readonly anyEntry?: Value;
  /** Conditions for the existence of an entry. */
  readonly anyIf?: readonly DeployedIf[];
}

/**
 * An undecided value, under the repository's name for it: `module.web.default_hostname`, `var.origins`, `lower(data.x.y.name)`. Equal names mean equal values.
 */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly name: string;
  /** Terraform would fail to evaluate it: `try` continues with its next argument. */
  readonly isError: boolean;
  /** It is the text of a missing file: its path, or the end of it. */
  readonly missing?: string;
  /** How it is computed, if known. */
  readonly form?: UnknownForm;
  /** A part of it, if its type has defaults: an attribute by name, or an item (null). `said`: the notation of the part after the name. */
  readonly part?: (said: string, key: string | null) => Value;
}

/** How an undecided value is computed from others. */
export type UnknownForm =
  | { readonly kind: 'not'; readonly operator: '!'; readonly of: Value }
  | { readonly kind: 'all'; readonly operator: '&&'; readonly parts: readonly Value[] }
  | { readonly kind: 'any'; readonly operator: '||'; readonly parts: readonly Value[] }
  | { readonly kind: 'equal'; readonly operator: '=='; readonly one: Value; readonly other: Value; readonly isSame: boolean }
  /** That a loop has iterations. `names`: as `Undecided.names`. */
  | { readonly kind: 'counted'; readonly operator: '>'; readonly of: Value; readonly names: string }
  | { readonly kind: 'calculated'; readonly operator: string }
  | LoopForm
  | ChoiceForm;

/** What a loop makes of each item of an unknown list. */
export interface LoopForm {
  readonly kind: 'loop';
  readonly operator: '';
  readonly itemName: string;
  readonly over: string;
  /** The item's name occurs in it. */
  readonly body: TextValue;
}

/** One of two values, by a condition. */
export interface ChoiceForm {
  readonly kind: 'choice';
  readonly of: Value;
  readonly then: Value;
  readonly otherwise: Value;
}

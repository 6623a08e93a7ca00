import type { DeployedIf } from '../../apim/policy.js';
import type { Span } from '../../text/edit.js';
import type { Notation } from '../../text/notation.js';

/** How a file writes a text of its language; reading it again is left to whoever evaluates the file. */
export interface HostNotation extends Pick<Notation, 'write' | 'rewrite'> {
  /** The text is all of the file. */
  readonly isFile: boolean;
}

/** A text in a file: all of it, delimiters included. One object for each, so that pieces of one text compare equal. */
export interface TextHost {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly at: Span;
  readonly notation: HostNotation;
}

/** One stretch of a text; stretches follow one another without a gap. */
export interface TextPiece {
  readonly text: Span;
  /** Where it is written; the file may write it otherwise (an escape). Null: it was filled in, computed, or is a placeholder. */
  readonly from: { readonly host: TextHost; readonly span: Span } | null;
  /** The name of what is not decided, where this is a placeholder or a directive; null: these characters are known. */
  readonly open: string | null;
  /** What the placeholder is one of, by a condition that is not decided. */
  readonly choice?: ChoiceForm;
}

/**
 * What an expression stands for, as far as the repository decides it. In a text, what it does not decide stands as `${name}`; a loop over an
 * unknown list and a choice by an unknown condition stand as their directives, `%{ for x in name }` and `%{ if name }`.
 */
export type Value =
  | TextValue
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** Lists, tuples, and sets: those are sorted, and each item is its own key. */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly isSet: boolean }
  | ObjectValue
  | UnknownValue;

/** A text, and where each stretch of it is written. */
export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** Objects and maps. `rest`: the name under which a key that is not in `entries` is unknown (a resource's attributes); null: there are no others. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
  readonly rest: string | null;
  /** What each entry is, where it is not decided which there are: instances of a block by an unknown `for_each`. */
  readonly anyEntry?: Value;
  /** What decides whether there is an entry, where that is so. */
  readonly anyIf?: readonly DeployedIf[];
}

/** What the repository does not decide, under its own name for it: `module.web.default_hostname`, `var.origins`, `lower(data.x.y.name)`. Equal names mean equal values. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly name: string;
  /** Terraform would refuse to evaluate it: `try` goes on with its next argument. */
  readonly isError: boolean;
  /** It is the text of a file that the repository names and does not have: its path, or the end of it. */
  readonly missing?: string;
  /** What it is made of, where that is known. */
  readonly form?: UnknownForm;
  /** A part of it, where its type gives what is left out: an attribute by its name, or an item (null). `said`: how the part is written behind the name. */
  readonly part?: (said: string, key: string | null) => Value;
}

/** How a value that is not decided is made of others. */
export type UnknownForm =
  | { readonly kind: 'not'; readonly operator: '!'; readonly of: Value }
  | { readonly kind: 'all'; readonly operator: '&&'; readonly parts: readonly Value[] }
  | { readonly kind: 'any'; readonly operator: '||'; readonly parts: readonly Value[] }
  | { readonly kind: 'equal'; readonly operator: '=='; readonly one: Value; readonly other: Value; readonly isSame: boolean }
  /** That a loop has rounds. `names`: as `Undecided.names`. */
  | { readonly kind: 'counted'; readonly operator: '>'; readonly of: Value; readonly names: string }
  | { readonly kind: 'calculated'; readonly operator: string }
  | LoopForm
  | ChoiceForm;

/** What a loop makes of each item of a list that is not known. */
export interface LoopForm {
  readonly kind: 'loop';
  readonly operator: '';
  readonly itemName: string;
  readonly over: string;
  /** The item stands in it by its name. */
  readonly body: TextValue;
}

/** One of two values, by a condition. */
export interface ChoiceForm {
  readonly kind: 'choice';
  readonly of: Value;
  readonly then: Value;
  readonly otherwise: Value;
}

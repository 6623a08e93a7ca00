import type { TextValue, Value } from '../deployed/deployed-value.js';
import { isDecided, placeholder, plainText } from '../deployed/texts.js';

/** A function has no value here: an argument is undecided, or the call would fail. */
export class NoValue extends Error {
  /** `missing`: the path of a missing file. */
  constructor(readonly missing: string | null = null) {
    super();
  }
}

// Reused, because it is thrown often and its stack is not needed.
const none = new NoValue();

/** Ends a call without a value. Always throws `NoValue`. */
export function undecided(): never {
  throw none;
}

/** Files beside the code, by relative path; null: missing. */
export interface LoadedFiles {
  text(path: string): TextValue | null;
  /** A value made from a file's text, once per content. `kind`: unique per maker. */
  made(path: string, kind: string, make: (text: string) => Value): Value | null;
}

/** The arguments of one call, converted to what the function takes. Throws `NoValue` for other types. */
export class FunctionCall {
  /** `apply`: applies a lambda argument to values. */
  constructor(
    readonly given: readonly Value[],
    readonly apply: (index: number, values: readonly Value[]) => Value,
    readonly files: LoadedFiles,
  ) {}

  value(index: number): Value {
    return this.given[index] ?? undecided();
  }

  /** A text, possibly with placeholders. */
  text(index: number): TextValue {
    return textIn(this.value(index));
  }

  /** A completely known text. */
  string(index: number): string {
    const text = this.text(index);
    return isDecided(text) ? text.text : undecided();
  }

  number(index: number): number {
    const value = this.value(index);
    return value.kind === 'number' ? value.value : undecided();
  }

  list(index: number): readonly Value[] {
    const value = this.value(index);
    return value.kind === 'list' ? value.items : undecided();
  }
}

/** A value as part of a text: undecided values are placeholders. Throws `NoValue` for other types. */
export function textIn(value: Value): TextValue {
  switch (value.kind) {
    case 'text':
      return value;
    case 'number':
      return plainText(String(value.value));
    case 'flag':
      return plainText(value.value ? 'True' : 'False');
    case 'unknown':
      return placeholder(value);
    case 'null':
      return plainText('');
    case 'list':
    case 'object':
      return undecided();
  }
}

/** A Bicep function that yields a value. */
export type ResourceFunction = (call: FunctionCall) => Value;

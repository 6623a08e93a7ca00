import type { TextValue, Value } from '../deployed/deployed-value.js';
import { isDecided, placeholder, plainText } from '../deployed/texts.js';

/** A function has no value here: an argument is undecided, or the call would fail. */
export class BicepNoValue extends Error {
  /** `missing`: the path of a missing file. */
  constructor(readonly missing: string | null = null) {
    super();
  }
}

// Reused, because it is thrown often and its stack is not needed.
const none = new BicepNoValue();

/** Ends a call: it has no value. Throws `BicepNoValue` always. */
export function withoutValue(): never {
  throw none;
}

/** Files beside the code, by relative path; null: missing. */
export interface LoadedFiles {
  text(path: string): TextValue | null;
  /** A value made from a file's text, once per content. `kind`: unique per maker. */
  made(path: string, kind: string, make: (text: string) => Value): Value | null;
}

/** The arguments of one call, each read as what the function takes. Throws `BicepNoValue` where one is not that. */
export class BicepCall {
  /** `apply`: applies a lambda argument to values. */
  constructor(
    readonly given: readonly Value[],
    readonly apply: (index: number, values: readonly Value[]) => Value,
    readonly files: LoadedFiles,
  ) {}

  value(index: number): Value {
    return this.given[index] ?? withoutValue();
  }

  /** A text, possibly with placeholders. */
  text(index: number): TextValue {
    return textInBicep(this.value(index));
  }

  /** A completely known text. */
  string(index: number): string {
    const text = this.text(index);
    return isDecided(text) ? text.text : withoutValue();
  }

  number(index: number): number {
    const value = this.value(index);
    return value.kind === 'number' ? value.value : withoutValue();
  }

  list(index: number): readonly Value[] {
    const value = this.value(index);
    return value.kind === 'list' ? value.items : withoutValue();
  }
}

/** A value as it stands in a text: what is not decided is a placeholder. Throws `BicepNoValue` for what is no text. */
export function textInBicep(value: Value): TextValue {
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
      return withoutValue();
  }
}

/** A Bicep function that yields a value. */
export type ResourceFunction = (call: BicepCall) => Value;

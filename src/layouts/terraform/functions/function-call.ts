import { asFlag, asNumber, asText } from '../conversions.js';
import type { Environment } from '../environment.js';
import type { Expression } from '../hcl-syntax.js';
import { isDecided } from '../../deployed/texts.js';
import type { TextValue, Value } from '../../deployed/deployed-value.js';

/** A function has no value here: an argument is undecided, or (`isError`) Terraform would refuse it. */
export class NoValue extends Error {
  /** `missing`: the path of a missing file. */
  constructor(
    readonly isError: boolean,
    readonly missing: string | null = null,
  ) {
    super();
  }
}

// Reused, because it is thrown often and its stack is not needed.
const notDecided = new NoValue(false);
const isRefused = new NoValue(true);

/** Ends a call with an undecided argument. Always throws `NoValue`. */
export function undecided(): never {
  throw notDecided;
}

/** Ends a call that Terraform would refuse. Always throws `NoValue`. */
export function refused(): never {
  throw isRefused;
}

/** Ends a call that needs a missing file. Always throws `NoValue`. */
export function withoutFile(path: string): never {
  throw new NoValue(true, path);
}

/** The arguments of one call, converted to what the function takes. Throws `NoValue` for other types. */
export class FunctionCall {
  constructor(
    readonly given: readonly Value[],
    readonly at: Environment,
    readonly expression: Expression,
    readonly valueOf: (expression: Expression, at: Environment) => Value,
  ) {}

  value(index: number): Value {
    return this.given[index] ?? refused();
  }

  /** A text, possibly with placeholders. */
  text(index: number): TextValue {
    return textIn(this.value(index));
  }

  /** A completely known text. */
  string(index: number): string {
    return stringIn(this.value(index));
  }

  number(index: number): number {
    const value = this.value(index);
    return asNumber(value) ?? none(value);
  }

  flag(index: number): boolean {
    const value = this.value(index);
    return asFlag(value) ?? none(value);
  }

  list(index: number): readonly Value[] {
    return itemsOf(this.value(index));
  }

  map(index: number): ReadonlyMap<string, Value> {
    const value = this.value(index);
    return value.kind === 'object' ? (value.rest === null ? value.entries : undecided()) : none(value);
  }
}

function none(value: Value): never {
  return value.kind === 'unknown' || (value.kind === 'text' && !isDecided(value)) ? undecided() : refused();
}

/** A value as a text, possibly with placeholders. Throws `NoValue` for other types. */
export function textIn(value: Value): TextValue {
  return asText(value) ?? none(value);
}

/** A value as a completely known text. Throws `NoValue` for other types. */
export function stringIn(value: Value): string {
  const text = textIn(value);
  return isDecided(text) ? text.text : undecided();
}

/** The items of a list or set. Throws `NoValue` for other types. */
export function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : none(value);
}

/** One of Terraform's functions. */
export type TerraformFunction = (call: FunctionCall) => Value;
/** Functions by their names. */
export type FunctionTable = Readonly<Record<string, TerraformFunction>>;

import { asFlag, asNumber, asText } from '../conversions.js';
import type { Environment } from '../environment.js';
import type { HclExpression } from '../hcl-syntax.js';
import { isDecided } from '../../deployed/texts.js';
import type { TextValue, Value } from '../../deployed/deployed-value.js';

/** A function has no value here: an argument is undecided, or (`isError`) Terraform would refuse it. */
export class HclNoValue extends Error {
  /** `missing`: the path of a missing file. */
  constructor(
    readonly isError: boolean,
    readonly missing: string | null = null,
  ) {
    super();
  }
}

// Reused, because it is thrown often and its stack is not needed.
const notDecided = new HclNoValue(false);
const isRefused = new HclNoValue(true);

/** Ends a call: what it needs is not decided. Throws `HclNoValue` always. */
export function undecided(): never {
  throw notDecided;
}

/** Ends a call that Terraform would refuse. Throws `HclNoValue` always. */
export function refused(): never {
  throw isRefused;
}

/** Ends a call that needs a file which is not there. Throws `HclNoValue` always. */
export function withoutFile(path: string): never {
  throw new HclNoValue(true, path);
}

/** The arguments of one call, each read as what the function takes. Throws `HclNoValue` where one is not that. */
export class HclCall {
  constructor(
    readonly given: readonly Value[],
    readonly at: Environment,
    readonly expression: HclExpression,
    readonly valueOf: (expression: HclExpression, at: Environment) => Value,
  ) {}

  value(index: number): Value {
    return this.given[index] ?? refused();
  }

  /** A text, possibly with placeholders. */
  text(index: number): TextValue {
    return textArgument(this.value(index));
  }

  /** A completely known text. */
  string(index: number): string {
    return stringArgument(this.value(index));
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
    return listArgument(this.value(index));
  }

  map(index: number): ReadonlyMap<string, Value> {
    const value = this.value(index);
    return value.kind === 'object' ? (value.rest === null ? value.entries : undecided()) : none(value);
  }
}

function none(value: Value): never {
  return value.kind === 'unknown' || (value.kind === 'text' && !isDecided(value)) ? undecided() : refused();
}

/** A value as a text, which may hold placeholders. Throws `HclNoValue` where it is none. */
export function textArgument(value: Value): TextValue {
  return asText(value) ?? none(value);
}

/** A value as a text that is known to its last character. Throws `HclNoValue` where it is none. */
export function stringArgument(value: Value): string {
  const text = textArgument(value);
  return isDecided(text) ? text.text : undecided();
}

/** The items of a list or set. Throws `HclNoValue` where a value is neither. */
export function listArgument(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : none(value);
}

/** One of Terraform's functions. */
export type TerraformFunction = (call: HclCall) => Value;
/** Functions by their names. */
export type FunctionTable = Readonly<Record<string, TerraformFunction>>;

import { sha256Hex } from '../../text/hash.js';
import { isNamedValue } from '../../text/open-parts.js';

/**
 * A part of a value that the expression's text does not determine. `free`: differs by request, independent of the origin (its method, its path, the status of
 * the answer). `fixed`: the same text for every request, but outside the repository (a named value). `open`: cannot be followed, or depends on both an origin
 * and something unknown.
 */
export class Unknown {
  /** Equal ids mean equal values on one path. */
  constructor(
    readonly kind: 'free' | 'fixed' | 'open',
    readonly id: string,
  ) {}
}

/** Short, and equal only for equal texts. */
export function shortId(text: string): string {
  return text.length <= longestId ? text : `${text.slice(0, longestId)} ${sha256Hex(text)}`;
}

const longestId = 240;

/** A type, or a member of one: `StringComparison.OrdinalIgnoreCase`. */
export class TypeName {
  constructor(readonly name: string) {}
}

/** A `Regex`. */
export class RegexValue {
  constructor(
    readonly pattern: string,
    readonly ignoresCase: boolean,
  ) {}
}

/** `x => …`. */
export class Lambda {
  constructor(readonly call: (args: readonly CSharpValue[]) => CSharpValue) {}
}

/** `out name`: where a call puts what it finds. */
export class OutName {
  constructor(readonly name: string) {}
}

/** A value of an expression. A Map is a dictionary, or an object by the names of its members. */
export type CSharpValue =
  string | number | boolean | null | CSharpValue[] | Map<string, CSharpValue> | Unknown | TypeName | RegexValue | Lambda | OutName;

/** The context of an expression on one path of one request. */
export interface Surroundings {
  /** The request's Origin header, as far as it is known. */
  readonly origin: CSharpValue;
  /** The host of the request's origin, lower case. */
  readonly host: string;
  /** Texts in the policy name the origin, so an unknown value may equal it. Left out: they do not. */
  readonly isNamed?: boolean;
  /** Known members of `context`, by name. */
  readonly known?: ReadonlyMap<string, CSharpValue>;
  /** The value of a request header by lower-case name; null: the request lacks it, undefined: unknown. Left out: all are unknown. */
  headerOf?(name: string): CSharpValue | undefined;
  /** Context variables, set so far. */
  readonly variables: ReadonlyMap<string, CSharpValue>;
  /** Whether a readable policy sets the variable somewhere, so that it is null where it is not set. */
  isDeclared(name: string): boolean;
  /** Chooses one of the two paths at an unknown condition. */
  decide(condition: Unknown): boolean;
  /** Counts steps; throws `Exhausted` beyond the bound. */
  spend(steps: number): void;
  /** Receives each text that an expression builds: it may be compared with the origin although no file contains it. Left out: not needed. */
  makes?(text: string): void;
}

/** The expression cannot be followed. */
export class NotFollowable extends Error {}
/** The expression throws in C#: the gateway then has no value. */
export class Thrown extends Error {}
/** The bound on steps is reached. */
export class Exhausted extends Error {}

/** Where an expression runs: its surroundings and its local variables. */
export class CodeScope {
  readonly locals = new Map<string, CSharpValue>();

  constructor(readonly around: Surroundings) {}

  /** Returns the value, after reporting the texts that were built for it. */
  made<Made extends CSharpValue>(value: Made): Made {
    if (typeof value === 'string') this.around.makes?.(value);
    else if (Array.isArray(value)) for (const one of value) this.made(one);
    return value;
  }

  /** Whether a text may contain the request's origin: combined with an unknown part, it may be a check. */
  #showsOrigin(value: CSharpValue): boolean {
    if (Array.isArray(value)) return value.some((one) => this.#showsOrigin(one));
    if (value instanceof Map) return this.#showsOrigin([...value.values()]);
    if (typeof value !== 'string') return false;
    const { host } = this.around;
    const text = value.toLowerCase();
    return text.includes(host) || (text.length * 2 > host.length && host.includes(text));
  }

  /** The result of an operation with at least one unknown value. */
  mixed(how: string, values: readonly CSharpValue[]): Unknown {
    const kinds = new Set(values.map((value) => (value instanceof Unknown ? value.kind : this.#showsOrigin(value) ? 'open' : 'known')));
    const kind = kinds.has('open') ? 'open' : kinds.has('free') ? 'free' : 'fixed';
    const parts = values.map((value) => (value instanceof Unknown ? value.id : value instanceof TypeName ? '' : JSON.stringify(value)));
    return new Unknown(kind, shortId(`${how}(${parts.join()})`));
  }

  /** `a == b`. A fixed text never equals an origin that no policy names. */
  equal(a: CSharpValue, b: CSharpValue, ignoresCase = false): CSharpValue {
    if (a instanceof Unknown || b instanceof Unknown) {
      const [unknown, other] = a instanceof Unknown ? [a, b] : [b, a];
      const isFixed = unknown instanceof Unknown && unknown.kind === 'fixed';
      // A named value is never empty (REST API reference, "Named Value").
      if (isFixed && (other === null || other === '') && isNamedValue(unknown.id)) return false;
      return isFixed && !this.around.isNamed && this.#showsOrigin(other) ? false : this.mixed('==', [a, b]);
    }
    if (a instanceof TypeName && b instanceof TypeName) return a.name === b.name;
    // Values of different kinds are not compared: the name may be unknown, or the other side may be another type in C#.
    if (!isPlain(a) || !isPlain(b) || (a !== null && b !== null && typeof a !== typeof b)) {
      const isNoValue = [a, b].some((one) => one instanceof TypeName) || (a !== null && b !== null);
      if (isNoValue) throw new NotFollowable();
      return false;
    }
    return ignoresCase && typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;
  }

  /** The truth of a condition on the current path. */
  holds(value: CSharpValue): boolean {
    const truth = truthOf(value);
    return truth instanceof Unknown ? this.around.decide(truth) : truth;
  }
}

function isPlain(value: CSharpValue): boolean {
  return value === null || typeof value !== 'object';
}

/** Runs an expression: returns its value, and may set local variables. */
export type RunnableCode = (scope: CodeScope) => CSharpValue;

/** A value used as a condition. */
export function truthOf(value: CSharpValue): boolean | Unknown {
  if (typeof value === 'boolean' || value instanceof Unknown) return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word !== 'true' && word !== 'false') throw new NotFollowable();
  return word === 'true';
}

/** `!a`. */
export function negated(value: CSharpValue): CSharpValue {
  const truth = truthOf(value);
  return truth instanceof Unknown ? new Unknown(truth.kind, truth.id.startsWith('!') ? truth.id.slice(1) : `!${truth.id}`) : !truth;
}

/** A value converted to text. */
export function insertedText(value: CSharpValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'string' && typeof value !== 'number') throw new NotFollowable();
  return String(value);
}

/** A value as the text of a header, trimmed; null if unknown. */
export function asHeaderText(value: CSharpValue): string | null {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? insertedText(value).trim() : null;
}

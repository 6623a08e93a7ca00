import { sha256Hex } from '../../text/hash.js';

/**
 * A part of a value that the expression's text does not give.
 * `free`: each request brings its own, whatever its origin (its method, its path, the status of the answer). `fixed`: the same text for every
 * request, which the repository does not hold (a named value). `open`: what cannot be followed, or what comes of an origin and something unknown.
 */
export class Unknown {
  /** Equal ids stand for equal values within one way. */
  constructor(
    readonly kind: 'free' | 'fixed' | 'open',
    readonly id: string,
  ) {}
}

/** Equal only for equal texts, and short. */
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

/** What an expression works with. A Map is a dictionary, or an object by its members' names. */
export type CSharpValue =
  string | number | boolean | null | CSharpValue[] | Map<string, CSharpValue> | Unknown | TypeName | RegexValue | Lambda | OutName;

/** What surrounds an expression on one way of one request. */
export interface Surroundings {
  /** The request's header Origin, as far as it is known. */
  readonly origin: CSharpValue;
  /** The host of the request's origin, lower case. */
  readonly host: string;
  /** Texts name the origin: what the repository does not hold may be it as well. Left out: they do not. */
  readonly isNamed?: boolean;
  /** Members of `context` that are known, by their names. Left out: none. */
  readonly known?: ReadonlyMap<string, CSharpValue>;
  /** What the request's header of this name (lower case) holds; null: it has none, undefined: that is not known. Left out: of no header it is. */
  headerOf?(name: string): CSharpValue | undefined;
  /** Context variables, set so far. */
  readonly variables: ReadonlyMap<string, CSharpValue>;
  /** Whether a policy that is known sets the variable somewhere, so that it is absent where it is not set. */
  isDeclared(name: string): boolean;
  /** Takes one of the two ways where a condition is unknown. */
  decide(condition: Unknown): boolean;
  /** Counts steps; throws `Exhausted` when there have been too many. */
  spend(steps: number): void;
  /** Hears of a text that an expression has put together: it may be compared with the origin, and stands in no file. Left out: nobody asks. */
  makes?(text: string): void;
}

/** The expression is one that cannot be followed. */
export class NotFollowable extends Error {}
/** The expression ends in an error of C#: the gateway then has no value. */
export class Thrown extends Error {}
/** The steps are used up. */
export class Exhausted extends Error {}

/** Where an expression runs: its surroundings and its local variables. */
export class CodeScope {
  readonly locals = new Map<string, CSharpValue>();

  constructor(readonly around: Surroundings) {}

  /** The same value. Texts in it were put together here, or cut out of others. */
  made<Made extends CSharpValue>(value: Made): Made {
    if (typeof value === 'string') this.around.makes?.(value);
    else if (Array.isArray(value)) for (const one of value) this.made(one);
    return value;
  }

  /** A text in which the request's origin may show: an unknown part beside it may be a check. */
  #showsOrigin(value: CSharpValue): boolean {
    if (Array.isArray(value)) return value.some((one) => this.#showsOrigin(one));
    if (value instanceof Map) return this.#showsOrigin([...value.values()]);
    if (typeof value !== 'string') return false;
    const { host } = this.around;
    const text = value.toLowerCase();
    return text.includes(host) || (text.length * 2 > host.length && host.includes(text));
  }

  /** What comes of values of which one at least is unknown. */
  mixed(how: string, values: readonly CSharpValue[]): Unknown {
    const kinds = new Set(values.map((value) => (value instanceof Unknown ? value.kind : this.#showsOrigin(value) ? 'open' : 'known')));
    const kind = kinds.has('open') ? 'open' : kinds.has('free') ? 'free' : 'fixed';
    const parts = values.map((value) => (value instanceof Unknown ? value.id : value instanceof TypeName ? '' : JSON.stringify(value)));
    return new Unknown(kind, shortId(`${how}(${parts.join()})`));
  }

  /** `a == b`. A fixed text is no origin that nobody names. */
  equal(a: CSharpValue, b: CSharpValue, ignoresCase = false): CSharpValue {
    if (a instanceof Unknown || b instanceof Unknown) {
      const [unknown, other] = a instanceof Unknown ? [a, b] : [b, a];
      const isFixed = unknown instanceof Unknown && unknown.kind === 'fixed';
      // A named value is never empty (REST API reference, "Named Value").
      if (isFixed && (other === null || other === '') && oneName.test(unknown.id)) return false;
      return isFixed && !this.around.isNamed && this.#showsOrigin(other) ? false : this.mixed('==', [a, b]);
    }
    if (a instanceof TypeName && b instanceof TypeName) return a.name === b.name;
    // What is unlike in kind is not compared: the name may be one that is not known, the other side something else in C#.
    if (!isPlain(a) || !isPlain(b) || (a !== null && b !== null && typeof a !== typeof b)) {
      const isNoValue = [a, b].some((one) => one instanceof TypeName) || (a !== null && b !== null);
      if (isNoValue) throw new NotFollowable();
      return false;
    }
    return ignoresCase && typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;
  }

  /** Which way is taken. */
  holds(value: CSharpValue): boolean {
    const truth = truthOf(value);
    return truth instanceof Unknown ? this.around.decide(truth) : truth;
  }
}

const oneName = /^\{\{[^{}]+\}\}$/;

function isPlain(value: CSharpValue): boolean {
  return value === null || typeof value !== 'object';
}

/** What an expression does: it gives a value, and may set local variables. */
export type RunnableCode = (scope: CodeScope) => CSharpValue;

/** A value as a condition. */
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

/** A value put into a text. */
export function insertedText(value: CSharpValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'string' && typeof value !== 'number') throw new NotFollowable();
  return String(value);
}

/** The text that a header has of a value, without white space around it; null: it is not known. */
export function asHeaderText(value: CSharpValue): string | null {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? insertedText(value).trim() : null;
}

import { callList, callText, ignoresCase, matched } from './methods.js';
import { PartText } from './part-known.js';
import { callStatic } from './static-methods.js';
import {
  Lambda,
  NotFollowable,
  OutName,
  RegexValue,
  shortId,
  insertedText,
  Thrown,
  TypeName,
  Unknown,
  type CodeScope,
  type CSharpValue,
} from './value.js';

/** The whole collection, which contains the origin; a named header is looked up separately. */
const headers = 'context.Request.Headers';
const variables = 'context.Variables';
/** The backend's headers may contain the result of an origin check. */
const answerHeaders = 'context.Response.Headers';

/** The current time. */
const clock = 'DateTime.UtcNow';
const clocks = /^DateTime(?:Offset)?$/;

/** `of.name` without a call. */
export function memberOf(of: CSharpValue, name: string): CSharpValue {
  if (of instanceof Unknown) {
    const id = shortId(`${of.id}.${name}`);
    return new Unknown(id === answerHeaders || id === headers ? 'open' : of.kind, id);
  }
  if (of instanceof TypeName && clocks.test(withoutNamespace(of.name)) && /^(?:Utc)?Now$|^Today$/.test(name)) return new Unknown('free', clock);
  if (of instanceof TypeName) return /^string$/i.test(withoutNamespace(of.name)) && name === 'Empty' ? '' : new TypeName(`${of.name}.${name}`);
  if (typeof of === 'string' && name === 'Length') return of.length;
  if (Array.isArray(of) && (name === 'Length' || name === 'Count')) return of.length;
  if (of instanceof Map) {
    const value = of.get(name);
    if (value !== undefined) return value;
    if (name === 'Count') return of.size;
    if (name === 'Keys') return [...of.keys()];
    if (name === 'Values') return [...of.values()];
  }
  if (of === null) throw new Thrown();
  throw new NotFollowable();
}

/** `of[index]`. */
export function itemAt(scope: CodeScope, of: CSharpValue, index: CSharpValue): CSharpValue {
  if (of instanceof Unknown) {
    if (of.id === headers) {
      const header = headerNamed(scope, index, (value) => [value], absent);
      if (header === absent) throw new Thrown();
      return header;
    }
    if (of.id === variables) return variableNamed(scope, index, null);
  }
  if (of instanceof Unknown || index instanceof Unknown) return scope.mixed('[]', [of, index]);
  const value =
    of instanceof Map && typeof index === 'string'
      ? of.get(index)
      : (Array.isArray(of) || typeof of === 'string') && typeof index === 'number'
        ? of[index]
        : null;
  if (value === undefined || of === null) throw new Thrown();
  if (value === null) throw new NotFollowable();
  return value;
}

/** A request header. Referer names the page too, so it may be used as a check. */
function headerNamed(scope: CodeScope, name: CSharpValue, whenThere: (value: CSharpValue) => CSharpValue, otherwise: CSharpValue): CSharpValue {
  if (typeof name !== 'string') return new Unknown('open', headers);
  const lower = name.toLowerCase();
  const { origin } = scope.around;
  if (lower === 'origin') return origin instanceof Unknown ? origin : whenThere(origin);
  const known = scope.around.headerOf?.(lower);
  if (known !== undefined) return known === null ? otherwise : known instanceof Unknown ? known : whenThere(known);
  return new Unknown(lower === 'referer' ? 'open' : 'free', `${headers}.${lower}`);
}

/** A context variable; `otherwise`: its value if no policy has set it. */
function variableNamed(scope: CodeScope, name: CSharpValue, otherwise: CSharpValue): CSharpValue {
  if (typeof name !== 'string') return new Unknown('open', variables);
  return scope.around.variables.get(name) ?? (scope.around.isDeclared(name) ? otherwise : new Unknown('open', `${variables}.${name}`));
}

/** `System.Text.RegularExpressions.Regex` means `Regex`: API Management accepts both. */
function withoutNamespace(type: string): string {
  return type.replace(/^System\.(?:\w+\.)*/, '');
}

/** `of.name(args)`. */
export function callMethod(scope: CodeScope, of: CSharpValue, name: string, args: readonly CSharpValue[]): CSharpValue {
  scope.around.spend(1);
  const [first = null, second = null] = args;
  if (of instanceof Unknown && (of.id === headers || of.id === variables)) return lookUp(scope, of, name, args);
  if (of instanceof TypeName) return callStatic(scope, withoutNamespace(of.name), name, args);
  if (of === null) throw new Thrown();
  const told = of instanceof PartText ? of.told(name, args, ignoresCase(args)) : null;
  if (told !== null) return told;
  if (name === 'Equals') return scope.equal(of, first, ignoresCase(args));
  if (Array.isArray(of)) return callList(scope, of, name, args);
  if (of instanceof Unknown) {
    for (const arg of args) if (arg instanceof OutName) scope.locals.set(arg.name, scope.mixed('out', [of]));
    // Every part of a fixed text is fixed.
    return of.kind === 'fixed' && name === 'Split' ? [new Unknown('fixed', `part of ${of.id}`)] : scope.mixed(name, [of, ...args.filter(isPlain)]);
  }
  if (of instanceof Map) {
    switch (name) {
      case 'ContainsKey':
        return isThere(keyed(scope, of, first));
      case 'TryGetValue':
        return found(scope, keyed(scope, of, first), second);
      case 'GetValueOrDefault':
        return joined(keyed(scope, of, first)) ?? second;
      case 'GetLeftPart':
        return memberOf(of, 'GetLeftPart');
      case 'ToString':
        return memberOf(of, 'AbsoluteUri');
    }
    throw new NotFollowable();
  }
  const unknown = args.find((arg) => arg instanceof Unknown);
  if (unknown !== undefined) return scope.mixed(name, [of, ...args.filter(isPlain)]);
  if (of instanceof RegexValue) return matched(scope, name, of, first);
  if (name === 'ToString') return insertedText(of);
  if (typeof of === 'string') return scope.made(callText(scope, of, name, args));
  throw new NotFollowable();
}

function isPlain(value: CSharpValue): boolean {
  return !(value instanceof Lambda) && !(value instanceof OutName);
}

/** `GetValueOrDefault` joins the values of a repeated query parameter. */
function joined(value: CSharpValue | undefined): CSharpValue | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join() : value;
}

function keyed(scope: CodeScope, of: Map<string, CSharpValue>, key: CSharpValue): CSharpValue | undefined {
  if (key instanceof Unknown) return scope.mixed('key', [key, [...of.keys()]]);
  return typeof key === 'string' ? of.get(key) : undefined;
}

function found(scope: CodeScope, value: CSharpValue | undefined, out: CSharpValue): CSharpValue {
  if (out instanceof OutName) scope.locals.set(out.name, value ?? null);
  return isThere(value);
}

/** Whether a key has a value; unknown if the value is. */
function isThere(value: CSharpValue | undefined): CSharpValue {
  return value instanceof Unknown ? new Unknown(value.kind, `has ${value.id}`) : value !== undefined && value !== absent;
}

/** A look-up in the request's headers or the context variables. */
function lookUp(scope: CodeScope, of: Unknown, name: string, args: readonly CSharpValue[]): CSharpValue {
  const [key = null, second = null] = args;
  const isHeader = of.id === headers;
  const value = (otherwise: CSharpValue): CSharpValue =>
    isHeader ? headerNamed(scope, key, (one) => (name === 'GetValueOrDefault' ? one : [one]), otherwise) : variableNamed(scope, key, otherwise);
  // The header is present, whatever its value.
  const isSent = isHeader && typeof key === 'string' && scope.around.headerOf?.(key.toLowerCase()) instanceof Unknown;
  switch (name) {
    case 'GetValueOrDefault':
      return value(second);
    case 'ContainsKey':
      return isSent || isThere(value(absent));
    case 'TryGetValue': {
      if (isSent && second instanceof OutName) scope.locals.set(second.name, value(absent));
      if (isSent) return true;
      const one = value(absent);
      if (second instanceof OutName) scope.locals.set(second.name, one === absent ? null : one);
      return isThere(one);
    }
  }
  if (!isHeader) throw new NotFollowable();
  // A variable's entries are compared one by one.
  const { origin } = scope.around;
  const header = new Map<string, CSharpValue>([
    ['Key', 'Origin'],
    ['Value', origin instanceof Unknown ? origin : [origin]],
  ]);
  return callList(scope, [header], name, args);
}

/** The value of a variable that is not set. */
const absent: CSharpValue = new TypeName('absent');

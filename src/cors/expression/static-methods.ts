import { callList, ignoresCase, matched } from './methods.js';
import {
  NotFollowable,
  OutName,
  RegexValue,
  insertedText,
  Thrown,
  truthOf,
  Unknown,
  type RunnableCode,
  type CodeScope,
  type CSharpValue,
} from './value.js';

/** `type.name(args)`. */
export function callStatic(scope: CodeScope, type: string, name: string, args: readonly CSharpValue[]): CSharpValue {
  const [first = null, second = null] = args;
  switch (`${type.replace(/^System\./, '').toLowerCase()}.${name}`) {
    case 'string.IsNullOrEmpty':
    case 'string.IsNullOrWhiteSpace':
      if (first instanceof Unknown) return scope.mixed('empty', [first]);
      return first === null || insertedText(first).trim() === '';
    case 'string.Equals':
      return scope.equal(first, second, ignoresCase(args));
    case 'string.Compare': {
      const isEqual = scope.equal(first, second, ignoresCase(args) || args[2] === true);
      return isEqual instanceof Unknown ? isEqual : isEqual === true ? 0 : 1;
    }
    case 'string.Join':
      if (typeof first !== 'string') break;
      return concatenated(
        scope,
        (Array.isArray(second) ? second : args.slice(1)).flatMap((one, index) => (index === 0 ? [one] : [first, one])),
      );
    case 'string.Concat':
      return concatenated(scope, args);
    case 'string.Format':
      if (typeof first !== 'string') break;
      return concatenated(
        scope,
        first.split(/\{(\d)\}/).map((one, index) => (index % 2 === 0 ? one : (args[Number(one) + 1] ?? null))),
      );
    case 'regex.IsMatch':
    case 'regex.Match':
      if (args.some((arg) => arg instanceof Unknown)) return scope.mixed(name, args);
      return matched(scope, name, regexOf(args.slice(1)), first);
    case 'array.IndexOf':
    case 'array.Exists':
    case 'array.Find':
      if (!Array.isArray(first)) break;
      return callList(scope, first, name, args.slice(1));
    case 'convert.ToString':
      return first instanceof Unknown ? first : insertedText(first);
    case 'bool.Parse':
    case 'boolean.Parse':
    case 'convert.ToBoolean':
      return truthOf(first);
    case 'uri.TryCreate':
      return triedUri(scope, first, args.at(-1) ?? null);
  }
  throw new NotFollowable();
}

function concatenated(scope: CodeScope, parts: readonly CSharpValue[]): CSharpValue {
  if (parts.some((part) => part instanceof Unknown)) return scope.mixed('+', parts);
  return scope.made(parts.map(insertedText).join(''));
}

function regexOf([pattern = null, ...options]: readonly CSharpValue[]): RegexValue {
  if (typeof pattern !== 'string') throw new NotFollowable();
  return new RegexValue(pattern, ignoresCase(options));
}

function triedUri(scope: CodeScope, text: CSharpValue, out: CSharpValue): CSharpValue {
  if (!(out instanceof OutName)) throw new NotFollowable();
  if (text instanceof Unknown) {
    const unknown = scope.mixed('uri', [text]);
    scope.locals.set(out.name, unknown);
    return unknown;
  }
  const uri = typeof text === 'string' ? uriOf(text) : null;
  scope.locals.set(out.name, uri);
  return uri !== null;
}

/** The members of a `Uri`; null if the text is not a URL. */
function uriOf(text: string): Map<string, CSharpValue> | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, host, port, href, origin } = new URL(text);
  const scheme = protocol.slice(0, -1);
  return new Map<string, CSharpValue>([
    ['Scheme', scheme],
    ['Host', hostname],
    ['DnsSafeHost', hostname],
    ['IdnHost', hostname],
    ['Authority', host],
    ['Port', port === '' ? (scheme === 'http' ? 80 : 443) : Number(port)],
    ['IsDefaultPort', port === ''],
    ['AbsoluteUri', href],
    ['OriginalString', text],
    ['GetLeftPart', origin],
  ]);
}

/** `new Type(args) { items }`. */
export function newObject(
  type: string,
  argsOf: (scope: CodeScope) => CSharpValue[],
  items: readonly (readonly [RunnableCode, RunnableCode | null])[],
): RunnableCode {
  return (scope) => {
    const args = argsOf(scope);
    const [first = null] = args;
    switch (type) {
      case 'Uri':
        if (typeof first === 'string') {
          const uri = uriOf(first);
          if (uri === null) throw new Thrown();
          scope.made(['GetLeftPart', 'Host', 'Authority'].map((part) => uri.get(part) ?? null));
          return uri;
        }
        return scope.mixed('uri', args);
      case 'Regex':
        return regexOf(args);
      case 'List':
      case 'HashSet':
      case 'string':
      case 'object':
      case 'char':
        scope.around.spend(items.length / 10);
        return caseless(args, [...(Array.isArray(first) ? first : []), ...items.map(([item]) => item(scope))]);
      case 'Dictionary': {
        const entries = items.map(([key, value]) => [key(scope), value?.(scope) ?? null] as const);
        return new Map(entries.map(([key, value]) => [insertedText(key), value] as const));
      }
    }
    throw new NotFollowable();
  };
}

/** A set that ignores case behaves as its texts in lower case: origins are lower case. */
function caseless(args: readonly CSharpValue[], list: CSharpValue[]): CSharpValue[] {
  return ignoresCase(args) ? list.map((one) => (typeof one === 'string' ? one.toLowerCase() : one)) : list;
}

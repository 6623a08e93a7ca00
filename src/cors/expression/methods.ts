import { Pattern } from './pattern.js';
import { Lambda, negated, NotFollowable, type RegexValue, Thrown, truthOf, TypeName, Unknown, type CodeScope, type CSharpValue } from './value.js';

/** Length of the longest text that a pattern is matched against. */
const longestSubject = 2000;

/** Whether an argument says so: `StringComparison.OrdinalIgnoreCase`. */
export function ignoresCase(args: readonly CSharpValue[]): boolean {
  return args.some((arg) => arg instanceof TypeName && arg.name.endsWith('IgnoreCase'));
}

function charactersOf(args: readonly CSharpValue[]): readonly string[] {
  return args.flatMap((arg) => (Array.isArray(arg) ? charactersOf(arg) : typeof arg === 'string' ? [arg] : []));
}

/** The text without these characters at its ends. */
function trimmed(text: string, name: string, args: readonly CSharpValue[]): string {
  const characters = charactersOf(args);
  const isCut = (one: string): boolean => (characters.length === 0 ? /\s/.test(one) : characters.includes(one));
  let start = 0;
  let end = text.length;
  while (name !== 'TrimEnd' && start < end && isCut(text.charAt(start))) start += 1;
  while (name !== 'TrimStart' && start < end && isCut(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** A method of a text, with known arguments. */
export function callText(scope: CodeScope, whole: string, name: string, args: readonly CSharpValue[]): CSharpValue {
  scope.around.spend(whole.length / 100);
  const [first = null, second = null] = args;
  const lower = ignoresCase(args) ? (one: string): string => one.toLowerCase() : (one: string): string => one;
  const text = lower(whole);
  const part = typeof first === 'string' ? lower(first) : null;
  switch (name) {
    case 'ToLower':
    case 'ToLowerInvariant':
      return whole.toLowerCase();
    case 'ToUpper':
    case 'ToUpperInvariant':
      return whole.toUpperCase();
    case 'Trim':
    case 'TrimStart':
    case 'TrimEnd':
      return trimmed(whole, name, args);
    case 'Split': {
      const marks = charactersOf(args).filter((mark) => mark !== '');
      const parts = marks.reduce((all, mark) => all.flatMap((one) => one.split(mark)), [whole]);
      return args.some((arg) => arg instanceof TypeName) ? parts.filter((one) => one !== '') : parts;
    }
    case 'Substring':
      if (typeof first !== 'number' || first < 0 || first > whole.length) throw new Thrown();
      if (typeof second === 'number' && (second < 0 || first + second > whole.length)) throw new Thrown();
      return whole.slice(first, typeof second === 'number' ? first + second : undefined);
  }
  if (part === null) throw new NotFollowable();
  switch (name) {
    case 'StartsWith':
      return text.startsWith(part);
    case 'EndsWith':
      return text.endsWith(part);
    case 'Contains':
      return text.includes(part);
    case 'IndexOf':
      return text.indexOf(part);
    case 'LastIndexOf':
      return text.lastIndexOf(part);
    case 'CompareTo':
      return text < part ? -1 : text > part ? 1 : 0;
    case 'Replace':
      if (part === '' || typeof second !== 'string') throw new NotFollowable();
      return whole.replaceAll(part, () => second);
  }
  throw new NotFollowable();
}

/** True if one is true; otherwise unknown if one is unknown. */
function anyOf(scope: CodeScope, truths: Iterable<CSharpValue>): CSharpValue {
  const unknown: Unknown[] = [];
  for (const value of truths) {
    const truth = truthOf(value);
    if (truth === true) return true;
    if (truth instanceof Unknown) unknown.push(truth);
  }
  return unknown.length === 0 ? false : scope.mixed('any', unknown);
}

/** A method of a list. */
export function callList(scope: CodeScope, list: CSharpValue[], name: string, args: readonly CSharpValue[]): CSharpValue {
  scope.around.spend(list.length / 10);
  const [first = null] = args;
  const test = first instanceof Lambda ? (one: CSharpValue): CSharpValue => first.call([one]) : null;
  const matching = (): CSharpValue[] => (test === null ? list : list.filter((one) => scope.holds(test(one))));
  switch (name) {
    case 'Contains':
      return anyOf(
        scope,
        generate(list, (one) => scope.equal(one, first, ignoresCase(args))),
      );
    case 'Any':
    case 'Exists':
      return test === null ? list.length > 0 : anyOf(scope, generate(list, test));
    case 'All':
      return test === null
        ? true
        : negated(
            anyOf(
              scope,
              generate(list, (one) => negated(test(one))),
            ),
          );
    case 'Where':
    case 'ToList':
    case 'ToArray':
    case 'AsEnumerable':
    case 'Distinct':
      return matching();
    case 'Select':
      if (test === null) break;
      return list.map(test);
    case 'Count':
      return matching().length;
    case 'First':
    case 'Single':
    case 'FirstOrDefault':
    case 'SingleOrDefault':
    case 'Find':
    case 'Last':
    case 'LastOrDefault': {
      const value = matching().at(name.startsWith('Last') ? -1 : 0);
      if (value === undefined && !name.endsWith('Default') && name !== 'Find') throw new Thrown();
      return value ?? null;
    }
    case 'IndexOf':
      return list.findIndex((one) => scope.holds(scope.equal(one, first)));
    case 'Add':
      list.push(first);
      return null;
  }
  throw new NotFollowable();
}

function* generate(list: readonly CSharpValue[], of: (one: CSharpValue) => CSharpValue): Iterable<CSharpValue> {
  for (const one of list) yield of(one);
}

/** `Regex` applied to a text. */
export function matched(scope: CodeScope, name: string, { pattern, ignoresCase: ignores }: RegexValue, subject: CSharpValue): CSharpValue {
  if (subject === null) throw new Thrown();
  if (typeof subject !== 'string' || subject.length > longestSubject) throw new NotFollowable();
  const isMatch = new Pattern(pattern, ignores, () => {
    scope.around.spend(0.2);
  }).isIn(subject);
  if (name === 'IsMatch') return isMatch;
  if (name !== 'Match') throw new NotFollowable();
  return new Map<string, CSharpValue>([['Success', isMatch]]);
}

/**
 * A condition of code (Terraform, Bicep, functions of ARM) as a formula: `a && !b`, `and(a, not(b))`, `a ? 1 : 0`. Everything else in it is an atom: true or
 * false, named by its text without white space.
 */
export type Formula =
  | { readonly kind: 'is'; readonly what: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Formula[] }
  /** The second where the first holds, else the third. */
  | { readonly kind: 'if'; readonly of: readonly [Formula, Formula, Formula] };

/** Conditions nested deeper than this are one atom. */
const deepest = 20;

/** Reads a condition. What is not understood becomes an atom. */
export function formulaOf(condition: string, depth = 0): Formula {
  const text = unwrapped(condition.trim());
  if (depth > deepest) return { kind: 'is', what: compact(text) };
  const inner = (part: string): Formula => formulaOf(part, depth + 1);
  const choice = splitChoice(text);
  if (choice !== null) {
    const [condition = '', then = '', otherwise = ''] = choice;
    return { kind: 'if', of: [inner(condition), inner(then), inner(otherwise)] };
  }
  for (const [mark, kind] of [
    ['||', 'or'],
    ['&&', 'and'],
  ] as const) {
    const parts = split(text, mark);
    if (parts.length > 1) return { kind, of: parts.map(inner) };
  }
  if (text.startsWith('!') && !text.startsWith('!=')) return { kind: 'not', of: inner(text.slice(1)) };
  const called = /^(and|or|not|if|equals)\s*\((.*)\)$/is.exec(text);
  if (called !== null && closesAtEnd(text)) {
    const given = split(called[2] ?? '', ',');
    const name = called[1]?.toLowerCase();
    const [left = '', right = ''] = given;
    if (name === 'equals') return given.length === 2 ? equality(left, right, inner) : { kind: 'is', what: compact(text) };
    const parts = given.map(inner);
    const [first, second, third] = parts;
    if (name === 'not' && first !== undefined && parts.length === 1) return { kind: 'not', of: first };
    if (name === 'if' && first !== undefined && second !== undefined && third !== undefined) return { kind: 'if', of: [first, second, third] };
    if (name === 'and' || name === 'or') return { kind: name, of: parts };
  }
  return comparison(text, inner) ?? constantOf(text) ?? { kind: 'is', what: compact(text) };
}

/** Reads `a == b`, and `a != b` as its negation. */
function comparison(text: string, inner: (part: string) => Formula): Formula | null {
  for (const mark of ['!=', '==']) {
    const parts = split(text, mark);
    const [left = '', right = ''] = parts;
    if (parts.length !== 2) continue;
    const equal = equality(left, right, inner);
    return mark === '==' ? equal : { kind: 'not', of: equal };
  }
  return null;
}

/** A flag compared with true or false is the flag itself, or its negation. */
function equality(left: string, right: string, inner: (part: string) => Formula): Formula {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const word = other.trim().toLowerCase();
    if (word === 'true') return inner(one);
    if (word === 'false') return { kind: 'not', of: inner(one) };
  }
  return { kind: 'is', what: [compact(left), compact(right)].sort().join('==') };
}

function constantOf(text: string): Formula | null {
  const word = text.toLowerCase();
  if (word === 'true' || /^[1-9]\d*$/.test(word)) return { kind: 'constant', value: true };
  return word === 'false' || word === '0' ? { kind: 'constant', value: false } : null;
}

/** Whether the formula holds when exactly these atoms are true. */
export function isMet(formula: Formula, so: ReadonlySet<string>): boolean {
  switch (formula.kind) {
    case 'is':
      return so.has(formula.what);
    case 'constant':
      return formula.value;
    case 'not':
      return !isMet(formula.of, so);
    case 'and':
      return formula.of.every((one) => isMet(one, so));
    case 'or':
      return formula.of.some((one) => isMet(one, so));
    case 'if': {
      const [condition, then, otherwise] = formula.of;
      return isMet(isMet(condition, so) ? then : otherwise, so);
    }
  }
}

/** All atoms of the formula. */
export function askedBy(formula: Formula): readonly string[] {
  if (formula.kind === 'is') return [formula.what];
  if (formula.kind === 'constant') return [];
  return formula.kind === 'not' ? askedBy(formula.of) : formula.of.flatMap(askedBy);
}

/** The text without brackets round the whole of it, and without the square ones of an ARM expression. */
function unwrapped(text: string): string {
  let inner = text;
  while (
    (inner.startsWith('(') && inner.endsWith(')') && closesAtEnd(inner)) ||
    (inner.startsWith('[') && inner.endsWith(']') && closesAtEnd(inner))
  ) {
    inner = inner.slice(1, -1).trim();
  }
  return inner;
}

/** Whether the last character closes the first bracket. */
function closesAtEnd(text: string): boolean {
  for (const { at, depth, isOpened } of places(text)) if (isOpened && depth === 0) return at === text.length - 1;
  return false;
}

/** Splits `a ? b : c` at its top level; null where it is no such choice. */
function splitChoice(text: string): readonly string[] | null {
  const [condition, ...rest] = split(text, '?');
  if (condition === undefined || rest.length === 0) return null;
  const branches = text.slice(condition.length + 1);
  // The colon that belongs to the first question mark.
  let open = 0;
  for (const { at, depth, character } of places(branches)) {
    if (depth > 0) continue;
    if (character === '?') open += 1;
    if (character === ':' && open === 0) return [condition, branches.slice(0, at), branches.slice(at + 1)];
    if (character === ':') open -= 1;
  }
  return null;
}

/** Splits a text at marks that stand outside brackets and strings. */
function split(text: string, mark: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { at, depth } of places(text)) {
    if (depth > 0 || at < start || !text.startsWith(mark, at)) continue;
    parts.push(text.slice(start, at));
    start = at + mark.length;
  }
  return [...parts, text.slice(start)];
}

interface PlaceInText {
  readonly at: number;
  readonly character: string;
  /** Brackets still open behind this character. */
  readonly depth: number;
  /** A bracket was opened before this character, or by it. */
  readonly isOpened: boolean;
}

/** Every character outside of strings. */
function* places(text: string): Iterable<PlaceInText> {
  let depth = 0;
  let isOpened = false;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
      continue;
    }
    if (character === '"' || character === "'") {
      quote = character;
      continue;
    }
    if ('([{'.includes(character)) {
      depth += 1;
      isOpened = true;
    } else if (')]}'.includes(character)) depth -= 1;
    yield { at, character, depth, isOpened };
  }
}

/** The text without white space outside strings. */
function compact(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s+/g, (_, kept: string | undefined) => kept ?? '');
}

/** The operations that a clause is about. */
export type CallPattern =
  | { readonly kind: 'all'; readonly text: string }
  | {
      readonly kind: 'path';
      readonly text: string;
      /** Upper case; null: all methods. */
      readonly methods: ReadonlySet<string> | null;
      /** One item per segment: `*` for any one, `**` for any number including none. */
      readonly segments: readonly string[];
    }
  | { readonly kind: 'api'; readonly text: string; readonly workspace: string | null; readonly api: string; readonly operation: string | null };

/** Most segments in a path: the longest URL has no more. */
const mostSegments = 200;

/** Parses `METHODS PATH` or `*`; null if it is neither. */
export function readCallPattern(text: string): CallPattern | null {
  const trimmed = text.trim();
  if (trimmed === '*') return { kind: 'all', text: trimmed };
  const [, list = '', path = ''] = /^(\S+)\s+(\/\S*)$/.exec(trimmed) ?? [];
  if (path === '') return null;
  const methods = list.split(',');
  if (!methods.every((method) => method === '*' || /^[A-Za-z-]+$/.test(method))) return null;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.length > mostSegments) return null;
  return {
    kind: 'path',
    text: trimmed,
    methods: methods.includes('*') ? null : new Set(methods.map((method) => method.toUpperCase())),
    segments: segments.filter((segment, index) => segment !== '**' || segments[index - 1] !== '**'),
  };
}

/** A path of the service, segment by segment; null: any number of any segments from here on. */
export type PathSegments = readonly (string | null)[];

/** The positions in the pattern after matching these segments; empty if no path with this beginning can match. `from`: the start position. */
export function followPattern(
  pattern: readonly string[],
  segments: PathSegments,
  from: ReadonlySet<number> = closed(pattern, [0]),
): ReadonlySet<number> {
  let at = from;
  for (const segment of segments) {
    if (at.size === 0) return at;
    const next: number[] = [];
    for (const index of at) {
      const wanted = pattern[index];
      if (segment === null) for (let later = index; later <= pattern.length; later += 1) next.push(later);
      else if (wanted === '**') next.push(index);
      else if (wanted !== undefined && isSegment(wanted, segment)) next.push(index + 1);
    }
    at = closed(pattern, next);
  }
  return at;
}

/** Whether the pattern can end here. */
export function isMatched(pattern: readonly string[], at: ReadonlySet<number>): boolean {
  return at.has(pattern.length);
}

/** `**` may stand for nothing. */
function closed(pattern: readonly string[], places: readonly number[]): ReadonlySet<number> {
  const all = new Set(places);
  for (const index of all) if (pattern[index] === '**') all.add(index + 1);
  return all;
}

/** A parameter of the service's template matches any written segment; a written parameter matches only a parameter. */
function isSegment(wanted: string, segment: string): boolean {
  if (wanted === '*') return true;
  const isParameter = segment.includes('{');
  if (wanted.includes('{')) return isParameter;
  return (isParameter && fitsTemplate(segment, wanted)) || wanted.toLowerCase() === segment.toLowerCase();
}

/** Whether a text fits `items({key})`: the literals around the parameters occur in order. */
function fitsTemplate(template: string, text: string): boolean {
  const literals = template.toLowerCase().split(/\{[^{}]*\}/);
  const lower = text.toLowerCase();
  let at = 0;
  for (const literal of literals) {
    const found = lower.indexOf(literal, at);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return lower.startsWith(literals[0] ?? '') && lower.endsWith(literals.at(-1) ?? '');
}

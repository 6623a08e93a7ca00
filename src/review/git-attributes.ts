/** Attributes in `.gitattributes` that make git convert or omit a file's text (gitattributes, "Effects"). */
export type Conversion = 'filter' | 'working-tree-encoding' | 'export-subst' | 'export-ignore';

/** Where a file's attribute gets a value; `value`: null if unset. */
export interface Attributed {
  readonly value: string | null;
  readonly path: string;
  readonly line: number;
}

/** A segment of a pattern, as characters and wildcards. */
type Name = readonly string[];

/** One line with values. */
interface Line {
  readonly pattern: readonly Name[];
  /** A pattern without a slash is matched with a path's last segment only. */
  readonly isOfName: boolean;
  readonly values: ReadonlyMap<string, string | null>;
  readonly line: number;
}

const conversions: readonly Conversion[] = ['filter', 'working-tree-encoding', 'export-subst', 'export-ignore'];

/** Lines of a file that are matched; later lines count for every file. Git ignores longer lines (gitattributes, "Format"). */
const mostLines = 200;
const longestLine = 2048;

/** The attributes of files by a tree's `.gitattributes`. */
export class GitAttributes {
  readonly #files: readonly { readonly folder: string; readonly path: string; readonly lines: readonly Line[] }[];

  /** `texts`: by the path of each `.gitattributes`. */
  constructor(texts: ReadonlyMap<string, string>) {
    // Macros are defined only at the top; deeper files win, and later lines win.
    const macros = macrosIn(texts.get('.gitattributes') ?? '');
    this.#files = [...texts]
      .map(([path, text]) => ({ path, folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))), lines: linesOf(text, macros) }))
      .sort((a, b) => b.folder.length - a.folder.length);
  }

  /** The conversions of a file; an attribute of a folder above counts only if it omits the folder. */
  of(path: string): ReadonlyMap<Conversion, Attributed> {
    const found = new Map<Conversion, Attributed>();
    for (const name of conversions) {
      const attributed = this.#valueOf(path, name);
      if (attributed !== null && converts(name, attributed.value)) found.set(name, attributed);
    }
    for (let end = path.lastIndexOf('/'); end > 0 && !found.has('export-ignore'); end = path.lastIndexOf('/', end - 1)) {
      const above = this.#valueOf(path.slice(0, end), 'export-ignore');
      if (above !== null && converts('export-ignore', above.value)) found.set('export-ignore', above);
    }
    return found;
  }

  #valueOf(path: string, name: Conversion): Attributed | null {
    for (const { folder, path: file, lines } of this.#files) {
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
      const below = (folder === '' ? path : path.slice(folder.length + 1)).split('/');
      for (const { pattern, isOfName, values, line } of lines) {
        const value = values.get(name);
        if (value === undefined || !segmentsMatch(pattern, isOfName ? below.slice(-1) : below)) continue;
        return { value, path: file, line };
      }
    }
    return null;
  }
}

/** Git LFS appears as such in git's content; UTF-8 is read as it is. */
function converts(name: Conversion, value: string | null): boolean {
  if (value === null) return false;
  return name === 'filter' ? value !== 'lfs' : name !== 'working-tree-encoding' || !/^utf-?8$/i.test(value);
}

type Macros = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

function macrosIn(text: string): Macros {
  const macros = new Map<string, ReadonlyMap<string, string | null>>();
  for (const line of text.split('\n')) {
    const [, name, rest = ''] = /^\s*\[attr\]([\w.-]+)\s+(.*)$/.exec(line.slice(0, longestLine)) ?? [];
    if (name !== undefined) macros.set(name, valuesOf(rest, macros));
  }
  return macros;
}

/** Lines about conversions, the last first. */
function linesOf(text: string, macros: Macros): readonly Line[] {
  const lines: Line[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trim();
    if (line === '' || line.length > longestLine || /^(?:#|!|\[attr\])/.test(line)) continue;
    const [, quoted, plain, rest = ''] = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))(.*)$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(["\\])/g, '$1') ?? plain ?? '';
    const values = valuesOf(rest, macros);
    // A pattern with a final slash is for folders, which have no attributes.
    if (pattern === '' || pattern.endsWith('/') || !conversions.some((name) => values.has(name))) continue;
    const isBeyond = lines.length >= mostLines;
    const names = isBeyond ? ['**'] : pattern.replace(/^\//, '').split('/');
    lines.push({ pattern: names.map(partsOf), isOfName: !pattern.includes('/'), values, line: index + 1 });
    if (isBeyond) break;
  }
  return lines.reverse();
}

/** `name`, `name=value`, `-name` (unset), `!name` (unspecified). */
function valuesOf(text: string, macros: Macros): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>();
  for (const word of text.split(/\s+/)) {
    const [, sign = '', name = '', value = 'set'] = /^([-!]?)([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === '') continue;
    if (sign === '') for (const [inner, given] of macros.get(name) ?? []) values.set(inner, given);
    values.set(name, sign === '' ? value : null);
  }
  return values;
}

/** Whether a pattern matches a path; `**` stands for any number of folders. Backtracks only to the last wildcard. */
function segmentsMatch(pattern: readonly Name[], path: readonly string[]): boolean {
  return wild(pattern, path, (name) => name.length === 2 && name.every((part) => part === '*'), nameMatches);
}

/** Characters, and `*`, `?` and `[…]`, which is treated as any character. */
function partsOf(name: string): Name {
  return name.match(/\[[^\]]+\]|\\.|./gsu) ?? [];
}

function nameMatches(parts: Name, name: string): boolean {
  return wild(
    parts,
    Array.from(name),
    (part) => part === '*',
    (part, character) => part === '?' || part.length > 2 || part.replace(/^\\(.)/s, '$1') === character,
  );
}

function wild<Part>(
  pattern: readonly Part[],
  text: readonly string[],
  isAny: (part: Part) => boolean,
  isOne: (part: Part, one: string) => boolean,
): boolean {
  let [at, next] = [0, 0];
  let [back, from] = [-1, 0];
  while (next < text.length) {
    const [part, one] = [pattern[at], text[next]];
    if (part !== undefined && isAny(part)) [back, from, at] = [at, next, at + 1];
    else if (part !== undefined && one !== undefined && isOne(part, one)) [at, next] = [at + 1, next + 1];
    else if (back >= 0) [at, from, next] = [back + 1, from + 1, from + 1];
    else return false;
  }
  return pattern.slice(at).every(isAny);
}

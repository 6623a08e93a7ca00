/** What lines of `.gitattributes` say of a file, as far as it makes of git's text another one, or none (gitattributes, "Effects"). */
export type Conversion = 'filter' | 'working-tree-encoding' | 'export-subst' | 'export-ignore';

/** Where a file's attribute is given a value; `value`: null where it is unset. */
export interface Attributed {
  readonly value: string | null;
  readonly path: string;
  readonly line: number;
}

/** A name of a pattern, in characters and wildcards. */
type Name = readonly string[];

/** One line that gives values. */
interface Line {
  readonly pattern: readonly Name[];
  /** Without a slash a pattern is matched with the last name of a path alone. */
  readonly isOfName: boolean;
  readonly values: ReadonlyMap<string, string | null>;
  readonly line: number;
}

const conversions: readonly Conversion[] = ['filter', 'working-tree-encoding', 'export-subst', 'export-ignore'];

/** Lines of a file that are matched: what is beyond counts for every file. Of longer lines git makes nothing (gitattributes, "Format"). */
const mostLines = 200;
const longestLine = 2048;

/** The attributes that a tree's `.gitattributes` give its files, by the folders they lie in. */
export class GitAttributes {
  readonly #files: readonly { readonly folder: string; readonly path: string; readonly lines: readonly Line[] }[];

  /** `texts`: by the path of each `.gitattributes`. */
  constructor(texts: ReadonlyMap<string, string>) {
    // Macros are defined at the top alone; a deeper file goes before one above it, and a later line before an earlier one.
    const macros = macrosIn(texts.get('.gitattributes') ?? '');
    this.#files = [...texts]
      .map(([path, text]) => ({ path, folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))), lines: linesOf(text, macros) }))
      .sort((a, b) => b.folder.length - a.folder.length);
  }

  /** What converts a file; what is said of a folder above it counts where it takes the folder out. */
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

/** Git LFS shows in what git has; UTF-8 is as it is read here. */
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

/** Those that say something of conversions, the last line first. */
function linesOf(text: string, macros: Macros): readonly Line[] {
  const lines: Line[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trim();
    if (line === '' || line.length > longestLine || /^(?:#|!|\[attr\])/.test(line)) continue;
    const [, quoted, plain, rest = ''] = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))(.*)$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(["\\])/g, '$1') ?? plain ?? '';
    const values = valuesOf(rest, macros);
    // One that ends in a slash is of folders, which have no attributes.
    if (pattern === '' || pattern.endsWith('/') || !conversions.some((name) => values.has(name))) continue;
    const isBeyond = lines.length >= mostLines;
    const names = isBeyond ? ['**'] : pattern.replace(/^\//, '').split('/');
    lines.push({ pattern: names.map(partsOf), isOfName: !pattern.includes('/'), values, line: index + 1 });
    if (isBeyond) break;
  }
  return lines.reverse();
}

/** `name`, `name=value`, `-name` (unset), `!name` (as if nothing were said). */
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

/** Whether a path is one that a pattern means; `**` stands for any number of folders. Never goes back further than to the last wildcard. */
function segmentsMatch(pattern: readonly Name[], path: readonly string[]): boolean {
  return wild(pattern, path, (name) => name.length === 2 && name.every((part) => part === '*'), nameMatches);
}

/** Characters, and `*`, `?` and `[…]`, of which any character is taken to be one. */
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

import type { UndecidedText } from '../deployed/deployed-site.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';

/** Files with this beginning (folder and beginning of the name) and end. */
interface Pattern {
  readonly before: string;
  readonly after: string;
}

const anyFile: Pattern = { before: '', after: '' };

/** Files that unfollowed code may name: they count as possibly deployed. */
export class NamedFiles {
  readonly #code: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];

  /** `code`: the configuration text of each folder. */
  constructor(code: ReadonlyMap<string, string>, undecided: Iterable<UndecidedText>) {
    this.#code = new Map([...code].map(([folder, text]) => [folder, withoutComments(text)]));
    this.#patterns = [...undecided].flatMap(patternsOf);
  }

  /** Whether code in a folder above the file, or an undecided path, may mean it. */
  mayName(path: string): boolean {
    if (this.#patterns.some(({ before, after }) => path.startsWith(before) && path.endsWith(after))) return true;
    for (let folder = folderOfPath(path); ; folder = folderOfPath(folder)) {
      const code = this.#code.get(folder);
      const rest = folder === '' ? path : path.slice(folder.length + 1);
      if (code !== undefined && ['"', '/', '}'].some((before) => code.includes(`${before}${rest}"`))) return true;
      if (folder === '') return false;
    }
  }
}

/** The files that calls of `file` and `templatefile` in a name may mean: a quoted path with holes, otherwise any file. */
function patternsOf({ root, name }: UndecidedText): readonly Pattern[] {
  return [...name.matchAll(/\b(?:template)?file\((?:"((?:[^"$]|\$\{[^}]*\})*)"|)/g)].map(([, path]) => {
    if (path === undefined || !path.includes('${') || path.includes('\u2026')) return anyFile;
    const head = path.slice(0, path.indexOf('${'));
    const folder = resolvePath(root, head.slice(0, head.lastIndexOf('/') + 1));
    if (folder === null) return anyFile;
    const inFolder = head.slice(head.lastIndexOf('/') + 1);
    return { before: `${folder === '' ? '' : `${folder}/`}${inFolder}`, after: path.slice(path.lastIndexOf('}') + 1) };
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*(?:#|\/\/).*$/gm, '');
}

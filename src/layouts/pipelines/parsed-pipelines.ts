import { parseDocument, type Document } from 'yaml';
import { LineIndex } from '../../text/line-index.js';
import { isTooDeep } from '../../text/yaml-depth.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';

/** UTF-16 units of a file that is read. */
const longestFile = 500_000;

interface Read {
  readonly document: Document;
  readonly text: string;
  readonly lines: LineIndex;
}

/** Files of pipelines, each parsed once. */
export class ParsedPipelines {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #known = new Map<string, Read | null>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** Null: it is not there, or no YAML. */
  read(path: string): Read | null {
    let found = this.#known.get(path);
    if (found === undefined) {
      const text = this.#texts.get(path);
      const document =
        text === undefined || !/\.ya?ml$/i.test(path) || text.length > longestFile || isTooDeep(text) ? null : parseDocument(text, parsing);
      found = document === null || document.errors.length > 0 ? null : { document, text: text ?? '', lines: new LineIndex(text ?? '') };
      this.#known.set(path, found);
    }
    return found;
  }

  /** The file that a call names. */
  called(name: string, from: string): string | null {
    const path = name.replace(/@self$/, '');
    const tries = path.startsWith('/') ? [path.slice(1)] : [path.replace(/^\.\//, ''), resolvePath(folderOfPath(from), path)];
    // GitHub starts at the repository's root, Azure Pipelines at the file.
    if (!path.startsWith('./')) tries.reverse();
    return tries.flatMap((one) => [one, `${one}/action.yml`, `${one}/action.yaml`]).find((one) => one !== null && this.#texts.has(one)) ?? null;
  }
}

const parsing = { uniqueKeys: false, logLevel: 'silent' } as const;

/** The names of files that a pipeline calls. */
export function callsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/^[ \t-]*(?:template|uses):[ \t]*["']?([^\s"'#]+)/gm), ([, name = '']) => name);
}

import type { PolicyCache } from '../../apim/policy-cache.js';
import { isLfsPointer } from '../lfs-pointer.js';
import type { Tree } from '../tree.js';
import { longestRead } from './code-fault.js';
import type { SyntaxTree } from './hcl-syntax.js';
import { parseHclJson } from './parse-hcl-json.js';
import { parseHcl } from './parse-hcl.js';

/** What was read of a tree, and what is still to be read. */
interface FilesRead {
  readonly texts: Map<string, string | null>;
  readonly pending: Set<string>;
  readonly refused: Set<string>;
}

/**
 * The texts of a tree, asked for while something is evaluated. What is not read yet is noted, and read all at once afterwards: then the evaluation
 * is done again.
 */
export class TerraformFiles {
  readonly tree: Tree;
  /** Every path that was asked for here, there or not. */
  readonly asked = new Set<string>();
  readonly #cache: PolicyCache;
  readonly #read: FilesRead;
  readonly #overlaid: ReadonlyMap<string, string>;
  #isIncomplete = false;

  constructor(
    tree: Tree,
    cache: PolicyCache,
    read: FilesRead = { texts: new Map(), pending: new Set(), refused: new Set() },
    overlaid: ReadonlyMap<string, string> = new Map(),
  ) {
    this.tree = tree;
    this.#cache = cache;
    this.#read = read;
    this.#overlaid = overlaid;
  }

  /** The same files, with other texts for some; what is asked for there is known apart. */
  with(texts: Iterable<readonly [path: string, text: string]>): TerraformFiles {
    return new TerraformFiles(this.tree, this.#cache, this.#read, new Map([...this.#overlaid, ...texts]));
  }

  /** Something that was asked for here was not read yet. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** Files that are refused for their length. */
  get refused(): ReadonlySet<string> {
    return this.#read.refused;
  }

  /** null: there is no such file, or it cannot be read; undefined: it is not read yet. */
  readonly text = (path: string): string | null | undefined => {
    const overlaid = this.#overlaid.get(path);
    if (overlaid !== undefined) return overlaid;
    this.asked.add(path);
    const known = this.#read.texts.get(path);
    if (known !== undefined) return known;
    if (this.tree.entries.get(path)?.kind !== 'file') return null;
    this.#isIncomplete = true;
    this.#read.pending.add(path);
    return undefined;
  };

  /** What a file says; null where there is none or it is not read yet. */
  syntax(path: string): SyntaxTree | null {
    const text = this.text(path);
    if (text === null || text === undefined) return null;
    const isJson = path.endsWith('.json');
    const parse = isJson ? parseHclJson : parseHcl;
    if (this.#overlaid.has(path)) return parse(text);
    const key = `hcl${isJson ? ' json' : ''}\u0000${this.tree.entries.get(path)?.id ?? ''}`;
    let syntax = this.#cache.made(key) as SyntaxTree | undefined;
    if (syntax === undefined) this.#cache.keep(key, (syntax = parse(text)));
    return syntax;
  }

  /** Reads what was asked for and is not read yet. False: there was nothing to read. */
  async fill(): Promise<boolean> {
    const { pending, texts, refused } = this.#read;
    const paths = [...pending];
    pending.clear();
    if (paths.length === 0) return false;
    const read = await this.tree.read(paths);
    for (const path of paths) {
      const bytes = read.get(path);
      const isKept = bytes !== undefined && bytes.length <= longestRead && !isLfsPointer(bytes);
      if (bytes !== undefined && bytes.length > longestRead) refused.add(path);
      texts.set(path, isKept ? decode(bytes) : null);
    }
    return true;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A path from a folder, both relative to the repository's root: `.` and `..` are followed. null: it leads out of the repository. */
export function resolvePath(folder: string, path: string): string | null {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** The way from one folder to another, as Terraform writes it: `.`, `modules/x`, `../x`. */
export function relativePath(from: string, to: string): string {
  const [start, end] = [from, to].map((folder) => (folder === '' ? [] : folder.split('/')));
  let shared = 0;
  while (start !== undefined && end !== undefined && shared < start.length && start[shared] === end[shared]) shared += 1;
  const way = [...(start ?? []).slice(shared).map(() => '..'), ...(end ?? []).slice(shared)].join('/');
  return way === '' ? '.' : way;
}

/** The folder of a path; '' for the root. */
export function folderOfPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

import type { TextValue } from '../deployed/deployed-value.js';
import type { Definition } from '../deployed/deploying-root.js';
import { resolvePath } from '../deployed/paths.js';
import { plainText } from '../deployed/texts.js';
import { describe, knownEnd, knownStart } from '../deployed/values.js';
import type { Tree } from '../tree.js';
import type { TerraformFiles } from './terraform-files.js';
import { addTo } from '../../text/add-to.js';

/** Paths that are not decided, of one root. */
const mostPatterns = 50;
/** Files that one of them may mean. */
const mostFiles = 500;

/** A file that a path may mean, and what stands in place of its only hole there; null: it has several. */
export interface FittingFile {
  readonly path: string;
  readonly value: string | null;
}

/** A path that is not decided, as code gives it to `file` and the like, and the files that it may mean. */
export interface UndecidedPath {
  /** As it stands in the name of what is read there. */
  readonly said: string;
  /** The name of its only hole; null: it has several. */
  readonly hole: string | null;
  readonly files: readonly FittingFile[];
}

/** The undecided paths of one root: any file that fits one may be meant. */
export class FittingFiles {
  readonly #tree: Tree;
  readonly #folder: string;
  readonly #known = new Map<string, { readonly pattern: RegExp; readonly found: UndecidedPath }>();

  constructor(tree: Tree, folder: string) {
    this.#tree = tree;
    this.#folder = folder;
  }

  get all(): readonly UndecidedPath[] {
    return [...this.#known.values()].map(({ found }) => found);
  }

  /** The files that a path may mean, relative to the root's folder; none for one that could mean any. */
  at(path: TextValue): readonly FittingFile[] {
    const said = describe(path);
    const known = this.#known.get(said);
    if (known !== undefined) return known.found.files;
    const pattern = this.#known.size < mostPatterns ? patternOf(path, this.#folder) : null;
    if (pattern === null) return [];
    const holes = path.pieces.flatMap(({ open }) => open ?? []);
    const found = { said, hole: holes.length === 1 ? (holes[0] ?? null) : null, files: fitting(pattern, this.#tree) };
    this.#known.set(said, { pattern, found });
    return found.files;
  }

  /** What a name for something undecided reads at paths that are not decided: whichever file it is, another content is another thing. */
  readBy(name: string, files: TerraformFiles): readonly Definition[] {
    return this.all.flatMap(({ said, files: found }): readonly Definition[] => {
      const at = name.indexOf(said);
      const [first] = found;
      if (at < 0 || first === undefined) return [];
      const says: Definition['says'] = () => found.map(({ path, value }) => [value ?? path, plainText(files.text(path) ?? '')] as const);
      const end = at + said.length;
      return [{ at: { start: end, end }, address: `files ${said}`, by: { path: first.path, offset: 0 }, says }];
    });
  }

  /** Whether another tree has the same files to choose from. */
  isSameIn(tree: Tree): boolean {
    const pathsOf = (files: readonly FittingFile[]): string => files.map(({ path }) => path).join('\n');
    return tree === this.#tree || [...this.#known.values()].every(({ pattern, found }) => pathsOf(fitting(pattern, tree)) === pathsOf(found.files));
  }
}

/** Files that belong to tools and to Terraform itself. */
const ofTools = /(?:^|\/)(?:\.[^/]*|package(?:-lock)?\.json|tsconfig[^/]*\.json|renovate\.json|[^/]*\.(?:tf|tfvars|tofu)(?:\.json)?)$/;

function fitting(pattern: RegExp, { entries }: Tree): readonly FittingFile[] {
  const found: FittingFile[] = [];
  for (const path of entries.keys()) {
    const match = pattern.exec(path);
    if (match === null || ofTools.test(path) || found.length >= mostFiles) continue;
    found.push({ path, value: match.length === 2 ? (match[1] ?? null) : null });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** null: nothing of the path is decided that would tell its files from others. */
function patternOf(path: TextValue, folder: string): RegExp | null {
  const { text, pieces } = path;
  const begin = text.slice(0, knownStart(path));
  const end = text.slice(text.length - knownEnd(path));
  if (!/\/\w|\w\//.test(begin) && !/\.\w+$/.test(end)) return null;
  // The part of a name that stands before the hole is no folder.
  const slash = begin.lastIndexOf('/');
  const at = resolvePath(folder, begin.slice(0, Math.max(0, slash)) || '.');
  if (at === null) return null;
  const rest = pieces.map((piece) => {
    const known = text.slice(Math.max(piece.text.start, slash + 1), piece.text.end);
    return piece.open === null ? escaped(known) : '([^/]+)';
  });
  return new RegExp(`^${at === '' ? '' : `${escaped(at)}/`}${rest.join('')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What decides a root's files one by one: the name of a variable or of the workspace, and the files that each of its values reads. */
export interface ChosenByFile {
  readonly name: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** null: nothing alone decides which files are read. `isOpen`: whether a variable of the root has no value. */
export function chosenByFile(paths: readonly UndecidedPath[], isOpen: (variable: string) => boolean): ChosenByFile | null {
  const byHole = new Map<string, Map<string, string[]>>();
  for (const { hole, files } of paths) {
    const variable = /^var\.([\w-]+)$/.exec(hole ?? '')?.[1];
    if (hole === null || (hole !== 'terraform.workspace' && (variable === undefined || !isOpen(variable)))) continue;
    const values = byHole.get(hole) ?? new Map<string, string[]>();
    byHole.set(hole, values);
    for (const { path, value } of files) if (value !== null) addTo(values, value, path);
  }
  const [found] = [...byHole].filter(([, values]) => values.size > 0).sort(([, one], [, other]) => other.size - one.size);
  return found === undefined ? null : { name: found[0], values: found[1] };
}

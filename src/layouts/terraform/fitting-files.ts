import type { TextValue } from '../deployed/deployed-value.js';
import type { Definition } from '../deployed/deploying-root.js';
import { resolvePath } from '../deployed/paths.js';
import { plainText } from '../deployed/texts.js';
import { describe, knownEnd, knownStart } from '../deployed/values.js';
import type { Tree } from '../tree.js';
import type { TerraformFiles } from './terraform-files.js';
import { addTo } from '../../text/add-to.js';

/** Most undecided paths of one root. */
const mostPatterns = 50;
/** Most files that one of them may mean. */
const mostFiles = 500;

/** A file that a path may mean, and the text for its only hole; null: it has several. */
export interface FittingFile {
  readonly path: string;
  readonly value: string | null;
}

/** An undecided path in `file` and similar calls, and the files that it may mean. */
export interface UndecidedPath {
  /** As in the name of the value read there. */
  readonly said: string;
  /** The name of its only hole; null: it has several. */
  readonly hole: string | null;
  readonly files: readonly FittingFile[];
}

/** The undecided paths of one root: each may mean any matching file. */
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

  /** The files that a path may mean, relative to the root's folder; none for a path that could mean any. */
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

  /** The files that an undecided name reads at undecided paths: if any of their contents changes, the name refers to another thing. */
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

  /** Whether another tree has the same candidates. */
  isSameIn(tree: Tree): boolean {
    const pathsOf = (files: readonly FittingFile[]): string => files.map(({ path }) => path).join('\n');
    return tree === this.#tree || [...this.#known.values()].every(({ pattern, found }) => pathsOf(fitting(pattern, tree)) === pathsOf(found.files));
  }
}

/** Files of tools and of Terraform itself. */
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

/** null: no known part of the path distinguishes its files. */
function patternOf(path: TextValue, folder: string): RegExp | null {
  const { text, pieces } = path;
  const begin = text.slice(0, knownStart(path));
  const end = text.slice(text.length - knownEnd(path));
  if (!/\/\w|\w\//.test(begin) && !/\.\w+$/.test(end)) return null;
  // The part of a name before the hole is not a folder.
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

/** What selects a root's files: the name of a variable or the workspace, and the files for each of its values. */
export interface ChosenByFile {
  readonly name: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** null: nothing alone selects the files. `isOpen`: whether a variable of the root has no value. */
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

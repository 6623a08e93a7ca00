import { folderOfPath } from '../deployed/paths.js';
import { toldApart } from '../deployed/told-apart.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import { entryIn, parseJson, type JsonNode, type JsonSyntax } from './json-syntax.js';
import { addTo } from '../../text/add-to.js';

/** Whether a text may be a template that deploys something to API Management, itself or through others. */
const mayDeploy = /Microsoft\.(?:ApiManagement\/service|Resources\/deployment(?:s|Scripts))/i;

/** What a JSON file of a repository is to deployments. */
export type TemplateFile =
  | { readonly kind: 'template'; readonly path: string; readonly root: JsonNode | null }
  | { readonly kind: 'parameters'; readonly path: string; readonly names: ReadonlySet<string> };

/** JSON as it is read, once for each content; null: there is no such file, or it is not read yet. */
export function syntaxOf(files: TreeTexts, path: string): JsonSyntax | null {
  return files.made(path, 'arm-json', parseJson);
}

/** A template by its schema, or a file that gives values to parameters; null: it is neither. One that cannot be read is what its schema says. */
export function templateFileAt(files: TreeTexts, path: string): TemplateFile | null {
  const text = files.text(path) ?? '';
  if (!/deployment(?:Template|Parameters)\.json/i.test(text)) return null;
  const root = syntaxOf(files, path)?.root ?? null;
  const parameters = entryIn(root, 'parameters');
  if (root === null) {
    if (/deploymentTemplate\.json/i.test(text)) return mayDeploy.test(text) ? { kind: 'template', path, root } : null;
    const names = Array.from(text.matchAll(/"(\w+)"\s*:\s*\{\s*"(?:value|reference)"/g), ([, name = '']) => name.toLowerCase());
    return names.length === 0 ? null : { kind: 'parameters', path, names: new Set(names) };
  }
  const resources = entryIn(root, 'resources');
  const isEmpty = resources === undefined || (resources.kind === 'list' && resources.items.length === 0);
  if (!isEmpty) return mayDeploy.test(text) ? { kind: 'template', path, root } : null;
  if (parameters?.kind !== 'object') return null;
  const given = [...parameters.entries].filter(([, one]) => entryIn(one, 'value') !== undefined || entryIn(one, 'reference') !== undefined);
  return given.length === 0 ? null : { kind: 'parameters', path, names: new Set(given.map(([name]) => name.toLowerCase())) };
}

/** The last segment of a path, without its ending. */
function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonc?$/i, '');
}

/** Files of values that belong to a template, and the environments that they are. */
export interface TemplateValues {
  readonly base: readonly string[];
  readonly environments: readonly { readonly name: string; readonly files: readonly string[] }[];
  /** The environment of the only file, which always counts; null: there is none, or several. */
  readonly sole: string | null;
}

/** Words that say what such a file is, and not for which environment. */
const plainWords = /^(?:azuredeploy|template|parameters?|params?|param|main|values|default|deploy)$/i;

/** The parameters that a template takes, in lower case; null: it cannot be read. */
function takenBy(template: Template): ReadonlySet<string> | null {
  if (template.root === null) return null;
  const declared = entryIn(template.root, 'parameters');
  return new Set(declared?.kind === 'object' ? [...declared.entries.keys()].map((name) => name.toLowerCase()) : []);
}

type Template = TemplateFile & { readonly kind: 'template' };
type Values = TemplateFile & { readonly kind: 'parameters' };

/** The nearest folder, at or above each file of values, with a template that takes one of them: the file is of that folder, and of none above it. */
export function foldersOfValues(templates: readonly Template[], all: readonly Values[]): ReadonlyMap<string, string> {
  const taken = new Map<string, Set<string> | null>();
  for (const template of templates) {
    const folder = folderOfPath(template.path);
    const names = takenBy(template);
    const known = taken.get(folder);
    if (names === null || known === null) taken.set(folder, null);
    else for (const name of names) taken.set(folder, (known ?? taken.get(folder) ?? new Set()).add(name));
  }
  const found = new Map<string, string>();
  for (const { path, names } of all) {
    for (let at = folderOfPath(path); ; at = folderOfPath(at)) {
      const here = taken.get(at);
      if (here === null || (here !== undefined && [...names].some((name) => here.has(name)))) {
        found.set(path, at);
        break;
      }
      if (at === '') break;
    }
  }
  return found;
}

/**
 * The files of values of a template: those in its folder or below, where no other one is nearer, or in a folder beside it, that set one of its
 * parameters; where some are named after it, only those. One alone always counts, and so do several that set nothing in common; else each is an
 * environment. `folders`: of the files of values.
 */
export function templateValues(template: Template, all: readonly Values[], folders: ReadonlyMap<string, string>): TemplateValues {
  const names = takenBy(template) ?? new Set<string>();
  const folder = folderOfPath(template.path);
  const isOfAnother = (path: string): boolean => (folders.get(path) ?? folder) !== folder && isBelow(folders.get(path) ?? '', folder);
  const near = all.filter(
    (one) => isNear(folderOfPath(one.path), folder) && !isOfAnother(one.path) && [...one.names].some((name) => names.has(name)),
  );
  const stem = stemOf(template.path).replace(/\.template$/i, '');
  const named = near.filter((one) => stemOf(one.path).toLowerCase().startsWith(`${stem.toLowerCase()}.`));
  const own = named.length > 0 ? named : near;
  const set = new Set(own.flatMap((one) => [...one.names].filter((name) => names.has(name))));
  const count = own.reduce((sum, one) => sum + [...one.names].filter((name) => names.has(name)).length, 0);
  if (own.length < 2 || count === set.size) {
    const [only] = own;
    const sole = own.length > 1 || only === undefined ? null : environmentOf(only.path, stem, folder);
    return { base: own.map(({ path }) => path), environments: [], sole };
  }
  const environments = new Map<string, string[]>();
  const values = own.map((one) => ({
    name: environmentOf(one.path, stem, folder),
    path: one.path,
    sets: new Set([...one.names].filter((name) => names.has(name))),
  }));
  for (const { name, path } of toldApart(values)) {
    addTo(environments, name, path);
  }
  return { base: [], environments: [...environments].map(([name, files]) => ({ name, files })), sole: null };
}

function isNear(folder: string, of: string): boolean {
  if (isBelow(folder, of)) return true;
  const above = folderOfPath(of);
  return /(?:^|\/)(?:param\w*|env\w*|config\w*|values)(?:\/|$)/i.test(folder) && (above === '' || folder.startsWith(`${above}/`));
}

/** A folder is below itself. */
function isBelow(folder: string, of: string): boolean {
  return folder === of || of === '' || folder.startsWith(`${of}/`);
}

/** `main.parameters.prod.json`, `prod.parameters.json`, `env/prod/parameters.json` are `prod`. */
function environmentOf(path: string, stem: string, folder: string): string {
  const own = stemOf(path);
  const rest = own.toLowerCase().startsWith(`${stem.toLowerCase()}.`) ? own.slice(stem.length + 1) : own;
  const words = rest.split('.').flatMap((word) => word.replace(/[-_]param(?:eter)?s?$|^param(?:eter)?s?[-_]/i, ''));
  const name = words.filter((word) => word !== '' && !plainWords.test(word)).join('.');
  if (name !== '') return name;
  const at = folderOfPath(path);
  const last = at.slice(at.lastIndexOf('/') + 1);
  return at === folder || last === '' || /^param/i.test(last) ? own : last;
}

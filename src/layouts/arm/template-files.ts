import { folderOfPath } from '../deployed/paths.js';
import { toldApart } from '../deployed/told-apart.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import { entryIn, parseJson, type JsonNode, type JsonSyntax } from './json-syntax.js';
import { addTo } from '../../text/add-to.js';

/** Whether a text may be a template that deploys to API Management, directly or through others. */
const mayDeploy = /Microsoft\.(?:ApiManagement\/service|Resources\/deployment(?:s|Scripts))/i;

/** The role of a JSON file in deployments. */
export type TemplateFile =
  | { readonly kind: 'template'; readonly path: string; readonly root: JsonNode | null }
  | { readonly kind: 'parameters'; readonly path: string; readonly names: ReadonlySet<string> };

/** Parsed JSON, once per content; null: no such file, or not read yet. */
export function syntaxOf(files: TreeTexts, path: string): JsonSyntax | null {
  return files.made(path, 'arm-json', parseJson);
}

/** A template by its schema, or a file of parameter values; null: neither. For an unreadable file the schema in its text decides. */
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

/** The last segment of a path without its extension. */
function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonc?$/i, '');
}

/** The files of values of a template, and their environments. */
export interface TemplateValues {
  readonly base: readonly string[];
  readonly environments: readonly { readonly name: string; readonly files: readonly string[] }[];
  /** The environment of the only file, which always applies; null: there is none, or several. */
  readonly sole: string | null;
}

/** Words in names of such files that are not environments. */
const plainWords = /^(?:azuredeploy|template|parameters?|params?|param|main|values|default|deploy)$/i;

/** The parameters of a template, in lower case; null: unreadable. */
function takenBy(template: Template): ReadonlySet<string> | null {
  if (template.root === null) return null;
  const declared = entryIn(template.root, 'parameters');
  return new Set(declared?.kind === 'object' ? [...declared.entries.keys()].map((name) => name.toLowerCase()) : []);
}

type Template = TemplateFile & { readonly kind: 'template' };
type Values = TemplateFile & { readonly kind: 'parameters' };

/** The nearest folder, at or above each file of values, with a template that takes one of its parameters: the file belongs to that folder only. */
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
 * The files of values of a template: those that set one of its parameters, in its folder or below (if no other is nearer), or in a folder beside it; if some
 * are named after it, only those. A single one always applies, as do several that share no parameter; otherwise each is an environment. `folders`: those of the
 * files of values.
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

/** A folder counts as below itself. */
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

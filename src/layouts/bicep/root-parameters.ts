import type { MetadataFault } from '../../apim/metadata-fault.js';
import { syntaxOf } from '../arm/template-files.js';
import type { Value } from '../deployed/deployed-value.js';
import type { Definition } from '../deployed/deploying-root.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { openText, plainText, replacedText } from '../deployed/texts.js';
import { toldApart } from '../deployed/told-apart.js';
import { unknown } from '../deployed/values.js';
import type { BicepFiles } from './bicep-files.js';
import { BicepModule, type BicepRootContext } from './bicep-module.js';
import { fromPlain } from './bicep-functions.js';

/** One environment of a root, with its parameter files. */
export interface RootParameters {
  readonly name: string;
  readonly files: readonly string[];
  /** Files of environments beyond the bound, reported with this one. */
  readonly leftOut?: readonly string[];
}

/** The parameter files of a root. */
export interface ParametersOfRoot {
  /** Those that always apply. */
  readonly base: readonly string[];
  readonly environments: readonly RootParameters[];
  /** The environment of the only file, which always applies; null: there is none, or several. */
  readonly sole: string | null;
}

/** Whether a file's name is that of parameter values. */
export function isParametersFile(path: string): boolean {
  return (
    /\.bicepparam$/.test(path) ||
    /(?:^|[./_-])param(?:eter)?s?[./_-](?:[^/]*\.)?jsonc?$/i.test(path) ||
    /(?:^|\/)param(?:eter)?s\/[^/]+\.jsonc?$/i.test(path)
  );
}

/** Where and why the JSON of a parameter file is invalid; null: it is valid, or another file. */
export function brokenAt(path: string, files: BicepFiles): { readonly offset: number; readonly says: MetadataFault } | null {
  const text = /\.jsonc?$/i.test(path) && isParametersFile(path) ? files.text(path) : null;
  if (text == null || parsed(text) !== null || !/deploymentParameters\.json|"parameters"\s*:/i.test(text)) return null;
  const syntax = syntaxOf(files, path);
  const problem = syntax?.root === null ? syntax.problems.find(({ code }) => code !== 'repeated') : undefined;
  if (problem === undefined) return { offset: 0, says: { code: 'no-json', given: { rest: '' } } };
  const { code, what, offset } = problem;
  return { offset, says: code === 'too-deep' ? { code, given: {} } : { code: 'no-json', given: { rest: what } } };
}

/** The parameters that a file sets; null: not a parameter file. */
function setIn(path: string, files: BicepFiles): ReadonlySet<string> | null {
  if (path.endsWith('.bicepparam')) {
    const declared = files.declarations(path);
    return declared === null ? null : new Set([...declared.byName].flatMap(([name, { statement }]) => (statement.kind === 'param' ? [name] : [])));
  }
  const text = files.text(path) ?? '';
  if (brokenAt(path, files) !== null) return new Set(Array.from(text.matchAll(/"(\w+)"\s*:\s*\{\s*"(?:value|reference)"/g), ([, name = '']) => name));
  const parameters = parametersIn(text);
  return parameters === null ? null : new Set(parameters.map(([name]) => name));
}

/** The values in a file, evaluated on demand. */
export function valuesIn(path: string, context: BicepRootContext): Iterable<readonly [string, () => Value]> {
  const { files } = context;
  if (!path.endsWith('.bicepparam')) return (parametersIn(files.text(path) ?? '') ?? []).map(([name, value]) => [name, () => value] as const);
  const module = new BicepModule(context, path, '', () => null);
  return [...module.declarations.byName].flatMap(([name, { statement }]) => {
    if (statement.kind !== 'param' || statement.value === null) return [];
    const { value } = statement;
    return [[name, () => module.evaluate(value)] as const];
  });
}

/** The vault and secret of a parameter, by the last of these files that sets it; null: none. */
export function referredIn(paths: readonly string[], name: string, files: BicepFiles): (Omit<Definition, 'at'> & { readonly end: number }) | null {
  for (const path of [...paths].reverse()) {
    const text = path.endsWith('.bicepparam') ? '' : (files.text(path) ?? '');
    const own = recordOf(recordOf(recordOf(parsed(text))?.['parameters'])?.[name]);
    if (own === null || 'value' in own || !('reference' in own)) continue;
    const says = (): readonly (readonly [string, Value])[] => [['reference', fromPlain(own['reference'], azdText)]];
    return { address: `parameter ${name}`, by: { path, offset: Math.max(0, text.indexOf(`"${name}"`)) }, says, end: name.length };
  }
  return null;
}

/** `parameters` of a JSON file; `${NAME}` of azd is unknown, `${NAME=default}` is its default; null: there are none. */
function parametersIn(text: string): readonly (readonly [string, Value])[] | null {
  const parameters = recordOf(recordOf(parsed(text))?.['parameters']);
  if (parameters === null) return null;
  return Object.entries(parameters).flatMap(([name, given]) => {
    const own = recordOf(given);
    // A vault reference is a value kept elsewhere.
    if (own === null || !('value' in own)) return own !== null && 'reference' in own ? [[name, unknown(name)] as const] : [];
    return [[name, fromPlain(own['value'], azdText)] as const];
  });
}

function azdText(text: string): Value {
  // A switch belongs to the environment.
  const wanted = /^\$\{(\w+)=(?:true|false)\}$/i.exec(text)?.[1];
  if (wanted !== undefined) return unknown(wanted);
  const parts = Array.from(text.matchAll(/\$\{(\w+)(?:=([^}]*))?\}/g), ({ 0: written, 1: name = '', 2: fallback, index }) => ({
    span: { start: index, end: index + written.length },
    by: fallback === undefined ? openText(name) : plainText(fallback),
  }));
  const [only] = parts;
  if (only !== undefined && only.span.end - only.span.start === text.length && only.by.text.startsWith('${'))
    return unknown(only.by.text.slice(2, -1));
  return replacedText(plainText(text), parts);
}

function parsed(text: string): unknown {
  try {
    // Comments are allowed.
    return JSON.parse(text.replace(/^\ufeff/, '').replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1'));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
}

/**
 * The parameter files of each root: those that name it, otherwise those in its folder, below or beside it that set one of its parameters. A single one always
 * applies; of several each is an environment.
 */
export function parametersOfRoots(roots: readonly string[], paths: readonly string[], files: BicepFiles): ReadonlyMap<string, ParametersOfRoot> {
  const found = new Map<string, { readonly name: string; readonly path: string }[]>(roots.map((root) => [root, []]));
  for (const path of paths) {
    const set = setIn(path, files);
    if (set === null) continue;
    for (const root of rootsOf(path, set, roots, files)) found.get(root)?.push({ name: environmentOf(path, root), path });
  }
  // If files name their template, other files elsewhere are leftovers.
  for (const [root, own] of found) {
    if (!own.some(({ path }) => path.endsWith('.bicepparam'))) continue;
    found.set(
      root,
      own.filter(({ path }) => path.endsWith('.bicepparam') || folderOfPath(path) === folderOfPath(root)),
    );
  }
  return new Map(
    [...found].map(([root, own]): readonly [string, ParametersOfRoot] => {
      if (own.length <= 1) {
        const base = own.flatMap(({ path }) => withExtended(path, files));
        return [root, { base, environments: [], sole: own[0]?.name ?? null }];
      }
      const named = toldApart(own.map((one) => ({ ...one, sets: null })));
      const names = [...new Set(named.map(({ name }) => name))];
      const [only] = names;
      // Files of one name are the same values in several notations; Bicep's has precedence.
      const inOrder = [...named].sort((a, b) => Number(a.path.endsWith('.bicepparam')) - Number(b.path.endsWith('.bicepparam')));
      if (names.length === 1) return [root, { base: inOrder.flatMap(({ path }) => withExtended(path, files)), environments: [], sole: only ?? null }];
      return [
        root,
        {
          base: [],
          environments: names.map((name) => ({ name, files: named.flatMap((one) => (one.name === name ? withExtended(one.path, files) : [])) })),
          sole: null,
        },
      ];
    }),
  );
}

function nameOfFolder(path: string): string {
  const folder = folderOfPath(path);
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** A parameter file after those it extends, the broadest first: later values win. */
function withExtended(path: string, files: BicepFiles): readonly string[] {
  const chain = [path];
  for (let at = path; ;) {
    const extended = at.endsWith('.bicepparam') ? (files.declarations(at)?.extended ?? null) : null;
    if (extended === null) return chain;
    at = resolvePath(folderOfPath(at), extended) ?? '';
    if (chain.includes(at) || !files.tree.entries.has(at)) return chain;
    chain.unshift(at);
  }
}

function rootsOf(path: string, set: ReadonlySet<string>, roots: readonly string[], files: BicepFiles): readonly string[] {
  const folder = folderOfPath(path);
  const using = files.declarations(path)?.using ?? null;
  if (path.endsWith('.bicepparam') && using !== null) return roots.filter((root) => root === resolvePath(folder, using));
  // `api.parameters.json` beside `api.bicep` belongs to it.
  const own = `${folder === '' ? '' : `${folder}/`}${stemOf(path).replace(/\.param.*$/i, '')}.bicep`;
  if (files.tree.entries.has(own)) return roots.filter((root) => root === own);
  const declares = (root: string): boolean => [...set].some((name) => files.declarations(root)?.byName.get(name)?.statement.kind === 'param');
  const candidates = roots.filter(declares);
  // The nearest folder at or above the file with roots; otherwise those beside it.
  for (let at = folder; ; at = folderOfPath(at)) {
    const here = candidates.filter((root) => folderOfPath(root) === at);
    const named = here.filter((root) =>
      stemOf(path)
        .toLowerCase()
        .startsWith(`${stemOf(root).toLowerCase()}.`),
    );
    if (here.length > 0) return named.length > 0 ? named : here;
    if (at === '') break;
  }
  const beside = folderOfPath(folder);
  return candidates.filter((root) => root.startsWith(beside === '' ? '' : `${beside}/`));
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:bicep|bicepparam|jsonc?)$/i, '');
}

/** `main.prod.bicepparam`, `main.parameters.prod.json`, `prod.parameters.json` and `prod/main.parameters.json` are `prod`. */
function environmentOf(path: string, root: string): string {
  const plain = new Set([stemOf(root).toLowerCase(), 'main', 'azuredeploy', 'parameters', 'parameter', 'params', 'param']);
  const words = stemOf(path).split('.');
  const said = words.filter((word) => !plain.has(word.toLowerCase()));
  if (said.length > 0) return said.join('.');
  const name = nameOfFolder(path);
  // Generic names are not environments: `main.bicepparam` and `main.parameters.json` belong to one.
  return folderOfPath(path) === folderOfPath(root) || plain.has(name.toLowerCase()) ? stemOf(root) : name;
}

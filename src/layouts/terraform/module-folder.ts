import type { Attribute, Block, Body, HclExpression } from './hcl-syntax.js';
import { folderOfPath } from '../deployed/paths.js';
import type { TerraformFiles } from './terraform-files.js';

/** A block of a module and its file, with override files merged in. */
export interface DeclaredBlock {
  readonly path: string;
  readonly block: Block;
  /** The file of an attribute that another file overrides. */
  readonly pathOf: (attribute: string) => string;
}

/** An expression and its file. */
export interface Written {
  readonly path: string;
  readonly expression: HclExpression;
}

/** The files of one folder, read together as by Terraform ("Files and directories", "Override files"). */
export interface ModuleFolder {
  readonly folder: string;
  /** Resources by `type.name`; data by `data.type.name`. */
  readonly resources: ReadonlyMap<string, DeclaredBlock>;
  readonly modules: ReadonlyMap<string, DeclaredBlock>;
  readonly variables: ReadonlyMap<string, DeclaredBlock>;
  readonly outputs: ReadonlyMap<string, DeclaredBlock>;
  readonly locals: ReadonlyMap<string, Written>;
}

/** An empty folder. */
export const noModule: ModuleFolder = {
  folder: '',
  resources: new Map(),
  modules: new Map(),
  variables: new Map(),
  outputs: new Map(),
  locals: new Map(),
};

const configuration = /\.(?:tf|tofu)(?:\.json)?$/;

/** Whether Terraform or OpenTofu reads a file as part of its folder. */
export function isConfiguration(path: string): boolean {
  return configuration.test(path);
}

/** Whether a file overrides others of its folder. */
export function isOverride(path: string): boolean {
  return /(?:^|\/|_)override\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/** The files of each folder in order of precedence; a `.tofu` file replaces the `.tf` file of its name. */
export function configurationByFolder(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  const all = [...paths].filter(isConfiguration).sort();
  const known = new Set(all);
  for (const path of all) {
    if (/\.tf(?:\.json)?$/.test(path) && known.has(path.replace(/\.tf(?=(?:\.json)?$)/, '.tofu'))) continue;
    const folder = folderOfPath(path);
    const files = folders.get(folder);
    if (files === undefined) folders.set(folder, [path]);
    else files.push(path);
  }
  return folders;
}

/** Reads the files of a folder together; `overrides` come last, from any folder. */
function readModule(folder: string, paths: readonly string[], files: TerraformFiles, overrides: readonly string[] = []): ModuleFolder {
  const found = {
    resources: new Map<string, DeclaredBlock>(),
    modules: new Map<string, DeclaredBlock>(),
    variables: new Map<string, DeclaredBlock>(),
    outputs: new Map<string, DeclaredBlock>(),
    locals: new Map<string, Written>(),
  };
  const own = paths.filter((path) => !isOverride(path));
  for (const path of [...own, ...paths.filter(isOverride), ...overrides]) {
    for (const block of files.syntax(path)?.body.blocks ?? []) {
      if (block.type === 'locals') {
        for (const { name, value } of block.body.attributes.values()) found.locals.set(name, { path, expression: value });
        continue;
      }
      const place = placeIn(found, block);
      if (place === null) continue;
      const [map, name] = place;
      const before = map.get(name);
      map.set(name, before === undefined ? { path, block, pathOf: () => path } : merged(before, path, block));
    }
  }
  return { folder, ...found };
}

/** As `readModule`, cached in `known`. A folder with replaced texts in `files` is read separately. */
export function sharedModule(
  known: Map<string, ModuleFolder>,
  folder: string,
  paths: readonly string[],
  files: TerraformFiles,
  overrides: readonly string[] = [],
): ModuleFolder {
  const all = [...paths, ...overrides];
  if (files.replaces(all)) return readModule(folder, paths, files, overrides);
  const key = [folder, ...overrides].join('\u0000');
  let module = known.get(key);
  if (module !== undefined) {
    for (const path of all) files.asked.add(path);
    return module;
  }
  module = readModule(folder, paths, files, overrides);
  if (!files.isIncomplete) known.set(key, module);
  return module;
}

function placeIn(
  found: {
    readonly resources: Map<string, DeclaredBlock>;
    readonly modules: Map<string, DeclaredBlock>;
    readonly variables: Map<string, DeclaredBlock>;
    readonly outputs: Map<string, DeclaredBlock>;
  },
  { type, labels }: Block,
): readonly [Map<string, DeclaredBlock>, string] | null {
  const [first, second] = labels;
  if (first === undefined) return null;
  switch (type) {
    case 'resource':
      return second === undefined ? null : [found.resources, `${first}.${second}`];
    case 'data':
      return second === undefined ? null : [found.resources, `data.${first}.${second}`];
    case 'module':
      return [found.modules, first];
    case 'variable':
      return [found.variables, first];
    case 'output':
      return [found.outputs, first];
    default:
      return null;
  }
}

/** An override replaces attributes by name, and nested blocks by type. */
function merged(before: DeclaredBlock, path: string, { body, ...block }: Block): DeclaredBlock {
  const types = new Set(body.blocks.map(({ type }) => type));
  const attributes = new Map<string, Attribute>([...before.block.body.attributes, ...body.attributes]);
  const joined: Body = { attributes, blocks: [...before.block.body.blocks.filter(({ type }) => !types.has(type)), ...body.blocks] };
  return {
    path: before.path,
    block: { ...block, start: before.block.start, end: before.block.end, body: joined },
    pathOf: (name) => (body.attributes.has(name) || types.has(name) ? path : before.pathOf(name)),
  };
}

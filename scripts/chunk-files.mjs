// Assigns modules to files of a bundle, and files to lazy imports.
import { minifySync } from '@swc/core';

/** Modules that several chunks need and no gathered file has: languages, and packages of rare commands. */
const sharedFile = 'shared';
/** A chunk that this many lazy imports need goes to the shared file too. Languages and packages that few need are below this. */
const manyLoads = 10;

/** A chunk's modules as ncc writes them, each with number and text; null for an entry. */
function modulesOf(text) {
  if (!text.startsWith('export const id')) return null;
  const [, ...parts] = text.replace(/\n};\s*$/, '').split(/\n\/\*\*\*\/ (?=\d+:\n)/);
  return parts.map((part) => part.trim().replace(/,$/, ''));
}

/** A lazy import as webpack writes it: the chunks it waits for, and the module. */
const lazyImport =
  /(?:Promise\.all\(\/\* import\(\)[^[]*(\[[^\]]*\])\)|\w+\.(e\(\/\* import\(\)[^)]*\)))\.then\((__\w+_require__)\.bind\(\w+, (\d+)\)\)/g;
/** A module that another one needs immediately. */
const needed = /__\w+_require__\((\d+)\)/g;

const chunksIn = (list) => [...list.matchAll(/e\(\D*(\d+)\)/g)].map(([, id]) => id);
const idOf = (module) => module.slice(0, module.indexOf(':'));

/**
 * Lets lazy imports name only the module, and a table of the bundle the files: bundles have different chunks, and modules that name them would have different
 * texts. `waits`: chunks by module, from webpack. `common`: chunks that many lazy imports need.
 */
function withLazyImportsNamed(chunks) {
  const waits = new Map();
  const places = new Map();
  const texts = new Map();
  for (const [file, text] of chunks) {
    const named = text.replace(lazyImport, (place, several, one, require, module) => {
      const ids = chunksIn(several ?? one);
      places.set(place, ids);
      waits.set(module, new Set([...(waits.get(module) ?? []), ...ids]));
      return `${require}.lazy(${module})`;
    });
    texts.set(file, named);
  }
  const times = new Map();
  for (const ids of places.values()) for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  const common = new Set([...times].flatMap(([id, count]) => (count >= manyLoads ? [id] : [])));
  return { texts, waits, common };
}

/** Returns everything that a module needs immediately, including itself and indirect needs, as far as it is in a chunk. */
function reaches(modules) {
  const needs = new Map(modules.map((module) => [idOf(module), [...module.matchAll(needed)].map(([, id]) => id)]));
  return (id) => {
    const found = new Set();
    const look = (one) => {
      if (found.has(one) || !needs.has(one)) return;
      found.add(one);
      needs.get(one).forEach(look);
    };
    look(id);
    return found;
  };
}

/**
 * webpack copies a small module into every chunk that needs it, and each bundle has its own copy of shared modules. Here each module of a bundle is in one
 * file: in a gathered file, or in the shared one if several chunks need it; equal modules of another bundle are loaded from there. `written`: text by file
 * name, from ncc. `elsewhere`: places of existing modules (including these chunks), by text. `gathered`: by file name, the numbers of lazily imported modules
 * that share it with everything they need; the first of two files wins.
 */
export function chunkFiles(written, elsewhere, gathered) {
  const { texts: chunks, waits, common } = withLazyImportsNamed(written);
  const parts = new Map([...chunks].flatMap(([file, text]) => (modulesOf(text) === null ? [] : [[file.split('.')[0], modulesOf(text)]])));
  const reach = reaches([...parts.values()].flat());
  const gatheredIn = new Map();
  for (const [file, ids] of gathered) {
    for (const id of ids.flatMap((one) => [...reach(one)])) if (!gatheredIn.has(id)) gatheredIn.set(id, file);
  }
  const holders = new Map();
  for (const [chunk, modules] of parts) for (const one of modules) holders.set(one, [...(holders.get(one) ?? []), chunk]);
  /** The files with a module: one, except for a module of another bundle, which each chunk re-exports. */
  const filesOf = (module) => {
    const chunksOf = holders.get(module);
    if (elsewhere.has(module)) return chunksOf;
    const file = gatheredIn.get(idOf(module));
    if (file !== undefined) return [file];
    return chunksOf.length > 1 || common.has(chunksOf[0]) ? [sharedFile] : chunksOf;
  };
  const held = new Map();
  const byId = new Map();
  for (const module of holders.keys()) {
    byId.set(idOf(module), filesOf(module));
    for (const file of filesOf(module)) held.set(file, [...(held.get(file) ?? []), module]);
  }
  const texts = new Map();
  const places = new Map();
  for (const [file, modules] of held) {
    texts.set(`${file}.index.js`, fileOf(file, modules, elsewhere));
    for (const module of modules) if (!elsewhere.has(module)) places.set(module, `${file}.index.js`);
  }
  const rows = [...waits].map(([id, ids]) => [
    id,
    filesFor(
      [...reach(id)].map((one) => byId.get(one)),
      ids,
    ),
  ]);
  for (const [file, text] of chunks) if (modulesOf(text) === null) texts.set(file, minified(withTable(text, rows)));
  return { texts, places };
}

/** A file of modules: its own, and re-exported ones. */
function fileOf(name, modules, elsewhere) {
  const picked = new Map();
  for (const one of modules) {
    const from = elsewhere.get(one);
    if (from !== undefined) picked.set(from, [...(picked.get(from) ?? []), idOf(one)]);
  }
  const imports = [...picked.keys()].map((from, index) => `import { modules as m${index} } from '${from}';\n`);
  const picks = [...picked.values()].flatMap((ids, index) => ids.map((id) => `${id}: m${index}[${id}]`));
  const own = modules.flatMap((one) => (elsewhere.has(one) ? [] : [minifiedModule(one)]));
  return `${imports.join('')}export const ids=['${name}'],modules={${[...picks, ...own].join(',')}};\n`;
}

/** The files with all modules of a lazy import, given the files with each. Of several, one that is loaded anyway, or that webpack waits for. */
function filesFor(places, waitedFor) {
  const chosen = new Set(places.flatMap((files) => (files.length === 1 ? files : [])));
  for (const files of places) {
    if (files.some((file) => chosen.has(file))) continue;
    chosen.add(files.find((file) => waitedFor.has(file)) ?? files[0]);
  }
  return [...chosen].sort();
}

/** An entry with the table of files for each lazy import. */
function withTable(text, rows) {
  const before = 'var __webpack_exports__ = {};';
  if (!text.includes(before)) throw new Error('the entry begins in other words than before');
  const require = '__nccwpck_require__';
  const table = rows.map(([module, files]) => `${module}: ${JSON.stringify(files)}`);
  return text.replace(
    before,
    () => `${require}.waits = {${table}};
${require}.lazy = (id) => Promise.all(${require}.waits[id].map((file) => ${require}.e(file))).then(() => ${require}(id));
${before}`,
  );
}

/**
 * Plain ASCII: V8 keeps such a file in half the memory, and reads it faster. The minifier does not change tagged templates, because a tag may read their
 * notation; only `String.raw` does.
 */
function minified(text) {
  const { code } = minifySync(text, {
    module: true,
    compress: { passes: 3 },
    mangle: true,
    ecma: 2022,
    format: { comments: false, ascii_only: true },
  });
  if (/\braw`[^`]*[^`\0-\x7f]/.test(code)) throw new Error('a raw text that is not ASCII');
  return code.replaceAll(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A minified module of a chunk. It is a function in parentheses: V8 compiles it immediately, instead of scanning it first and compiling it when called. */
function minifiedModule(text) {
  const id = idOf(text);
  const code = minified(`made = ${text.slice(id.length + 1)}`)
    .replace(/^made=/, '')
    .replace(/;$/, '');
  const asFunction = code.replace(/^(?:\(([^()]*)\)|(\w+))=>\{/, (_, several, one) => `function(${several ?? one}){`);
  return `${id}:${asFunction.startsWith('function') ? `(${asFunction})` : asFunction}`;
}

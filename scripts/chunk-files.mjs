// Which file of a bundle holds which module, and what each lazy import waits for.
import { minifySync } from '@swc/core';

/** What several chunks need and no gathered file has: languages, and packages of seldom commands. */
const sharedFile = 'shared';
/** A chunk that so many lazy imports wait for stands in the shared file too. Languages and packages that few need are below this. */
const manyLoads = 10;

/** A chunk's modules as ncc writes them, each its number and its text; null for an entry. */
function modulesOf(text) {
  if (!text.startsWith('export const id')) return null;
  const [, ...parts] = text.replace(/\n};\s*$/, '').split(/\n\/\*\*\*\/ (?=\d+:\n)/);
  return parts.map((part) => part.trim().replace(/,$/, ''));
}

/** A lazy import as webpack writes it: the chunks that it waits for, and the module. */
const lazyImport =
  /(?:Promise\.all\(\/\* import\(\)[^[]*(\[[^\]]*\])\)|\w+\.(e\(\/\* import\(\)[^)]*\)))\.then\((__\w+_require__)\.bind\(\w+, (\d+)\)\)/g;
/** A module that another one needs at once. */
const needed = /__\w+_require__\((\d+)\)/g;

const chunksIn = (list) => [...list.matchAll(/e\(\D*(\d+)\)/g)].map(([, id]) => id);
const idOf = (module) => module.slice(0, module.indexOf(':'));

/**
 * Lazy imports name the module alone, and a table of the bundle has the files of each: another bundle has other chunks, and a module that names them would be
 * another text there. `waits`: chunks by module, as webpack has it. `common`: chunks that many lazy imports wait for.
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

/** Gives what a module needs at once, itself and what those need included, as far as it stands in a chunk. */
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
 * webpack copies a small module into every chunk that needs it, and each bundle has its own copy of what both need. Here a module of a bundle stands in one file:
 * what is gathered in a file of that name, what else several chunks need in the shared one; what another bundle holds in the same words is taken from there.
 * `written`: text by file name, as ncc writes it. `elsewhere`: where modules stand already (from these chunks on), by their texts. `gathered`: by a file's name
 * the numbers of lazily imported modules that stand in it with all that they need; one of two files stands in the first.
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
  /** The files that have a module: one, but for a module of elsewhere, which each chunk passes on. */
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

/** A file of modules: its own, and those that it passes on from elsewhere. */
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

/** The files that have all modules of a lazy import, by the files that have each. Of several, one that is loaded anyhow, or that webpack waits for. */
function filesFor(places, waitedFor) {
  const chosen = new Set(places.flatMap((files) => (files.length === 1 ? files : [])));
  for (const files of places) {
    if (files.some((file) => chosen.has(file))) continue;
    chosen.add(files.find((file) => waitedFor.has(file)) ?? files[0]);
  }
  return [...chosen].sort();
}

/** An entry that knows which files each lazy import waits for. */
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
 * Plain ASCII: V8 keeps such a file in half the memory, and reads it sooner. Templates with a tag are left by the minifier as they are, for one could ask how its
 * text was written; `String.raw` alone does.
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

/**
 * A module of a chunk, minified. It is a function in parentheses: V8 compiles such a one when it reads the file, instead of looking through it then and again
 * when the module is called for.
 */
function minifiedModule(text) {
  const id = idOf(text);
  const code = minified(`made = ${text.slice(id.length + 1)}`)
    .replace(/^made=/, '')
    .replace(/;$/, '');
  const asFunction = code.replace(/^(?:\(([^()]*)\)|(\w+))=>\{/, (_, several, one) => `function(${several ?? one}){`);
  return `${id}:${asFunction.startsWith('function') ? `(${asFunction})` : asFunction}`;
}

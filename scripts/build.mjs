// Builds dist/: the Action's bundle and the command line's, each an entry with lazily loaded chunks, and their licences; and what is generated
// from the sources: schemas and the rules' pages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from '@swc/core';
import { build } from 'esbuild';
import ts from 'typescript';
import { nameFiles, withOwnNumbers } from './module-numbers.mjs';
import { buildPageScripts } from './page-scripts.mjs';
import { writePlayground } from './playground-page.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const megabyte = 1_000_000;
/**
 * The other bundles take from the command line's, which comes first, what both need in the same words. Together they were 2.2 MB before the languages of
 * Terraform, Bicep and ARM, contracts, the probe, repairs, more formats, the explorer's page, Azure Repos and the server for assistants came into them; each is
 * loaded only where it is needed.
 */
const bundles = [
  { entry: 'cli.js', folder: 'dist/cli', budget: 2.35 * megabyte, without: [/octokit/i] },
  { entry: 'action.js', folder: 'dist', budget: 1.15 * megabyte, without: [] },
  { entry: 'library.js', folder: 'dist/lib', budget: 0.45 * megabyte, without: [/octokit/i] },
];

const publicSuffixList = `The Public Suffix List
MPL-2.0
This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can
obtain one at https://mozilla.org/MPL/2.0/.

The list is part of the bundles as data, by way of tldts. Its source form: https://publicsuffix.org/list/public_suffix_list.dat`;

/** What several chunks need stands in one file: opening one more takes longer than reading past what is not needed. */
const sharedFile = 'shared.js';
/** A chunk that so many lazy imports wait for stands in the shared file too. Languages and packages that few need are below this. */
const manyLoads = 10;

function run(command, ...args) {
  execFileSync(command, args, { cwd: project, stdio: 'inherit' });
}

/** A chunk as ncc writes it: what stands before its modules, and the modules' texts; null for an entry. */
function split(text) {
  if (!text.startsWith('export const id')) return null;
  const [head, ...parts] = text.replace(/\n};\s*$/, '').split(/\n\/\*\*\*\/ (?=\d+:\n)/);
  return { head, modules: parts.map((part) => part.trim().replace(/,$/, '')) };
}

/** A lazy import as webpack writes it: the chunks that it waits for, and the module. */
const lazyImport =
  /(?:Promise\.all\(\/\* import\(\)[^[]*(\[[^\]]*\])\)|\w+\.(e\(\/\* import\(\)[^)]*\)))\.then\((__\w+_require__)\.bind\(\w+, (\d+)\)\)/g;

const chunksIn = (list) => [...list.matchAll(/e\(\D*(\d+)\)/g)].map(([, id]) => id);

/**
 * Lazy imports name the module alone, and a table of the bundle has the chunks of each: another bundle has other chunks, and a module that names them would be
 * another text there. `waits`: chunks by module; what one place has loaded already another may have to wait for. `common`: chunks that many lazy imports wait for,
 * which stand in the shared file and are loaded with it.
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

/**
 * webpack copies a small module into every chunk that needs it, and each bundle has its own copy of what both need. Modules that several chunks
 * need stand in one file, which these import; what another bundle's file holds in the same words is taken from there. What many lazy imports wait for stands
 * in that file too, and is no file of its own.
 * `written`: text by file name, as ncc writes it. `elsewhere`: where modules stand already (from these chunks on), by their texts.
 */
function withoutCopies(written, elsewhere) {
  const { texts: chunks, waits, common } = withLazyImportsNamed(written);
  const parts = new Map([...chunks].flatMap(([file, text]) => (split(text) === null ? [] : [[file, split(text)]])));
  const isCommon = (file) => common.has(file.split('.')[0]);
  const idOf = (one) => one.slice(0, one.indexOf(':'));
  const holders = new Map();
  for (const [file, { modules }] of parts) {
    for (const one of modules) if (!elsewhere.has(one)) holders.set(one, [...(holders.get(one) ?? []), file]);
  }
  const isShared = (one) => holders.has(one) && (holders.get(one).length > 1 || isCommon(holders.get(one)[0]));
  const result = new Map();
  const places = new Map();
  const write = (file, head, modules) => {
    const own = [];
    const picked = new Map();
    for (const one of modules) {
      const from = elsewhere.get(one) ?? (file !== sharedFile && isShared(one) ? `./${sharedFile}` : null);
      if (from === null) own.push(one);
      else picked.set(from, [...(picked.get(from) ?? []), idOf(one)]);
    }
    const imports = [...picked.keys()].map((name, index) => `import { modules as m${index} } from '${name}';\n`);
    const picks = [...picked.values()].flatMap((ids, index) => ids.map((id) => `${id}: m${index}[${id}]`));
    result.set(file, `${imports.join('')}${head}${[...picks, ...own.map(minifiedModule)].join(',')}};\n`);
    for (const one of own) places.set(one, file);
  };
  const shared = new Set();
  for (const [file, { head, modules }] of parts) {
    for (const one of modules) if (isCommon(file) || isShared(one)) shared.add(one);
    if (!isCommon(file)) write(file, minified(`${head}};`).replace(/\};?$/, ''), modules);
  }
  const ids = [...common].sort();
  if (shared.size > 0) write(sharedFile, `export const ids=[${ids}],modules={`, [...shared]);
  for (const [file, text] of chunks) {
    if (!parts.has(file)) result.set(file, minified(withTable(namingFiles(text, ids), waits, common)));
  }
  return { texts: result, places };
}

/** An entry that loads these chunks from the shared file. */
function namingFiles(text, ids) {
  const name = '"" + chunkId + ".index.js"';
  if (!text.includes(`return ${name}`)) throw new Error('the entry names the files of its chunks in other words than before');
  return text.replace(`return ${name}`, `return [${ids}].includes(+chunkId) ? '${sharedFile}' : ${name}`);
}

/** An entry that knows which chunks each lazy import waits for. One of the shared file stands for all of them. */
function withTable(text, waits, common) {
  const before = 'var __webpack_exports__ = {};';
  if (!text.includes(before)) throw new Error('the entry begins in other words than before');
  const rows = [...waits].map(([module, ids]) => {
    const own = [...ids].filter((id) => !common.has(id));
    const [shared] = [...ids].filter((id) => common.has(id));
    return `${module}: [${shared === undefined ? own : [shared, ...own]}]`;
  });
  const require = '__nccwpck_require__';
  return text.replace(
    before,
    () => `${require}.waits = {${rows}};
${require}.lazy = (id) => Promise.all(${require}.waits[id].map((chunk) => ${require}.e(chunk))).then(() => ${require}(id));
${before}`,
  );
}

function minified(text) {
  return minifySync(text, { module: true, compress: { passes: 3 }, mangle: true, ecma: 2022, format: { comments: false } }).code;
}

/**
 * A module of a chunk, minified. It is a function in parentheses: V8 compiles such a one when it reads the file, instead of looking through it then and again
 * when the module is called for.
 */
function minifiedModule(text) {
  const [id] = text.split(':');
  const code = minified(`made = ${text.slice(id.length + 1)}`)
    .replace(/^made=/, '')
    .replace(/;$/, '');
  const asFunction = code.replace(/^(?:\(([^()]*)\)|(\w+))=>\{/, (_, several, one) => `function(${several ?? one}){`);
  return `${id}:${asFunction.startsWith('function') ? `(${asFunction})` : asFunction}`;
}

/**
 * The library's declarations, in one file: its entry, and the files of types that the entry passes on, which import nothing. What else an entry's
 * types may come from is refused here, so that they stay whole.
 */
function declarations() {
  const of = (file) => {
    const fileName = join(project, 'src', file);
    const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(fileName, 'utf8'), {
      fileName,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true },
      reportDiagnostics: true,
    });
    if (diagnostics.length > 0)
      throw new Error(
        ts.formatDiagnostics(diagnostics, { getCanonicalFileName: String, getCurrentDirectory: () => project, getNewLine: () => '\n' }),
      );
    return outputText;
  };
  const entry = of('library.ts');
  const passedOn = [...entry.matchAll(/^export .* from '\.\/(.*)\.js';\n/gm)].map(([, name]) => of(`${name}.ts`));
  const text = [...passedOn, entry].join('\n').replace(/^(?:im|ex)port .* from '\.\/.*';\n/gm, '');
  if (/\bfrom '|\bimport\(/.test(text)) throw new Error('the declarations of the library need other files than those it passes on');
  return text;
}

/**
 * Joins the modules of src in as few files as the lazy imports allow: webpack makes a function with exports of its own of each file, and a call between two
 * goes through these. Packages are left to ncc, which knows their licences.
 */
async function joinModules() {
  rmSync(joined, { recursive: true, force: true });
  await build({
    entryPoints: bundles.map(({ entry }) => join(built, entry)),
    outdir: joined,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  });
  nameFiles(joined);
}

/** Makes all bundles; gives the licences of what is in them. */
async function bundled() {
  await joinModules();
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  const licences = new Map();
  const elsewhere = new Map();
  const numbers = new Map();
  for (const { entry, folder, budget, without } of bundles) {
    const out = join(scratch, folder.replace('/', '-'));
    run(process.execPath, ncc, 'build', join(joined, entry), '-o', out, '--no-cache', '--license', 'licenses.txt', '--target', 'es2022', '--quiet');
    for (const text of readFileSync(join(out, 'licenses.txt'), 'utf8').split(/\n{3,}/)) licences.set(text.split('\n')[0], text.trim());
    const target = join(project, folder);
    mkdirSync(target, { recursive: true });
    let size = 0;
    const chunks = new Map(readdirSync(out).flatMap((file) => (file.endsWith('.js') ? [[file, readFileSync(join(out, file), 'utf8')]] : [])));
    const up = folder === 'dist' ? './' : '../';
    const { texts, places } = withoutCopies(withOwnNumbers(chunks, numbers), new Map([...elsewhere].map(([one, file]) => [one, `${up}${file}`])));
    if (folder === 'dist/cli') for (const [one, file] of places) elsewhere.set(one, `cli/${file}`);
    for (const file of [...texts.keys()].sort()) {
      // ncc minifies an entry and leaves its chunks as they are: all are minified here, alike.
      const text = texts.get(file);
      writeFileSync(join(target, file), text);
      size += Buffer.byteLength(text);
      for (const unwanted of without) if (unwanted.test(text)) throw new Error(`${folder}/${file} holds ${unwanted}, which does not belong there`);
    }
    console.log(`${folder}: ${(size / megabyte).toFixed(2)} MB of ${(budget / megabyte).toFixed(2)} MB`);
    if (size > budget) throw new Error(`${folder} is over its budget`);
  }
  return licences;
}

const tsc = require.resolve('typescript/bin/tsc');
const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js');
const built = join(project, 'build');
const joined = join(built, 'joined');
rmSync(built, { recursive: true, force: true });
run(process.execPath, tsc, '-p', 'tsconfig.json');
run(process.execPath, tsc, '-p', 'tsconfig.page.json');
run(process.execPath, join('scripts', 'generate.mjs'));
await buildPageScripts(built);
await writePlayground();
const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-build-'));
try {
  const licences = await bundled();
  writeFileSync(join(project, 'dist', 'lib', 'library.d.ts'), declarations());
  writeFileSync(join(project, 'dist', 'package.json'), '{ "type": "module" }\n');
  // tldts carries the Public Suffix List as data, under a licence of its own that no package names.
  licences.set('The Public Suffix List', publicSuffixList);
  const texts = [...licences].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
  writeFileSync(join(project, 'dist', 'licenses.txt'), `${texts.join('\n\n\n')}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// Builds dist/: the Action's bundle and the command line's, each an entry with lazily loaded chunks, and their licences; and what is generated
// from the sources: schemas and the rules' pages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from '@swc/core';
import ts from 'typescript';
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
  { entry: 'cli.js', folder: 'dist/cli', budget: 2 * megabyte, without: [/octokit/i] },
  { entry: 'action.js', folder: 'dist', budget: 1.3 * megabyte, without: [] },
  { entry: 'library.js', folder: 'dist/lib', budget: 0.6 * megabyte, without: [/octokit/i] },
];

const publicSuffixList = `The Public Suffix List
MPL-2.0
This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can
obtain one at https://mozilla.org/MPL/2.0/.

The list is part of the bundles as data, by way of tldts. Its source form: https://publicsuffix.org/list/public_suffix_list.dat`;

/** What several chunks need stands in one file: opening one more takes longer than reading past what is not needed. */
const sharedFile = 'shared.js';

function run(command, ...args) {
  execFileSync(command, args, { cwd: project, stdio: 'inherit' });
}

/** A chunk as ncc writes it: what stands before its modules, and the modules' texts; null for an entry. */
function split(text) {
  if (!text.startsWith('export const id')) return null;
  const [head, ...parts] = text.replace(/\n};\s*$/, '').split(/\n\/\*\*\*\/ (?=\d+:\n)/);
  return { head, modules: parts.map((part) => part.trim().replace(/,$/, '')) };
}

/**
 * webpack copies a small module into every chunk that needs it, and each bundle has its own copy of what both need. Modules that several chunks
 * need stand in one file, which these import; what another bundle's file holds in the same words is taken from there.
 * `chunks`: text by file name, as ncc writes it. `elsewhere`: where modules stand already (from these chunks on), by their texts.
 */
function withoutCopies(chunks, elsewhere) {
  const parts = new Map([...chunks].flatMap(([file, text]) => (split(text) === null ? [] : [[file, split(text)]])));
  const holders = new Map();
  for (const [file, { modules }] of parts) {
    for (const one of modules) if (!elsewhere.has(one)) holders.set(one, [...(holders.get(one) ?? []), file.split('.')[0]]);
  }
  const result = new Map(chunks);
  const places = new Map();
  const shared = new Set();
  for (const [file, { head, modules }] of parts) {
    const own = [];
    const picked = new Map();
    const pick = (from, one) => picked.set(from, [...(picked.get(from) ?? []), one.split(':')[0]]);
    for (const one of modules) {
      const among = holders.get(one);
      if (among === undefined) pick(elsewhere.get(one), one);
      else if (among.length === 1) own.push(one);
      else {
        shared.add(one);
        pick(`./${sharedFile}`, one);
      }
    }
    const imports = [...picked.keys()].map((name, index) => `import { modules as m${index} } from '${name}';\n`);
    const picks = [...picked.values()].flatMap((ids, index) => ids.map((id) => `${id}: m${index}[${id}]`));
    result.set(file, `${imports.join('')}${head}\n${[...picks, ...own].join(',\n')}\n};\n`);
    for (const one of own) places.set(one, file);
  }
  for (const one of shared) places.set(one, sharedFile);
  if (shared.size > 0) result.set(sharedFile, `export const modules = {\n${[...shared].join(',\n')}\n};\n`);
  return { texts: result, places };
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

const tsc = require.resolve('typescript/bin/tsc');
const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js');
const built = join(project, 'build');
rmSync(built, { recursive: true, force: true });
run(process.execPath, tsc, '-p', 'tsconfig.json');
run(process.execPath, tsc, '-p', 'tsconfig.page.json');
run(process.execPath, join('scripts', 'generate.mjs'));
await buildPageScripts(built);
await writePlayground();

const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-build-'));
try {
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  const licences = new Map();
  const elsewhere = new Map();
  for (const { entry, folder, budget, without } of bundles) {
    const out = join(scratch, folder.replace('/', '-'));
    run(process.execPath, ncc, 'build', join('build', entry), '-o', out, '--no-cache', '--license', 'licenses.txt', '--target', 'es2022', '--quiet');
    for (const text of readFileSync(join(out, 'licenses.txt'), 'utf8').split(/\n{3,}/)) licences.set(text.split('\n')[0], text.trim());
    const target = join(project, folder);
    mkdirSync(target, { recursive: true });
    let size = 0;
    const chunks = new Map(readdirSync(out).flatMap((file) => (file.endsWith('.js') ? [[file, readFileSync(join(out, file), 'utf8')]] : [])));
    const up = folder === 'dist' ? './' : '../';
    const { texts, places } = withoutCopies(chunks, new Map([...elsewhere].map(([one, file]) => [one, `${up}${file}`])));
    if (folder === 'dist/cli') for (const [one, file] of places) elsewhere.set(one, `cli/${file}`);
    for (const file of [...texts.keys()].sort()) {
      // ncc minifies an entry and leaves its chunks as they are: all are minified here, alike.
      const { code: text } = minifySync(texts.get(file), {
        module: true,
        compress: { passes: 3 },
        mangle: true,
        ecma: 2022,
        format: { comments: false },
      });
      writeFileSync(join(target, file), text);
      size += Buffer.byteLength(text);
      for (const unwanted of without) if (unwanted.test(text)) throw new Error(`${folder}/${file} holds ${unwanted}, which does not belong there`);
    }
    console.log(`${folder}: ${(size / megabyte).toFixed(2)} MB of ${(budget / megabyte).toFixed(1)} MB`);
    if (size > budget) throw new Error(`${folder} is over its budget`);
  }
  writeFileSync(join(project, 'dist', 'lib', 'library.d.ts'), declarations());
  writeFileSync(join(project, 'dist', 'package.json'), '{ "type": "module" }\n');
  // tldts carries the Public Suffix List as data, under a licence of its own that no package names.
  licences.set('The Public Suffix List', publicSuffixList);
  const texts = [...licences].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
  writeFileSync(join(project, 'dist', 'licenses.txt'), `${texts.join('\n\n\n')}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// Builds dist/: the Action's bundle and the command line's, each an entry with lazily loaded chunks, and their licences; and what is generated
// from the sources: schemas and the rules' pages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from '@swc/core';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const megabyte = 1_000_000;
const bundles = [
  { entry: 'action.js', folder: 'dist', budget: 1.6 * megabyte, without: [] },
  { entry: 'cli.js', folder: 'dist/cli', budget: 1 * megabyte, without: [/octokit/i] },
];

const publicSuffixList = `The Public Suffix List
MPL-2.0
This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can
obtain one at https://mozilla.org/MPL/2.0/.

The list is part of the bundles as data, by way of tldts. Its source form: https://publicsuffix.org/list/public_suffix_list.dat`;

/** Characters, before they are minified. */
const smallestShared = 4000;

function run(command, ...args) {
  execFileSync(command, args, { cwd: project, stdio: 'inherit' });
}

/**
 * webpack copies a small module into every chunk that needs it. Modules that the same chunks need get one file, which these import.
 * `chunks`: text by file name, as ncc writes it.
 */
function withoutCopies(chunks) {
  const split = new Map();
  const holders = new Map();
  for (const [file, text] of chunks) {
    if (!text.startsWith('export const id')) continue;
    const [head, ...parts] = text.replace(/\n};\s*$/, '').split(/\n\/\*\*\*\/ (?=\d+:\n)/);
    const modules = parts.map((part) => part.trim().replace(/,$/, ''));
    split.set(file, { head, modules });
    for (const one of modules) holders.set(one, [...(holders.get(one) ?? []), file.split('.')[0]]);
  }
  const result = new Map(chunks);
  const weights = new Map();
  for (const [one, among] of holders) weights.set(among.join('-'), (weights.get(among.join('-')) ?? 0) + one.length);
  for (const [file, { head, modules }] of split) {
    const own = [];
    const shared = new Map();
    for (const one of modules) {
      const among = holders.get(one);
      const name = `${among.join('-')}.shared.js`;
      // Opening one more file takes longer than reading a small copy.
      if (among.length === 1 || weights.get(among.join('-')) < smallestShared) own.push(one);
      else shared.set(name, [...(shared.get(name) ?? []), one]);
    }
    const imports = [...shared.keys()].map((name, index) => `import { modules as m${index} } from './${name}';\n`);
    const spreads = [...shared.keys()].map((_, index) => `...m${index}`);
    result.set(file, `${imports.join('')}${head}\n${[...spreads, ...own].join(',\n')}\n};\n`);
    for (const [name, some] of shared) result.set(name, `export const modules = {\n${some.join(',\n')}\n};\n`);
  }
  return result;
}

const tsc = require.resolve('typescript/bin/tsc');
const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js');
const built = join(project, 'build');
rmSync(built, { recursive: true, force: true });
run(process.execPath, tsc, '-p', 'tsconfig.json');
run(process.execPath, join('scripts', 'generate.mjs'));

const scratch = mkdtempSync(join(tmpdir(), 'apim-cors-build-'));
try {
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  const licences = new Map();
  for (const { entry, folder, budget, without } of bundles) {
    const out = join(scratch, folder.replace('/', '-'));
    run(process.execPath, ncc, 'build', join('build', entry), '-o', out, '--no-cache', '--license', 'licenses.txt', '--target', 'es2022', '--quiet');
    for (const text of readFileSync(join(out, 'licenses.txt'), 'utf8').split(/\n{3,}/)) licences.set(text.split('\n')[0], text.trim());
    const target = join(project, folder);
    mkdirSync(target, { recursive: true });
    let size = 0;
    const texts = withoutCopies(
      new Map(readdirSync(out).flatMap((file) => (file.endsWith('.js') ? [[file, readFileSync(join(out, file), 'utf8')]] : []))),
    );
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
  writeFileSync(join(project, 'dist', 'package.json'), '{ "type": "module" }\n');
  // tldts carries the Public Suffix List as data, under a licence of its own that no package names.
  licences.set('The Public Suffix List', publicSuffixList);
  const texts = [...licences].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
  writeFileSync(join(project, 'dist', 'licenses.txt'), `${texts.join('\n\n\n')}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// Builds dist/: the Action's bundle and the command line's, each an entry with lazily loaded chunks, and their licences; also everything generated from the
// sources: schemas and the rules' pages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { chunkFiles } from './chunk-files.mjs';
import { nameFiles, withOwnNumbers } from './module-numbers.mjs';
import { buildPageScripts } from './page-scripts.mjs';
import { writePlayground } from './playground-page.mjs';
import { copySuffixes } from './quick-suffixes.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const megabyte = 1_000_000;
/**
 * The other bundles load equal modules from the command line's, which is built first. Together they were 2.2 MB before the languages of Terraform, Bicep and
 * ARM, contracts, the probe, repairs, more formats, the explorer's page, Azure Repos and the server for assistants were added; each is loaded only on demand.
 */
const bundles = [
  { entry: 'cli.js', folder: 'dist/cli', budget: 2.45 * megabyte, without: [/octokit/i] },
  { entry: 'action.js', folder: 'dist', budget: 1.15 * megabyte, without: [] },
  { entry: 'library.js', folder: 'dist/lib', budget: 0.5 * megabyte, without: [/octokit/i] },
];

/**
 * Lazily imported modules of the command line that share one file with everything they need: opening another file takes longer than reading unneeded code. One
 * file has what every command loads, one what a review or scan loads; a test checks that they load nothing else.
 */
const gathered = {
  start: ['cli/main.js', 'cli/review-command.js', 'cli/scan-command.js'],
  usual: [
    'cli/policies.js',
    'review/required-policies.js',
    'review/merge.js',
    'review/run.js',
    'xml/second-reading.js',
    'report/text.js',
    'report/json.js',
  ],
};

const publicSuffixList = `The Public Suffix List
MPL-2.0
This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can
obtain one at https://mozilla.org/MPL/2.0/.

The list is part of the bundles as data, by way of tldts. Its source form: https://publicsuffix.org/list/public_suffix_list.dat`;

function run(command, ...args) {
  execFileSync(command, args, { cwd: project, stdio: 'inherit' });
}

/**
 * The library's declarations, in one file: its entry, and the files of types that the entry passes on, which import at most each other. What else an entry's
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
  const passedOn = [...entry.matchAll(/^export .* from '\.\/(.*)\.js';\n/gm)].map(([, name]) => name);
  const own = new RegExp(`^(?:im|ex)port .* from '\\.{1,2}/(?:.*/)?(?:${passedOn.map((name) => basename(name)).join('|')})\\.js';\n`, 'gm');
  const text = [...passedOn.map((name) => of(`${name}.ts`)), entry].join('\n').replace(own, '');
  if (/\bfrom '|\bimport\(/.test(text)) throw new Error('the declarations of the library need other files than those it passes on');
  return text;
}

/**
 * Joins the modules of src in as few files as the lazy imports allow: webpack makes a function with its own exports of each file, and calls between files go
 * through these. Packages are left to ncc, which knows their licences. Returns the names of the files for lazily imported modules, by path.
 */
async function joinModules() {
  rmSync(joined, { recursive: true, force: true });
  const { metafile } = await build({
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
    absWorkingDir: project,
    metafile: true,
  });
  nameFiles(joined);
  copySuffixes(joined);
  return new Map(
    Object.entries(metafile.outputs).flatMap(([file, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[relative('build', entryPoint), basename(file)]],
    ),
  );
}

/** Makes all bundles; returns the licences of their content. */
async function bundled() {
  const joinedAs = await joinModules();
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  const licences = new Map();
  const elsewhere = new Map();
  const numbers = new Map();
  const numberOf = (path) => {
    const number = numbers.get(joinedAs.get(path));
    if (number === undefined) throw new Error(`nobody imports ${path} lazily`);
    return number;
  };
  for (const { entry, folder, budget, without } of bundles) {
    const out = join(scratch, folder.replace('/', '-'));
    run(process.execPath, ncc, 'build', join(joined, entry), '-o', out, '--no-cache', '--license', 'licenses.txt', '--target', 'es2022', '--quiet');
    for (const text of readFileSync(join(out, 'licenses.txt'), 'utf8').split(/\n{3,}/)) licences.set(text.split('\n')[0], text.trim());
    const target = join(project, folder);
    mkdirSync(target, { recursive: true });
    let size = 0;
    const chunks = new Map(readdirSync(out).flatMap((file) => (file.endsWith('.js') ? [[file, readFileSync(join(out, file), 'utf8')]] : [])));
    const up = folder === 'dist' ? './' : '../';
    const numbered = withOwnNumbers(chunks, numbers);
    const { texts, places } = chunkFiles(
      numbered,
      new Map([...elsewhere].map(([one, file]) => [one, `${up}${file}`])),
      folder === 'dist/cli' ? Object.entries(gathered).map(([file, paths]) => [file, paths.map(numberOf)]) : [],
    );
    if (folder === 'dist/cli') for (const [one, file] of places) elsewhere.set(one, `cli/${file}`);
    for (const file of [...texts.keys()].sort()) {
      // ncc minifies an entry but not its chunks: all are minified here in the same way.
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
  // tldts contains the Public Suffix List as data, whose licence no package states.
  licences.set('The Public Suffix List', publicSuffixList);
  const texts = [...licences].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
  writeFileSync(join(project, 'dist', 'licenses.txt'), `${texts.join('\n\n\n')}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

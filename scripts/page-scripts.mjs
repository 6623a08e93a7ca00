// Bundles the scripts that run in a page. Each becomes a module of one minified text, which the command line and the Action load when they write
// that page: it goes through the bundles as any other lazily loaded chunk.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * `entry`: TypeScript, checked by tsconfig.page.json. `module`: below build/, exports the text as `script`; a `.d.ts` of the same name stands in src/.
 * `budget`: most bytes.
 */
export const pageScripts = [{ entry: 'src/explorer/page/explorer-page.ts', module: 'explorer/page-script.js', budget: 90_000 }];

/** How scripts of pages are bundled: nothing of Node, the same bytes each time. */
export function pageOptions(entry) {
  return {
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: {},
    logLevel: 'silent',
    write: false,
  };
}

/** One entry as one minified script, the same bytes each time. Throws where it needs a module of Node. */
export function bundlePage(entry) {
  return buildSync(pageOptions(entry)).outputFiles[0].text.trimEnd();
}

/** Writes the module of each page's script below `folder`. */
export function buildPageScripts(folder) {
  for (const { entry, module, budget } of pageScripts) {
    const text = bundlePage(entry);
    console.log(`${entry}: ${(text.length / 1000).toFixed(1)} kB of ${budget / 1000} kB`);
    if (text.length > budget) throw new Error(`${entry} is over its budget`);
    const file = join(folder, module);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `export const script = ${JSON.stringify(text)};\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildPageScripts(join(project, 'build'));

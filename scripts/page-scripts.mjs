// Bundles the scripts that run in a page. Each becomes a module of one minified text, which the command line and the Action load to write that page, like any
// other lazily loaded chunk.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from '@swc/core';
import { build, transformSync } from 'esbuild';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * `entry`: TypeScript, checked by tsconfig.page.json. `module`: below build/, exports the text as `script`; src/ has a `.d.ts` of the same name. `budget`: most
 * bytes.
 */
export const pageScripts = [{ entry: 'src/explorer/page/explorer-page.ts', module: 'explorer/page-script.js', budget: 220_000 }];

/**
 * Modules replaced in a page. SHA-256 makes keys of compared texts: the page compares the texts themselves, and shows no hash. Only the command line accepts a
 * browser's message or capture, so there are no observations in a page. Names are selected from lists there, so they are never misspelt. The page has no
 * conditions of policies to evaluate.
 */
const substitutes = new Map([
  ['config/nearest.ts', "export const didYouMean = () => '';"],
  ['text/hash.ts', 'export const sha256Hex = (text) => text;'],
  // A page looks up one URL at a time.
  ['apim/api-paths.ts', 'export const apisAlong = (apis) => apis;'],
  [
    'effective/request-checks.ts',
    'export const meetsChecks = () => false; export const holdsChecks = () => false; export const endsAsMet = (state, layers, request, ends) => ends;',
  ],
  [
    'effective/request-writers.ts',
    'export const hangOnRequest = () => false; export const writtenAsMet = (state, layers, written) => written; export const withWritten = (state, layers, chain) => chain;',
  ],
  // What is packed into the page has its sentence beside it.
  [
    'report/sentences/policy-faults.ts',
    'export const faultText = (fault) => fault.text; export const faultPhrase = () => []; export const unreadPhrase = faultPhrase;',
  ],
  // Checks that read a request's parts are not followed in a page.
  ['cors/listed-values.ts', 'export const isOtherThanListed = () => false;'],
  ['cors/expression/part-known.ts', 'export class PartText {}'],
  // Texts of others stand in notes on files, and a page reads none.
  ['report/foreign-text.ts', 'export const foreignPieces = () => [];'],
  // A page has no observations.
  ['explain/answered-without.ts', "export const showsCorsAnswer = () => false; export const answeredWithout = () => '';"],
  ['explain/beside-gateway.ts', 'export const besideGateway = () => null;'],
  ['report/observed-lines.ts', 'export const observedLines = () => [];'],
  ['explain/account.ts', 'export const accountOf = () => null; export const seenMessage = () => null; export const hasCors = () => true;'],
  [
    'explain/observed.ts',
    `import { explore } from '../cors/worlds.js';
    export const exploreObserved = (run, assume) => ({ ...explore(run, assume), observed: null });
    export const withSeenStatus = (blocked) => blocked;
    export const worthKeeping = () => [];`,
  ],
]);

/** No module of src has side effects: unused exports are left out. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(builder) {
    builder.onLoad(
      {
        filter:
          /[\\/](?:hash|account|answered-without|beside-gateway|nearest|observed|observed-lines|request-checks|request-writers|foreign-text|policy-faults|listed-values|part-known)\.ts$/,
      },
      ({ path }) => {
        const [, contents] = [...substitutes].find(([file]) => path.replaceAll('\\', '/').endsWith(`/src/${file}`)) ?? [];
        return contents === undefined ? undefined : { contents, loader: 'js', resolveDir: dirname(path) };
      },
    );
    builder.onResolve({ filter: /^\.{1,2}\// }, async ({ path, ...from }) => {
      if (from.pluginData === 'resolved' || from.kind === 'entry-point') return undefined;
      const { resolveDir, kind, importer } = from;
      // Rules and repairs need modules that are loaded on demand, but no page has those: marked external, they do not prevent joining.
      if (kind === 'dynamic-import') return { path, external: true };
      const resolved = await builder.resolve(path, { resolveDir, kind, importer, pluginData: 'resolved' });
      return { ...resolved, sideEffects: false };
    });
  },
};

/** Options for bundling scripts of pages: nothing of Node, and reproducible bytes. */
export function pageOptions(entry) {
  return {
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    tsconfigRaw: {},
    logLevel: 'silent',
    write: false,
  };
}

/** A bundled script minified by both tools: smaller than by either alone. */
export function minifiedPage(text) {
  const { code } = minifySync(transformSync(text, { minify: true, target: 'es2022', legalComments: 'none' }).code, {
    compress: { passes: 3, toplevel: true },
    mangle: { toplevel: true },
    ecma: 2022,
    format: { comments: false, ascii_only: true, inline_script: true },
  });
  return code.trimEnd();
}

/** One entry as one minified, reproducible script. Throws if it needs a module of Node. */
export async function bundlePage(entry) {
  const { outputFiles } = await build({ ...pageOptions(entry), plugins: [withoutSideEffects] });
  const code = minifiedPage(outputFiles[0].text);
  if (/\bimport\(/.test(code)) throw new Error(`${entry}: it would load another module, and a page has none`);
  if (/<!--|<\/script/i.test(code)) throw new Error(`${entry}: what would end a script element, or hide its end, stands in it`);
  return code;
}

/** Writes the module of each page's script below `folder`. */
export async function buildPageScripts(folder) {
  for (const { entry, module, budget } of pageScripts) {
    const text = await bundlePage(entry);
    console.log(`${entry}: ${(text.length / 1000).toFixed(1)} kB of ${budget / 1000} kB`);
    if (text.length > budget) throw new Error(`${entry} is over its budget`);
    const file = join(folder, module);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `export const script = ${JSON.stringify(text)};\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPageScripts(join(project, 'build'));

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withContracts } from '../../src/contracts/review-contracts.js';
import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { reportExplorer } from '../../src/explorer/explorer-html.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import type { Pair } from '../../src/review/sides.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

let script: string | null = null;

/** The page's script as the build makes it of these sources. */
export function pageScript(): string {
  const builder = pathToFileURL(join(__dirname, '..', '..', 'scripts', 'page-scripts.mjs')).href;
  return (script ??= execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { bundlePage, pageScripts } from ${JSON.stringify(builder)}; process.stdout.write(await bundlePage(pageScripts[0].entry));`,
    ],
    { encoding: 'utf8', maxBuffer: 10_000_000 },
  ));
}

/** The page of a change; `before` null: of one state. */
export async function explorerOf(before: Files | null, after: Files, settings: Settings = defaultSettings): Promise<string> {
  let pairs: readonly Pair[] = [];
  const run = { settings, today: '2026-01-01', onEvaluated: (all: readonly Pair[]) => void (pairs = all) };
  const head = memoryTree(after, 'after');
  const base = before === null ? head : memoryTree(before, 'before');
  const review = before === null ? await scanTree(head, run) : await withContracts(await reviewTrees(base, head, run), { base, head }, run);
  const texts = (files: Files): ReadonlyMap<string, string> => new Map(Object.entries(files));
  const explorable = { pairs, assume: settings.assume, texts: { base: texts(before ?? after), head: texts(after) } };
  return reportExplorer(review, explorable, pageScript(), { toolVersion: 'test' });
}

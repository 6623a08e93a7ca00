import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { overlay, type Tree } from '../layouts/tree.js';
import { defaultSettings } from '../config/defaults.js';
import { ConfigError } from '../config/errors.js';
import { explainRequest } from '../explain/explanation.js';
import type { Review } from '../review/review.js';
import { applySuggestedEdits } from './demo/apply.js';
import { baseFiles, changedFiles, customersRequest } from './demo/shop.js';
import { tellStory } from './demo/story.js';
import { exit } from './exit.js';
import type { OutputOptions } from './options.js';
import { terminalFor, write } from './output.js';
import { today } from './settings-of-run.js';

/** `apim-cors demo`: prints the example, and writes its three states to `folder` if given. */
export async function demo(folder: string | undefined, options: OutputOptions): Promise<number> {
  if (folder !== undefined) requireEmpty(folder);
  const nothing: Tree = { label: 'nothing', entries: new Map(), read: () => Promise.resolve(new Map()) };
  const base = overlay(nothing, new Map(Object.entries(baseFiles)), 'before');
  const head = overlay(base, new Map(Object.entries(changedFiles)), 'pull request');
  const { reviewTrees } = await import('../review/run.js');
  const run = (after: Tree): Promise<Review> => reviewTrees(base, after, { settings: defaultSettings, today: today() });
  const review = await run(head);
  const finding = review.findings.find((one) => one.rule === 'inherited-cors-decides');
  const suggestion = finding?.suggestions[0];
  const { reason } = await explainRequest(head, customersRequest, defaultSettings, null);
  if (finding === undefined || suggestion === undefined || reason === null) throw new Error('the example has lost its point');
  const headFiles: Readonly<Record<string, string>> = { ...baseFiles, ...changedFiles };
  const repairs = new Map<string, string>();
  for (const path of new Set(suggestion.edits.map((edit) => edit.path))) {
    repairs.set(
      path,
      applySuggestedEdits(
        headFiles[path] ?? '',
        suggestion.edits.filter((edit) => edit.path === path),
      ),
    );
  }
  const repairedFiles = { ...headFiles, ...Object.fromEntries(repairs) };
  const after = await run(overlay(head, repairs, 'repaired'));
  const written = folder === undefined ? null : writeStates(folder, { base: baseFiles, head: headFiles, repaired: repairedFiles });
  write(tellStory({ review, finding, suggestion, consoleMessage: reason.chromium, after, written }, terminalFor(options).paint), options);
  return exit.done;
}

function requireEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new ConfigError(`'${folder}' is not empty; name a new folder`);
}

function writeStates(folder: string, states: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  for (const [state, files] of Object.entries(states)) {
    for (const [path, text] of Object.entries(files)) {
      const full = join(folder, state, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
  }
  return folder;
}

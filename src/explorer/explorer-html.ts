import { sha256Hex } from '../text/hash.js';
import { reportHtml, type HtmlOptions } from '../report/html.js';
import type { Review } from '../review/review.js';
import type { Assumptions } from '../cors/worlds.js';
import type { Tree } from '../layouts/tree.js';
import type { Pair } from '../review/sides.js';
import { exploredJson, pathsShown, type Explorable } from './explore.js';
import { explorerStyles } from './explorer-styles.js';

/** What was looked at: the state that is told, the one before it (a scan: the same), and the services that were evaluated. */
export interface Looked {
  readonly base: Tree;
  readonly head: Tree;
  readonly pairs: readonly Pair[];
  /** Open points that are settled. */
  readonly assume: Assumptions;
}

/** The page of what was looked at. Its script is loaded for it alone. */
export async function explorerPage(review: Review, { base, head, pairs, assume }: Looked, options: HtmlOptions): Promise<string> {
  const { script } = await import(/* webpackChunkName: "explorer-script" */ './page-script.js');
  const paths = pathsShown(pairs);
  const after = await textsOf(head, paths);
  const texts = { base: base === head ? after : await textsOf(base, paths), head: after };
  return reportExplorer(review, { pairs, assume, texts }, script, options);
}

/** The texts of files, as far as they are there. */
async function textsOf(tree: Tree, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder();
  const read = await tree.read([...paths].filter((path) => tree.entries.get(path)?.kind === 'file'));
  return new Map([...read].map(([path, bytes]) => [path, decoder.decode(bytes)]));
}

/** The review as one page to look around in. `script`: the page's own. What the report says stands in it without the script too. */
export function reportExplorer(review: Review, explorable: Explorable, script: string, options: HtmlOptions): string {
  return reportHtml(review, {
    ...options,
    live: {
      styles: explorerStyles,
      hashOf: (text) => `'sha256-${base64Of(sha256Hex(text))}'`,
      start: '<div id="explorer" hidden></div>',
      data: exploredJson(review, explorable),
      script,
    },
  });
}

function base64Of(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}

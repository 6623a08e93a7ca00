import { sha256Hex } from '../text/hash.js';
import { reportHtml, type HtmlOptions } from '../report/html.js';
import type { Review } from '../review/review.js';
import { exploredJson, type Explorable } from './explore.js';
import { explorerStyles } from './explorer-styles.js';

export { pathsShown } from './explore.js';

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

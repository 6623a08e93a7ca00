import { sha256Hex } from '../text/hash.js';
import { reportHtml, type HtmlOptions } from '../report/html.js';
import type { Review } from '../review/review.js';
import type { Assumptions } from '../cors/worlds.js';
import type { Tree } from '../layouts/tree.js';
import type { Pair } from '../review/sides.js';
import { exploredJson, pathsOnPage, type Explorable } from './explore.js';
import { explorerStyles } from './explorer-styles.js';

/** The evaluated states: the reported one, the one before it (in a scan: the same), and the services. */
export interface Looked {
  readonly base: Tree;
  readonly head: Tree;
  readonly pairs: readonly Pair[];
  /** Settled open points. */
  readonly assume: Assumptions;
}

/** The page for evaluated states. Its script is loaded only here. */
export async function explorerPage(review: Review, { base, head, pairs, assume }: Looked, options: HtmlOptions): Promise<string> {
  const { script } = await import(/* webpackChunkName: "explorer-script" */ './page-script.js');
  const paths = pathsOnPage(pairs);
  const after = await textsOf(head, paths);
  const texts = { base: base === head ? after : await textsOf(base, paths), head: after };
  return reportExplorer(review, { pairs, assume, texts }, script, options);
}

/** The texts of files, as far as they exist. */
async function textsOf(tree: Tree, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder();
  const read = await tree.read([...paths].filter((path) => tree.entries.get(path)?.kind === 'file'));
  return new Map([...read].map(([path, bytes]) => [path, decoder.decode(bytes)]));
}

/** The review as an interactive page. `script`: the page's own, which is embedded compressed like the data. The report is readable without the script. */
export async function reportExplorer(review: Review, explorable: Explorable, script: string, options: HtmlOptions): Promise<string> {
  const [packedScript, packedData] = await Promise.all([compressed(script), compressed(exploredJson(review, explorable))]);
  return reportHtml(review, {
    ...options,
    live: {
      styles: explorerStyles,
      hashOf: (text) => `'sha256-${base64Of(sha256Hex(text))}'`,
      start: '<div id="explorer" hidden></div>',
      data: { 'explorer-data': base64Bytes(packedData), 'explorer-script': base85(packedScript) },
      script: unpacking,
      unpacked: script,
    },
  });
}

/** Digits that encode four bytes in five characters: none has a meaning in HTML or in JavaScript text. */
const signs = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#%()*+,-./:;=?@[]^_{|}';

/** Decompresses the data and the script in the page. The page's policy allows this script and that one. */
const unpacking = `(async () => {
const root = document.getElementById('explorer');
if (!('DecompressionStream' in self)) {
  root.textContent = 'This browser is too old for the explorer. The report stands below.';
  root.hidden = false;
  return;
}
const unpack = async (id, bytesOf) => {
  const one = document.getElementById(id);
  one.textContent = await new Response(new Blob([bytesOf(one.textContent)]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  return one.textContent;
};
await unpack('explorer-data', (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
const script = document.createElement('script');
script.textContent = await unpack('explorer-script', (text) => {
  const view = new DataView(new ArrayBuffer(((text.length - 1) / 5) * 4));
  for (let at = 0; at * 4 < view.byteLength; at += 1) {
    let word = 0;
    for (const sign of text.slice(at * 5 + 1, at * 5 + 6)) word = word * 85 + '${signs}'.indexOf(sign);
    view.setUint32(at * 4, word);
  }
  return view.buffer.slice(0, view.byteLength - Number(text[0]));
});
document.body.append(script);
})();`;

/** A text compressed (zlib). */
async function compressed(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Bytes as text, a sixteenth shorter than base64. It begins with the number of zero bytes added to complete a word of four. */
function base85(bytes: Uint8Array): string {
  const missing = -bytes.length & 3;
  const view = new DataView(new ArrayBuffer(bytes.length + missing));
  new Uint8Array(view.buffer).set(bytes);
  const words: string[] = [String(missing)];
  for (let at = 0; at < view.byteLength; at += 4) {
    let word = view.getUint32(at);
    let five = '';
    for (let sign = 0; sign < 5; sign += 1) {
      five = signs.charAt(word % 85) + five;
      word = Math.floor(word / 85);
    }
    words.push(five);
  }
  return words.join('');
}

function base64Of(hex: string): string {
  return base64Bytes(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
}

function base64Bytes(bytes: Uint8Array): string {
  const signs: string[] = [];
  for (const byte of bytes) signs.push(String.fromCharCode(byte));
  return btoa(signs.join(''));
}

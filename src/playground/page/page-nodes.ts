import { el } from '../../explorer/page/dom.js';
import type { TextRun } from '../../report/phrase.js';

/** A sentence as nodes: words as text, code as `<code>`. */
export function runNodes(runs: readonly TextRun[]): readonly Node[] {
  return runs.map(({ text, isCode }) => (isCode ? el('code', {}, text) : document.createTextNode(text)));
}

/** A sentence without markup. */
export function runText(runs: readonly TextRun[]): string {
  return runs.map(({ text }) => text).join('');
}

/** The page's element with this id. Throws if it is missing or of another kind, which is a bug. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is not there`);
  return element;
}

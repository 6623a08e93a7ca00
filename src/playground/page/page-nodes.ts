import type { Run } from '../../report/phrase.js';

/** What an element is made with: attributes by name, `text`, and what happens on a click. */
export interface Making {
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** Makes an element. All text becomes text nodes: no markup is ever read from a string. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { text, attributes = {}, onClick }: Making = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  if (text !== undefined) element.append(text);
  if (onClick !== undefined) element.addEventListener('click', onClick);
  element.append(...children);
  return element;
}

/** A sentence as nodes: words as text, code as `<code>`. */
export function runNodes(runs: readonly Run[]): readonly Node[] {
  return runs.map(({ text, isCode }) => (isCode ? make('code', { text }) : document.createTextNode(text)));
}

/** A sentence without its markup. */
export function runText(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** The element of the page's own markup with this id. Throws where it is not there or of another kind, which is a bug. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is not there`);
  return element;
}

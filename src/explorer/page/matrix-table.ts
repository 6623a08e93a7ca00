import type { Operation } from '../../apim/service.js';
import { accessPair } from '../../report/change-rows.js';
import { plainPhrase } from '../../report/phrase.js';
import { apiKey } from '../explorer-model.js';
import { marks, type Mark, type Matrix, type MatrixCell, type MatrixPart, type MatrixRow } from '../matrix.js';
import type { PageState } from '../page-state.js';
import { button, el, visibleText } from './dom.js';

/** How a mark is shown: a sign and a word. */
const shownMarks: Readonly<Record<Mark, readonly [sign: string, word: string]>> = {
  loses: ['−', 'lost'],
  mayLose: ['?', 'may be lost'],
  changes: ['~', 'changed'],
  gains: ['+', 'new'],
  mayGain: ['?', 'may be new'],
  depends: ['?', 'depends'],
  same: ['●', 'allowed'],
  blocked: ['·', 'blocked'],
};

/** Rows and columns that are drawn at once. */
const mostRows = 200;
const mostColumns = 60;

/** A line of the table: rows of the matrix that fare alike, or some operations of one of them. */
interface Line {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly MatrixRow[];
  readonly parts: readonly MatrixPart[];
  readonly depth: 1 | 2 | 3;
  readonly isOpen: boolean | null;
  readonly first: { readonly row: MatrixRow; readonly part: MatrixPart };
}

interface Column {
  readonly origins: readonly string[];
}

/** What a click on a cell asks for. */
export type Picked = Pick<PageState, 'origin' | 'method' | 'api' | 'operation' | 'product'>;

/** The table of who may call what. What is unfolded is kept as long as the page is open. */
export class MatrixTable {
  readonly element = el('div', { id: 'matrix' });
  readonly #open = new Set<string>();
  readonly #pick: (picked: Picked) => void;
  #rowsShown = mostRows;

  constructor(pick: (picked: Picked) => void) {
    this.#pick = pick;
  }

  draw(matrix: Matrix, state: PageState): void {
    const { rows, columns } = found(matrix, state);
    const lines = this.#linesOf(matrix, rows, columns);
    const shown = lines.slice(0, this.#rowsShown);
    const drawnColumns = columns.slice(0, mostColumns);
    const redraw = (): void => {
      this.draw(matrix, state);
    };
    const table = el(
      'table',
      {},
      el('caption', {}, `${captions[state.view]} Choose a cell to try its request.`),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'API and operations'), ...drawnColumns.map(({ origins }) => columnHead(origins)))),
      el('tbody', {}, ...shown.map((line) => this.#lineElement(matrix, line, drawnColumns, state, redraw))),
    );
    const rest = [
      ...(lines.length > shown.length
        ? [
            button(`Show more (${String(lines.length - shown.length)})`, () => {
              this.#rowsShown += mostRows;
              redraw();
            }),
          ]
        : []),
      ...(columns.length > mostColumns ? [el('p', {}, `${String(columns.length - mostColumns)} more origins: search for one.`)] : []),
    ];
    const focused = document.activeElement?.getAttribute('data-key') ?? null;
    const empty = lines.length === 0 || columns.length === 0;
    this.element.replaceChildren(
      empty
        ? el('p', {}, 'Nothing fits what is searched for.')
        : el('div', { class: 'wide', role: 'region', tabindex: '0', 'aria-label': 'Access table' }, table),
      ...rest,
    );
    if (focused !== null) {
      for (const one of this.element.querySelectorAll<HTMLElement>('[data-key]')) if (one.getAttribute('data-key') === focused) one.focus();
    }
  }

  #linesOf(matrix: Matrix, rows: readonly MatrixRow[], columns: readonly Column[]): readonly Line[] {
    const alike = new Map<string, MatrixRow[]>();
    for (const row of rows) {
      const key = columns.map(({ origins: [origin = ''] }) => cellKey(matrix.cell(row.parts, origin))).join('\n');
      const known = alike.get(key);
      if (known === undefined) alike.set(key, [row]);
      else known.push(row);
    }
    const worst = (some: readonly MatrixRow[]): number =>
      Math.min(...columns.map(({ origins: [origin = ''] }) => marks.indexOf(matrix.cell(some[0]?.parts ?? [], origin).mark)));
    const groups = [...alike.values()].map((some) => ({ some, at: worst(some) })).sort((a, b) => a.at - b.at);
    return groups.flatMap(({ some }) => this.#group(some));
  }

  #group(some: readonly MatrixRow[]): readonly Line[] {
    const [row] = some;
    if (row === undefined) return [];
    if (some.length === 1) return this.#rowLines(row, 1);
    const key = `all ${row.key}`;
    const isOpen = this.#open.has(key);
    const names = some.slice(0, 3).map(rowName);
    const label = some.length > 3 ? `${names.join(', ')} and ${String(some.length - 3)} more` : names.join(', ');
    const line: Line = { key, label, rows: some, parts: row.parts, depth: 1, isOpen, first: firstOf(row) };
    return isOpen ? [line, ...some.flatMap((one) => this.#rowLines(one, 2))] : [line];
  }

  #rowLines(row: MatrixRow, depth: 1 | 2): readonly Line[] {
    const isOpen = this.#open.has(row.key);
    const line: Line = { key: row.key, label: rowName(row), rows: [row], parts: row.parts, depth, isOpen, first: firstOf(row) };
    if (!isOpen) return [line];
    const own = row.parts.map((part, index): Line => ({
      key: `${row.key} ${String(index)}`,
      label: operationsName(part),
      rows: [row],
      parts: [part],
      depth: 3,
      isOpen: null,
      first: { row, part },
    }));
    return [line, ...own];
  }

  #lineElement(matrix: Matrix, line: Line, columns: readonly Column[], { view }: PageState, redraw: () => void): HTMLElement {
    const { key, label, isOpen, depth, first } = line;
    const toggle = (): void => {
      if (!this.#open.delete(key)) this.#open.add(key);
      redraw();
    };
    const name = visibleText(label);
    const head =
      isOpen === null
        ? el('span', {}, name)
        : button(`${isOpen ? '▾' : '▸'} ${name}`, toggle, { 'aria-expanded': String(isOpen), 'data-key': key, class: 'fold' });
    const cells = columns.map(({ origins: [origin = ''] }) => {
      const cell = matrix.cell(line.parts, origin);
      const pair = accessPair(cell.before, cell.after);
      const [sign, word] = shownMarks[cell.mark];
      const [before, after] = [plainPhrase(pair.before), plainPhrase(pair.after)];
      const text = view === 'difference' ? `${sign} ${word}${cell.isMixed ? ', in part' : ''}` : view === 'before' ? before : after;
      const says = `${originName(origin)} on ${name}: ${word}; before ${before}; after ${after}`;
      const part = line.parts.find((one) => matrix.cell([one], origin).mark === cell.mark) ?? first.part;
      const click = (): void => {
        this.#pick(picked(first.row, part, origin));
      };
      return el('td', { class: cell.mark }, button(text, click, { 'aria-label': says, title: says }));
    });
    return el('tr', { class: `depth${String(depth)}` }, el('th', { scope: 'row' }, head), ...cells);
  }
}

const captions = {
  difference: 'What changes for pages of each origin.',
  before: 'What pages of each origin may do before.',
  after: 'What pages of each origin may do after.',
} as const;

function columnHead(origins: readonly string[]): HTMLElement {
  const names = origins.slice(0, 3).map((one) => visibleText(originName(one)));
  const more = origins.length > 3 ? ` and ${String(origins.length - 3)} more` : '';
  return el('th', { scope: 'col', title: origins.map((one) => visibleText(originName(one))).join('\n') }, `${names.join(', ')}${more}`);
}

/** An origin as a person reads it. */
export function originName(origin: string): string {
  return origin === '*' ? 'any other website' : origin === 'null' ? 'null (sandboxed pages, files)' : origin;
}

function rowName({ api, product }: MatrixRow): string {
  const name = api === null ? 'every API' : apiKey(api);
  return product === null ? name : `${name}, with a key of product ${product.id}`;
}

function operationsName({ method, operations }: MatrixPart): string {
  const named = operations.map((one) => operationName(one));
  const some = named.length > 6 ? `${named.slice(0, 6).join(', ')} and ${String(named.length - 6)} more` : named.join(', ');
  return some === '' ? (method ?? 'every operation') : some;
}

/** An operation as a person reads it: method and path, else its id. */
export function operationName({ id, method, urlTemplate }: Operation): string {
  return method === null || urlTemplate === null ? id : `${method} ${urlTemplate}`;
}

function firstOf(row: MatrixRow): Line['first'] {
  const [part] = row.parts;
  if (part === undefined) throw new Error('a row of the matrix has a part');
  return { row, part };
}

/** An example of pages that no policy names. */
const otherWebsite = 'https://other-website.example';

function picked({ api, product }: MatrixRow, { method, operations }: MatrixPart, origin: string): Picked {
  return {
    origin: origin === '*' ? otherWebsite : origin,
    method: method ?? 'GET',
    api: api === null ? '' : apiKey(api),
    operation: method === null ? '' : (operations[0]?.id ?? ''),
    product: product?.id ?? '',
  };
}

function cellKey({ mark, isMixed, before, after }: MatrixCell): string {
  const said = ({ allowed, methods, headers, credentials, exposed }: MatrixCell['before']): unknown => [
    allowed,
    methods,
    headers,
    credentials,
    exposed,
  ];
  return JSON.stringify([mark, isMixed, said(before), said(after)]);
}

/** The rows and columns that fit the search; columns that say the same in every row are one. */
function found(matrix: Matrix, { search, onlyChanged }: PageState): { readonly rows: readonly MatrixRow[]; readonly columns: readonly Column[] } {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const all = onlyChanged ? matrix.rows.filter(({ isChanged }) => isChanged) : matrix.rows;
  const ofRow = words.length === 0 ? [] : all.map((row) => fits(words, searchText(row)));
  const ofOrigin = matrix.origins.map((origin) => fits(words, originName(origin).toLowerCase()));
  const whole = 2 ** words.length - 1;
  const rows = words.length === 0 ? all : all.filter((_, index) => ofOrigin.some((mask) => ((ofRow[index] ?? 0) | mask) === whole));
  const masks = new Set(words.length === 0 ? [0] : ofRow);
  const origins = matrix.origins.filter((_, index) => [...masks].some((mask) => (mask | (ofOrigin[index] ?? 0)) === whole));
  const alike = new Map<string, string[]>();
  for (const origin of origins) {
    const cells = rows.map((row) => matrix.cell(row.parts, origin));
    if (onlyChanged && !cells.some(({ mark }) => marks.indexOf(mark) < marks.indexOf('depends'))) continue;
    // Any other website is told apart: it stands for what nobody wrote.
    const key = `${origin === '*' ? '*' : ''}${cells.map(cellKey).join('\n')}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [origin]);
    else known.push(origin);
  }
  return { rows, columns: [...alike.values()].map((some) => ({ origins: some })) };
}

/** Which of the words (a bit each) stand in a text. */
function fits(words: readonly string[], text: string): number {
  return words.reduce((mask, word, index) => (text.includes(word) ? mask | (1 << index) : mask), 0);
}

function searchText({ api, product, parts }: MatrixRow): string {
  const operations = parts.flatMap((part) => part.operations.map((one) => `${one.id} ${operationName(one)}`));
  return [api?.id, api?.displayName, api?.path, product?.id, ...operations].join(' ').toLowerCase();
}

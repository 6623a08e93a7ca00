import type { Operation } from '../../apim/service.js';
import { accessPair } from '../../report/change-rows.js';
import { plainPhrase } from '../../report/phrase.js';
import { apiKey } from '../explorer-model.js';
import { marks, type MatrixMark, type Matrix, type MatrixCell, type MatrixPart, type MatrixRow } from '../matrix.js';
import type { PageState } from '../page-state.js';
import { button, el, visibleText } from './dom.js';
import { gridKeys } from './grid-keys.js';

/** Sign and word of a mark. */
const shownMarks: Readonly<Record<MatrixMark, readonly [sign: string, word: string]>> = {
  loses: ['−', 'lost'],
  mayLose: ['?', 'may be lost'],
  changes: ['~', 'changed'],
  gains: ['+', 'new'],
  mayGain: ['?', 'may be new'],
  depends: ['?', 'depends'],
  same: ['●', 'allowed'],
  blocked: ['·', 'blocked'],
};

/** Most cells, and most columns, drawn at once. */
const mostCells = 3000;
const mostColumns = 60;

/** A line of the table: rows of the matrix with equal results, or some operations of one. */
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

/** The request for a clicked cell. */
export type Picked = Pick<PageState, 'origin' | 'method' | 'api' | 'operation' | 'product'>;

/** The table of who can call what. Unfolded lines stay unfolded while the page is open. */
export class MatrixTable {
  readonly element = el('div', { id: 'matrix' });
  readonly #open = new Set<string>();
  readonly #pick: (picked: Picked) => void;
  readonly #isScan: boolean;
  #more = 0;
  #drawn: readonly unknown[] = [];
  /** Key of the last chosen cell. */
  #chosen: string | null = null;

  /** `isScan`: there is one state, so no change is mentioned. */
  constructor(isScan: boolean, pick: (picked: Picked) => void) {
    this.#isScan = isScan;
    this.#pick = pick;
  }

  /** Draws the table if it would change. */
  draw(matrix: Matrix, state: PageState): void {
    const wanted = [matrix, state.view, state.search, state.onlyChanged];
    if (wanted.every((one, index) => one === this.#drawn[index])) return;
    if (this.#drawn[0] !== matrix || this.#drawn[2] !== state.search) this.#more = 0;
    this.#drawn = wanted;
    this.#render(matrix, state);
  }

  #render(matrix: Matrix, state: PageState): void {
    const { rows, columns } = found(matrix, state);
    const lines = this.#linesOf(matrix, rows, columns);
    const drawnColumns = columns.slice(0, mostColumns);
    const shown = lines.slice(0, Math.ceil(mostCells / Math.max(1, drawnColumns.length)) * (this.#more + 1));
    const redraw = (): void => {
      this.#render(matrix, state);
    };
    const table = el(
      'table',
      { role: 'grid' },
      el('caption', {}, el('span', {}, `${this.#isScan ? captions.now : captions[state.view]} Choose a cell to try its request.`)),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'API and operations'), ...drawnColumns.map(({ origins }) => columnHead(origins)))),
      el('tbody', {}, ...shown.map((line) => this.#lineElement(matrix, line, drawnColumns, state, redraw))),
    );
    const more = (): void => {
      this.#more += 1;
      redraw();
    };
    const rest = [
      ...(lines.length > shown.length ? [button(`Show more rows (${String(lines.length - shown.length)})`, more, { 'data-key': 'more rows' })] : []),
      ...(columns.length > mostColumns ? [el('p', {}, `${String(columns.length - mostColumns)} more origins: search for one.`)] : []),
    ];
    const focused = this.element.contains(document.activeElement) ? (document.activeElement?.getAttribute('data-key') ?? null) : null;
    const stop = focused ?? this.element.querySelector('button[tabindex="0"]')?.getAttribute('data-key') ?? null;
    const { scrollTop = 0, scrollLeft = 0 } = this.element.querySelector('.wide') ?? {};
    const empty = lines.length === 0 || columns.length === 0;
    const wide = el('div', { class: 'wide' }, table);
    this.element.replaceChildren(empty ? el('p', {}, 'Nothing fits what is searched for.') : wide, ...rest);
    gridKeys(table, stop);
    wide.scrollTo(scrollLeft, scrollTop);
    if (focused === null) return;
    for (const one of this.element.querySelectorAll<HTMLElement>('[data-key]'))
      if (one.dataset['key'] === focused) one.focus({ preventScroll: true });
  }

  #linesOf(matrix: Matrix, rows: readonly MatrixRow[], columns: readonly Column[]): readonly Line[] {
    const alike = new Map<string, MatrixRow[]>();
    const keys = new Map<string, string>();
    for (const row of rows) {
      let key = keys.get(row.alike);
      if (key === undefined) {
        key = columns.map(({ origins: [origin = ''] }) => cellKey(matrix.cell(row.parts, origin))).join('\n');
        keys.set(row.alike, key);
      }
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
      const [sign, word] = shownMarks[cell.mark];
      const { before, after } = pairText(cell);
      const text = view === 'difference' ? `${sign} ${word}${cell.isMixed ? ', in part' : ''}` : view === 'before' ? before : after;
      const says = `${originName(origin)} on ${name}: ${word}; ${this.#isScan ? after : `before ${before}; after ${after}`}`;
      const part = line.parts.find((one) => matrix.cell([one], origin).mark === cell.mark) ?? first.part;
      const cellAt = `${key}\n${origin}`;
      const click = (): void => {
        for (const one of this.element.querySelectorAll('[aria-current]')) one.removeAttribute('aria-current');
        chosen.setAttribute('aria-current', 'true');
        this.#chosen = cellAt;
        this.#pick(picked(first.row, part, origin));
      };
      const current = this.#chosen === cellAt ? 'true' : null;
      const chosen = button(text, click, { 'aria-label': says, title: says, 'data-key': cellAt, 'aria-current': current });
      return el('td', { class: cell.mark }, chosen);
    });
    return el('tr', { class: `depth${String(depth)}` }, el('th', { scope: 'row' }, head), ...cells);
  }
}

const pairTexts = new WeakMap<MatrixCell, { readonly before: string; readonly after: string }>();

/** The access before and after, made once for equal cells. */
function pairText(cell: MatrixCell): { readonly before: string; readonly after: string } {
  let text = pairTexts.get(cell);
  if (text === undefined) {
    const { before, after } = accessPair(cell.before, cell.after);
    pairTexts.set(cell, (text = { before: plainPhrase(before), after: plainPhrase(after) }));
  }
  return text;
}

const captions = {
  difference: 'What changes for pages of each origin.',
  before: 'What pages of each origin may do before.',
  after: 'What pages of each origin may do after.',
  now: 'What pages of each origin may do.',
} as const;

function columnHead(origins: readonly string[]): HTMLElement {
  const shown = origins.slice(0, origins.length > 3 ? 2 : 3);
  const more = origins.length > shown.length ? `and ${String(origins.length - shown.length)} more` : null;
  const all = origins.map((one) => visibleText(originName(one)));
  return el(
    'th',
    { scope: 'col', title: all.join('\n'), 'aria-label': all.join(', ') },
    ...shown.map((one) => el('span', { class: 'origin' }, ...hostParts(visibleText(originName(one))), ' ')),
    more,
  );
}

/** An origin with line breaks before dots (except the last) and after hyphens; the common scheme is for screen readers only. */
function hostParts(origin: string): readonly Node[] {
  const [, scheme = '', rest = ''] = /^(https:\/\/)?(.*)$/su.exec(origin) ?? [];
  const pieces = rest.split(/(?=\.[^.]*\.)|(?<=-)/u);
  return [
    ...(scheme === '' ? [] : [el('span', { class: 'heard' }, scheme)]),
    ...pieces.flatMap((piece, index) => [...(index === 0 ? [] : [document.createElement('wbr')]), document.createTextNode(piece)]),
  ];
}

/** An origin's name for people. */
function originName(origin: string): string {
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

/** An operation's name for people: method and path, otherwise its id. */
export function operationName({ id, method, urlTemplate }: Operation): string {
  return method === null || urlTemplate === null ? id : `${method} ${urlTemplate}`;
}

function firstOf(row: MatrixRow): Line['first'] {
  const [part] = row.parts;
  if (part === undefined) throw new Error('a row of the matrix has a part');
  return { row, part };
}

/** An example of an unnamed origin. */
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

/** From this mark on there is no change. */
const settled = marks.indexOf('depends');

/** The rows and columns that match the search; columns with equal cells are joined. */
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
  const examples = [...new Map(rows.map((row) => [row.alike, row])).values()];
  for (const origin of origins) {
    const cells = examples.map((row) => matrix.cell(row.parts, origin));
    if (onlyChanged && !cells.some(({ mark }) => marks.indexOf(mark) < settled)) continue;
    // "Any other website" is separate: it represents unnamed origins.
    const key = `${origin === '*' ? '*' : ''}${cells.map(cellKey).join('\n')}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [origin]);
    else known.push(origin);
  }
  // Changes come first, the worst before others: a wide table is read from its left.
  const worst = (origin: string): number => Math.min(...examples.map((row) => marks.indexOf(matrix.cell(row.parts, origin).mark)), settled);
  const columns = [...alike.values()].map((some) => ({ origins: some, at: worst(some[0] ?? '') })).sort((a, b) => a.at - b.at);
  return { rows, columns };
}

/** Which of the words occur in a text, one bit each. */
function fits(words: readonly string[], text: string): number {
  return words.reduce((mask, word, index) => (text.includes(word) ? mask | (1 << index) : mask), 0);
}

const searchTexts = new WeakMap<MatrixRow, string>();

/** Cached: a search reads it at every key press. */
function searchText(row: MatrixRow): string {
  let text = searchTexts.get(row);
  if (text === undefined) {
    const { api, product, parts } = row;
    const operations = parts.flatMap((part) => part.operations.map((one) => `${one.id} ${operationName(one)}`));
    text = [api?.id, api?.displayName, api?.path, product?.id, ...operations].join(' ').toLowerCase();
    searchTexts.set(row, text);
  }
  return text;
}

import type { AccessMatrix, CellAnswer, DraftCell } from '../access-matrix.js';
import { button, el } from '../../explorer/page/dom.js';
import { byId, runNodes, runText } from './page-nodes.js';

const answers: Readonly<Record<CellAnswer, readonly [sign: string, words: string]>> = {
  yes: ['●', 'yes'],
  no: ['·', 'no'],
  unknown: ['?', 'not known'],
  refused: ['?', 'not deployed'],
  '-': ['–', 'not there'],
};

/** A cell's change since the start, as sign and words; null: none. */
function moveOf({ before, now, direction }: DraftCell): { readonly kind: 'lost' | 'new' | 'open' | 'changed'; readonly text: string } | null {
  if (before === '-' || now === '-') return before === now ? null : { kind: 'changed', text: now === '-' ? '~ gone' : '+ new operation' };
  switch (direction) {
    case 'equal':
      return null;
    case 'narrowed':
      return before !== now && now === 'no' ? { kind: 'lost', text: '− lost' } : { kind: 'lost', text: '− less' };
    case 'widened':
      return before !== now && now === 'yes' ? { kind: 'new', text: '+ new' } : { kind: 'new', text: '+ more' };
    case 'mixed':
      return { kind: 'changed', text: '± more and less' };
    case 'unknown':
      return { kind: 'open', text: before === 'yes' ? '? may be lost' : '? may change' };
  }
}

/** The table of who can call what; a cell is a button that shows the details below the table. */
export class MatrixView {
  readonly #table = byId('matrix', HTMLTableElement);
  readonly #more = byId('matrix-more', HTMLElement);
  readonly #detail = byId('cell-detail', HTMLElement);
  #chosen: string | null = null;

  show({ operations, rows, originsLeftOut }: AccessMatrix): void {
    this.#detail.replaceChildren();
    const head = el(
      'tr',
      {},
      el('th', { scope: 'col' }, 'Pages from'),
      ...operations.map(({ method, url }) => el('th', { scope: 'col' }, el('span', { class: 'method' }, method), el('code', {}, url))),
    );
    const body = rows.map(({ name, cells }) =>
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, ...runNodes(name)),
        ...cells.map((cell, index) => {
          const { method = '', url = '' } = operations[index] ?? {};
          return el('td', {}, this.#button(`${runText(name)}, ${method} ${url}`, cell));
        }),
      ),
    );
    const caption = el('caption', {}, 'Who may call what from a browser: now, and how that differs from the start');
    this.#table.replaceChildren(caption, el('thead', {}, head), el('tbody', {}, ...body));
    this.#more.textContent = originsLeftOut === 0 ? '' : `${originsLeftOut} more origins are not shown.`;
    if (operations.length === 0) this.#more.textContent = 'The API has no operation: write one below the policies, as in GET /{id}.';
  }

  #button(name: string, cell: DraftCell): HTMLElement {
    const [sign, words] = answers[cell.now];
    const move = moveOf(cell);
    const now = cell.credentials ? `${words}, with cookies` : words;
    const label = `${name}: ${now}${move === null ? '' : `; at the start ${answers[cell.before][1]} (${move.text.slice(2)})`}`;
    const choose = (): void => {
      this.#chosen = name;
      this.#tell(name, cell);
    };
    const made = button('', choose, { class: `cell ${move?.kind ?? ''}`, 'aria-label': label });
    made.append(el('span', {}, `${sign} ${now}`));
    if (move !== null) made.append(el('strong', {}, move.text));
    if (this.#chosen === name) this.#tell(name, cell);
    return made;
  }

  #tell(name: string, { told }: DraftCell): void {
    this.#detail.replaceChildren(
      el('h3', {}, name),
      el(
        'dl',
        {},
        el('dt', {}, 'At the start'),
        el('dd', {}, ...runNodes(told.before)),
        el('dt', {}, 'Now'),
        el('dd', {}, ...runNodes(told.now)),
        ...(told.why === '' ? [] : [el('dt', {}, 'Why'), el('dd', {}, told.why)]),
      ),
    );
  }
}

import type { AccessMatrix, CellAnswer, MatrixCell } from '../access-matrix.js';
import { byId, make, runNodes, runText } from './page-nodes.js';

const answers: Readonly<Record<CellAnswer, readonly [sign: string, words: string]>> = {
  yes: ['●', 'yes'],
  no: ['·', 'no'],
  unknown: ['?', 'not known'],
  refused: ['?', 'not deployed'],
  '-': ['–', 'not there'],
};

/** How a cell differs from the start, as sign and words; null: it does not. */
function moveOf({ before, now, direction }: MatrixCell): { readonly kind: 'lost' | 'new' | 'open' | 'changed'; readonly text: string } | null {
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

/** The table of who may call what; a cell is a button that tells all about it below the table. */
export class MatrixView {
  readonly #table = byId('matrix', HTMLTableElement);
  readonly #more = byId('matrix-more', HTMLElement);
  readonly #detail = byId('cell-detail', HTMLElement);
  #chosen: string | null = null;

  show({ operations, rows, originsLeftOut }: AccessMatrix): void {
    this.#detail.replaceChildren();
    const head = make('tr', {}, [
      make('th', { text: 'Pages from', attributes: { scope: 'col' } }),
      ...operations.map(({ method, url }) =>
        make('th', { attributes: { scope: 'col' } }, [make('span', { text: method, attributes: { class: 'method' } }), make('code', { text: url })]),
      ),
    ]);
    const body = rows.map(({ name, cells }) =>
      make('tr', {}, [
        make('th', { attributes: { scope: 'row' } }, runNodes(name)),
        ...cells.map((cell, index) => {
          const { method = '', url = '' } = operations[index] ?? {};
          return make('td', {}, [this.#button(`${runText(name)}, ${method} ${url}`, cell)]);
        }),
      ]),
    );
    const caption = make('caption', { text: 'Who may call what from a browser: now, and how that differs from the start' });
    this.#table.replaceChildren(caption, make('thead', {}, [head]), make('tbody', {}, body));
    this.#more.textContent = originsLeftOut === 0 ? '' : `${originsLeftOut} more origins are not shown.`;
    if (operations.length === 0) this.#more.textContent = 'The API has no operation: write one below the policies, as in GET /{id}.';
  }

  #button(name: string, cell: MatrixCell): HTMLElement {
    const [sign, words] = answers[cell.now];
    const move = moveOf(cell);
    const now = cell.credentials ? `${words}, with cookies` : words;
    const label = `${name}: ${now}${move === null ? '' : `; at the start ${answers[cell.before][1]} (${move.text.slice(2)})`}`;
    const button = make('button', { attributes: { type: 'button', class: `cell ${move?.kind ?? ''}`, 'aria-label': label } }, [
      make('span', { text: `${sign} ${now}` }),
      ...(move === null ? [] : [make('strong', { text: move.text })]),
    ]);
    button.addEventListener('click', () => {
      this.#chosen = name;
      this.#tell(name, cell);
    });
    if (this.#chosen === name) this.#tell(name, cell);
    return button;
  }

  #tell(name: string, { told }: MatrixCell): void {
    this.#detail.replaceChildren(
      make('h3', { text: name }),
      make('dl', {}, [
        make('dt', { text: 'At the start' }),
        make('dd', {}, runNodes(told.before)),
        make('dt', { text: 'Now' }),
        make('dd', {}, runNodes(told.now)),
        ...(told.why === '' ? [] : [make('dt', { text: 'Why' }), make('dd', { text: told.why })]),
      ]),
    );
  }
}

/** Movement of a key in a grid: to a neighbouring cell, or to an end. */
const moves: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * Makes a table with buttons a single tab stop, and moves among the cells with the arrow keys, Home, End and the page keys (with Control: to the first or last
 * row). Source: WAI-ARIA Authoring Practices, the grid pattern. `at`: the key (`data-key`) of the tab stop's button; null: the first.
 */
export function gridKeys(table: HTMLTableElement, at: string | null): void {
  const buttons = [...table.querySelectorAll<HTMLElement>('button')];
  for (const one of buttons) one.tabIndex = -1;
  const stopAt = (one: HTMLElement | undefined): void => {
    for (const other of table.querySelectorAll<HTMLElement>('button[tabindex="0"]')) other.tabIndex = -1;
    if (one !== undefined) one.tabIndex = 0;
  };
  stopAt(buttons.find((one) => one.dataset['key'] === at) ?? buttons[0]);
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLButtonElement) stopAt(target);
  });
  table.addEventListener('keydown', (event) => {
    const [down, right] = moves[event.key] ?? [0, 0];
    const cell = event.target instanceof Element ? event.target.closest('th, td') : null;
    if ((down === 0 && right === 0) || !(cell instanceof HTMLTableCellElement) || event.altKey || event.metaKey) return;
    event.preventDefault();
    const isFar = event.ctrlKey && right !== 0;
    next(cell, isFar ? right : down, right)?.focus();
  });
}

/** The button that many rows and columns away, or the nearest in that direction. */
function next(from: HTMLTableCellElement, down: number, right: number): HTMLElement | null {
  const rows = [...(from.closest('tbody')?.rows ?? [])];
  const row = rows[within(rows.indexOf(from.parentElement as HTMLTableRowElement) + down, rows.length)];
  if (row === undefined) return null;
  const cells = [...row.cells];
  const step = right < 0 ? -1 : 1;
  // The row heads of operations have no button: the next cell has.
  for (let at = within(from.cellIndex + right, cells.length); at >= 0 && at < cells.length; at += step) {
    const found = cells[at]?.querySelector('button');
    if (found != null) return found;
  }
  return right < 0 ? (cells.find((cell) => cell.querySelector('button') !== null)?.querySelector('button') ?? null) : null;
}

function within(at: number, length: number): number {
  return Math.min(Math.max(at, 0), length - 1);
}

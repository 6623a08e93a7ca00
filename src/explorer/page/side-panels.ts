import { readingText } from '../../report/sentences/readings.js';
import type { Explored } from '../explored.js';
import { familyOf } from '../../cors/worlds.js';
import { assumeBlock, type ExplorerPoint } from '../explorer-model.js';
import type { PageState } from '../page-state.js';
import { button, codeEl, el, visibleText } from './dom.js';

type Change = (change: Partial<PageState>) => void;

/** Relevant open points with their readings to select, and the configuration block that keeps the selection. */
export function pointsPanel(points: readonly ExplorerPoint[], state: PageState, explored: Explored, change: Change): HTMLElement {
  if (points.length === 0) return el('p', {}, 'Nothing here depends on an open point.');
  const choose = (point: string, value: string | null): void => {
    const assume = new Map(state.assume);
    if (value === null) assume.delete(point);
    else assume.set(point, value);
    change({ assume });
  };
  const block = assumeBlock(new Map([...explored.assume, ...state.assume]));
  const text = el(
    'textarea',
    { readonly: true, rows: String(block.split('\n').length), 'aria-label': 'Block of the configuration', id: 'assume-block' },
    block,
  );
  const said = el('span', { role: 'status' });
  const copy = (): void => {
    text.select();
    // A page from a file may not have the clipboard: the text is selected for copying by hand.
    const selected = (): void => {
      said.textContent = 'Selected: copy it with your keyboard.';
    };
    const copied = (): void => {
      said.textContent = 'Copied.';
    };
    if ('clipboard' in navigator) navigator.clipboard.writeText(block).then(copied, selected);
    else selected();
  };
  return el(
    'div',
    {},
    ...points.map((one) => pointView(one, state, explored, choose)),
    ...(block === '' ? [] : [el('h3', {}, 'For the configuration'), text, el('p', {}, button('Copy', copy, { id: 'copy-assume' }), ' ', said)]),
  );
}

function pointView(
  { point, readings, settled }: ExplorerPoint,
  state: PageState,
  explored: Explored,
  choose: (point: string, value: string | null) => void,
): HTMLElement {
  const taken = state.assume.get(point) ?? null;
  const known = explored.points.get(familyOf(point));
  const seen = (known?.seen ?? []).map(({ reading, text }) => el('li', {}, `${reading}: ${text}`));
  const option = (value: string | null, label: string): HTMLElement =>
    el(
      'label',
      { class: 'option' },
      el('input', {
        type: 'radio',
        name: `point ${point}`,
        value: value ?? '',
        checked: taken === value,
        change: () => {
          choose(point, value);
        },
      }),
      ` ${label}`,
    );
  const none = settled === null ? 'left open' : `as configured: ${settled}`;
  return el(
    'fieldset',
    { 'data-point': point },
    el('legend', {}, codeEl(point)),
    option(null, none),
    ...readings.map((reading) =>
      option(
        reading.value,
        `${reading.value}: ${visibleText(readingText(reading))}${reading.stands === 'leaning' ? ' (gateways were seen to do this)' : ''}`,
      ),
    ),
    ...(known === undefined
      ? []
      : [el('details', {}, el('summary', {}, 'Why it is open, and what was seen'), el('p', {}, known.because), el('ul', {}, ...seen))]),
  );
}

/** Causes with their repairs, each to be shown as applied. */
export function causesPanel(state: PageState, explored: Explored, change: Change): HTMLElement {
  if (explored.causes.length === 0) return el('p', {}, 'There are no problems.');
  const toggle = (id: string, rivals: readonly string[]): void => {
    const others = state.repairs.filter((one) => one !== id && !rivals.includes(one));
    change({ repairs: state.repairs.includes(id) ? others : [...others, id] });
  };
  return el(
    'ul',
    { class: 'causes' },
    ...explored.causes.map(({ title, severity, path, line, repairs }) =>
      el(
        'li',
        {},
        el('p', {}, el('strong', {}, severity), ` ${visibleText(title)} `, codeEl(`${path}:${String(line)}`)),
        ...repairs.map((repair) =>
          el(
            'label',
            { class: 'option' },
            el('input', {
              type: 'checkbox',
              'data-repair': repair.id,
              checked: state.repairs.includes(repair.id),
              change: () => {
                toggle(repair.id, rivalsOf(repair.id, explored));
              },
            }),
            ` As if applied: ${visibleText(repair.title)}${repair.isSafe ? ' (safe)' : ''}`,
          ),
        ),
        repairs.length === 0 ? el('p', { class: 'quiet' }, 'No fix that can be tried here.') : null,
      ),
    ),
  );
}

/** Repairs of the same policy: only one can be applied. */
function rivalsOf(id: string, { causes }: Explored): readonly string[] {
  const all = causes.flatMap(({ repairs }) => repairs);
  const keys = new Set(all.find((one) => one.id === id)?.policies.keys());
  return all.flatMap((one) => (one.id !== id && [...one.policies.keys()].some((key) => keys.has(key)) ? [one.id] : []));
}

/** Promises of the contracts file, each with a link to a request. */
export function contractsPanel({ contracts }: Explored): HTMLElement {
  const table = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...['Promise', 'Environment', 'Before', 'After', 'Shown by'].map((text) => el('th', { scope: 'col' }, text)))),
    el(
      'tbody',
      {},
      ...contracts.map(({ name, environment, before, result, hash }) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, visibleText(name)),
          el('td', {}, environment ?? 'as the files are'),
          el('td', {}, before ?? 'new'),
          el('td', { class: result === 'broken' ? 'loses' : result === 'undecided' ? 'mayLose' : null }, result),
          el('td', {}, hash === null ? '' : el('a', { href: hash }, 'this request')),
        ),
      ),
    ),
  );
  return el('div', { class: 'wide', role: 'region', tabindex: '0', 'aria-label': 'Contracts' }, table);
}

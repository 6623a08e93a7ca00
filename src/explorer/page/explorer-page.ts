import { readExplored, type Explored } from '../explored.js';
import { ExplorerModel } from '../explorer-model.js';
import { hashOf, stateOf, type PageState } from '../page-state.js';
import { tryRequest } from '../tried-request.js';
import { choice, el, labelledField } from './dom.js';
import { MatrixTable } from './matrix-table.js';
import { answerView, requestForm, verdicts } from './request-view.js';
import { causesPanel, contractsPanel, pointsPanel } from './side-panels.js';

/** The page: everything is drawn from one state, which its address holds. */
class ExplorerPage {
  readonly #model: ExplorerModel;
  readonly #root: HTMLElement;
  #state: PageState;
  readonly #bar = el('div', { class: 'bar' });
  readonly #table: MatrixTable;
  readonly #form = el('div');
  readonly #verdict = el('p', { role: 'status', 'aria-live': 'polite', id: 'verdict' });
  readonly #answer = el('div', { id: 'answer' });
  readonly #points = el('div', { id: 'points' });
  readonly #causes = el('div', { id: 'causes' });

  constructor(model: ExplorerModel, root: HTMLElement) {
    this.#model = model;
    this.#root = root;
    this.#state = stateOf(location.hash);
    this.#table = new MatrixTable(model.explored.mode === 'scan', (picked) => {
      this.#change({ ...picked, url: '' });
      document.getElementById('try')?.scrollIntoView({ block: 'nearest' });
    });
  }

  start(): void {
    const { explored } = this.#model;
    this.#root.replaceChildren(
      ...(explored.apisLeftOut === 0 ? [] : [el('p', { id: 'left-out' }, leftOutText(explored))]),
      el('section', {}, el('h2', {}, 'Who may call what'), this.#bar, this.#table.element),
      el('section', { id: 'try' }, el('h2', {}, 'Try a request'), this.#form, this.#verdict, this.#answer),
      el('section', {}, el('h2', {}, 'Open points'), this.#points),
      el('section', {}, el('h2', {}, 'Try a fix'), this.#causes),
      ...(explored.contracts.length === 0 ? [] : [el('section', { id: 'contracts' }, el('h2', {}, 'Contracts'), contractsPanel(explored))]),
    );
    this.#root.hidden = false;
    window.addEventListener('hashchange', () => {
      this.#state = stateOf(location.hash);
      this.#draw();
    });
    this.#drawBar();
    this.#draw();
  }

  #change(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    history.replaceState(null, '', hashOf(this.#state));
    this.#draw();
  }

  #draw(): void {
    const state = this.#state;
    const shown = this.#model.shown(state);
    this.#table.draw(shown.matrix, state);
    const focused = focusedField(this.#form);
    this.#form.replaceChildren(
      requestForm(shown, state, (change) => {
        this.#change(change);
      }),
    );
    focusField(this.#form, focused);
    const tried = state.origin === '' ? [] : this.#model.tried(state);
    this.#verdict.replaceChildren(...(tried.length === 0 ? ['Say where the page is from, or choose a cell of the table.'] : verdicts(tried)));
    this.#answer.replaceChildren(...(tried.length === 0 ? [] : [answerView(tried, this.#model.explored)]));
    const change = (changed: Partial<PageState>): void => {
      this.#change(changed);
    };
    const inPoints = focusedField(this.#points);
    this.#points.replaceChildren(pointsPanel(this.#model.points(state, tried), state, this.#model.explored, change));
    focusField(this.#points, inPoints);
    const inCauses = focusedField(this.#causes);
    this.#causes.replaceChildren(causesPanel(state, this.#model.explored, change));
    focusField(this.#causes, inCauses);
  }

  #drawBar(): void {
    const { services, mode, apart } = this.#model.explored;
    const state = this.#state;
    const views = [
      ['difference', 'difference'],
      ['before', 'before'],
      ['after', 'after'],
    ] as const;
    const search = el('input', {
      type: 'search',
      id: 'search',
      value: state.search,
      input: () => {
        this.#change({ search: search.value });
      },
    });
    const only = el('input', {
      type: 'checkbox',
      id: 'only-changed',
      checked: state.onlyChanged,
      change: () => {
        this.#change({ onlyChanged: only.checked });
      },
    });
    this.#bar.replaceChildren(
      ...(services.length < 2
        ? []
        : [
            labelledField(
              apart,
              choice(
                services.map(({ name }, index) => [String(index), name] as const),
                String(state.service),
                (value) => {
                  this.#change({ service: Number(value), api: '', operation: '' });
                },
              ),
            ),
          ]),
      labelledField(
        'Show',
        choice(
          mode === 'scan'
            ? [
                ['after', 'access'],
                ['difference', 'marks'],
              ]
            : views,
          state.view,
          (value) => {
            this.#change({ view: value as PageState['view'] });
          },
        ),
      ),
      labelledField('Search: origin, API, path, method', search),
      ...(mode === 'scan' ? [] : [el('label', { class: 'option' }, only, ' only what changes')]),
    );
  }
}

/** What is left out, and where to find it. */
function leftOutText({ apisLeftOut, concernedLeftOut }: Explored): string {
  const [all, some] = [String(apisLeftOut), String(concernedLeftOut)];
  return concernedLeftOut === 0
    ? `${all} APIs for which nothing changes are left out of this page, which would be too large with them.`
    : `${all} APIs are left out of this page, which would be too large with them. For ${some} of them something changes, or there is a problem: the report below says what.`;
}

/** Index of the focused field in an element; -1: none. */
function focusedField(within: HTMLElement): number {
  return [...within.querySelectorAll('input, select, textarea, button')].findIndex((one) => one === document.activeElement);
}

function focusField(within: HTMLElement, index: number): void {
  if (index >= 0) within.querySelectorAll<HTMLElement>('input, select, textarea, button')[index]?.focus();
}

const data = document.getElementById('explorer-data');
const root = document.getElementById('explorer');
if (data !== null && root !== null) {
  const model = new ExplorerModel(readExplored(data.textContent));
  new ExplorerPage(model, root).start();
  document.documentElement.dataset['ready'] = 'yes';
  // For tests: the page's own evaluator.
  Object.assign(globalThis, { apimCorsExplorer: { model, tryRequest } });
}

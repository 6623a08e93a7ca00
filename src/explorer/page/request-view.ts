import { explanationSteps, verdictLine } from '../../report/explanation-text.js';
import { reportedTrace } from '../../report/trace-sentences.js';
import { plainPhrase } from '../../report/phrase.js';
import { scopeName } from '../../report/vocabulary.js';
import type { Explored } from '../explored.js';
import { apiKey, type Shown, type TriedState } from '../explorer-model.js';
import type { PageState } from '../page-state.js';
import { choice, codeEl, el, labelledField, visibleText } from './dom.js';
import { inFormWords } from './form-words.js';
import { operationName } from './matrix-table.js';

type Change = (change: Partial<PageState>) => void;

/** The request's form. Drawn again if its choices change. */
export function requestForm(shown: Shown, state: PageState, change: Change): HTMLElement {
  const typed = (name: 'origin' | 'method' | 'url', attributes: Readonly<Record<string, string>>): HTMLInputElement => {
    const input = el('input', {
      type: 'text',
      value: state[name],
      autocomplete: 'off',
      spellcheck: 'false',
      ...attributes,
      change: () => {
        change({ [name]: input.value });
      },
    });
    return input;
  };
  const chosen = (name: 'credentials' | 'mode' | 'product' | 'key', options: readonly (readonly [string, string])[]): HTMLSelectElement =>
    choice(options, state[name], (value) => {
      change({ [name]: value });
    });
  const api = shown.apis.find((one) => apiKey(one) === state.api);
  const headers = el(
    'textarea',
    {
      rows: '1',
      spellcheck: 'false',
      change: () => {
        change({ headers: headers.value.split('\n').filter((one) => one.trim() !== '') });
      },
    },
    state.headers.join('\n'),
  );
  const origins = el('datalist', { id: 'origins' }, ...shown.matrix.origins.filter((one) => one !== '*').map((one) => el('option', { value: one })));
  const methods = el('datalist', { id: 'methods' }, ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((one) => el('option', { value: one })));
  const products = [...new Set([...(shown.service?.products ?? []).map(({ id }) => id), ...(state.product === '' ? [] : [state.product])])];
  const isUrl = state.api === '';
  return el(
    'form',
    {
      id: 'request',
      submit: (event) => {
        event.preventDefault();
      },
    },
    labelledField('Pages from (origin)', typed('origin', { list: 'origins', placeholder: 'https://app.contoso.com', name: 'origin' })),
    labelledField('Method', typed('method', { list: 'methods', name: 'method' })),
    labelledField(
      'API',
      apiChoice(shown.apis, state.api, (value) => {
        change({ api: value, operation: '', url: '' });
      }),
    ),
    isUrl
      ? labelledField('Path and query', typed('url', { placeholder: '/orders/42', name: 'url' }))
      : labelledField(
          'Operation',
          choice(
            [['', 'the one that fits'], ...(api?.operations ?? []).map((one) => [one.id, operationName(one)] as const)],
            state.operation,
            (value) => {
              change({ operation: value, ...methodOf(api?.operations.find(({ id }) => id === value)?.method) });
            },
          ),
        ),
    labelledField('Headers, one a line', headers),
    labelledField(
      'Credentials',
      chosen('credentials', [
        ['same-origin', 'same-origin (the default)'],
        ['include', 'include'],
        ['omit', 'omit'],
      ]),
    ),
    labelledField(
      'How',
      chosen('mode', [
        ['cors', 'fetch'],
        ['no-cors', "fetch with mode 'no-cors'"],
        ['navigate', 'a link or a form'],
      ]),
    ),
    labelledField('Key of product', chosen('product', [['', 'none named'], ...products.map((one) => [one, one] as const)])),
    labelledField(
      'Subscription key',
      chosen('key', [
        ['', 'not said'],
        ['none', 'none'],
        ['header', 'in a header'],
        ['query', 'in the URL'],
      ]),
    ),
    origins,
    methods,
  );
}

/** The last list of APIs: there may be thousands, equal from one request to the next. */
let apiChoices: { readonly of: Shown['apis']; readonly select: HTMLSelectElement } | null = null;

function apiChoice(apis: Shown['apis'], value: string, change: (value: string) => void): HTMLSelectElement {
  if (apiChoices?.of !== apis) {
    apiChoices = { of: apis, select: choice([['', 'by URL'], ...apis.map((one) => [apiKey(one), apiKey(one)] as const)], value, change) };
  }
  apiChoices.select.value = value;
  return apiChoices.select;
}

function methodOf(method: string | null | undefined): Partial<PageState> {
  return method == null || method === '*' ? {} : { method };
}

/** The verdicts, one per state: announced by screen readers on changes. */
export function verdicts(tried: readonly TriedState[]): readonly HTMLElement[] {
  return tried.map(({ name, tried: one }) =>
    el(
      'span',
      { class: one.isExplained ? one.explanation.verdict : 'unknown' },
      el('strong', {}, `${name}: `),
      `${one.isExplained ? verdictLine(one.explanation) : visibleText(inFormWords(one.wrong))} `,
    ),
  );
}

/** The result of the request in each state, side by side. */
export function answerView(tried: readonly TriedState[], explored: Explored): HTMLElement {
  return el('div', { class: 'sides' }, ...tried.map((one) => sideView(one, explored)));
}

function sideView({ name, side, tried }: TriedState, explored: Explored): HTMLElement {
  if (!tried.isExplained) return el('section', { class: 'side' }, el('h3', {}, name), el('p', {}, visibleText(inFormWords(tried.wrong))));
  const { explanation } = tried;
  const steps = explanationSteps(explanation).map(stepsView);
  const notes =
    explanation.notes.length === 0
      ? []
      : [el('h4', {}, 'Notes'), el('ul', {}, ...explanation.notes.map((note) => el('li', {}, visibleText(inFormWords(note)))))];
  return el(
    'section',
    { class: `side ${explanation.verdict}` },
    el('h3', {}, name),
    el('p', { class: 'verdict' }, visibleText(verdictLine(explanation))),
    chainView(tried, name === 'With the fixes' ? new Map() : explored.lines[side]),
    ...steps,
    ...notes,
  );
}

/** One part of the explanation. Outcomes of other readings are long, and folded. */
function stepsView({ title, lines, isQuoted }: ReturnType<typeof explanationSteps>[number]): HTMLElement {
  const list = el('ul', {}, ...lines.map((line) => el('li', {}, isQuoted === true ? codeEl(line) : visibleText(line))));
  return title === 'Other readings' ? el('details', {}, el('summary', {}, title), list) : el('div', {}, el('h4', {}, title), list);
}

/** Without common leading white space. */
function withoutIndentation(lines: readonly (readonly [number, string])[]): readonly string[] {
  const indents = lines.flatMap(([, text]) => (text.trim() === '' ? [] : [/^[ \t]*/.exec(text)?.[0].length ?? 0]));
  const common = Math.min(...indents, Infinity);
  return lines.map(([number, text]) => `${String(number)}  ${visibleText(text.slice(Math.min(common, text.length)))}`);
}

type Explained = Extract<TriedState['tried'], { isExplained: true }>;

/** The scopes, narrow to broad, with their policies; the deciding element is named. */
function chainView({ explanation, scopes }: Explained, lines: Explored['lines']['head']): HTMLElement {
  const { trace, preflight, actual } = explanation;
  const deciding = [preflight.decidedBy, actual.decidedBy].flatMap((place) => (place === null ? [] : [`${place.path}:${String(place.line)}`]));
  const steps = reportedTrace(trace);
  const paths = new Set(scopes.flatMap(({ path }) => path ?? []));
  const stepsAt = (path: string | null): readonly { readonly line: number; readonly path: string; readonly text: string }[] => {
    const seen = new Set<number>();
    return steps.filter((step) => step.path === path && !seen.has(step.line) && seen.add(step.line));
  };
  const stepView = ({ path, line, text }: { readonly line: number; readonly path: string; readonly text: string }): HTMLElement => {
    const decides = deciding.includes(`${path}:${String(line)}`);
    const source = [...(lines.get(path) ?? [])].filter(([number]) => number >= line && number < line + 4);
    return el(
      'li',
      { class: decides ? 'decides' : null },
      ...(decides ? [el('strong', {}, 'decides'), ' '] : []),
      codeEl(`${path}:${String(line)}`),
      ` ${visibleText(text)}`,
      source.length === 0 ? null : el('pre', { tabindex: '0' }, withoutIndentation(source).join('\n')),
    );
  };
  const elsewhere = steps.filter(({ path }) => path !== '' && !paths.has(path));
  return el(
    'ol',
    { class: 'chain', 'aria-label': 'Scopes, narrow to broad' },
    ...scopes.map(({ scope, path }) => {
      const own = path === null ? [] : stepsAt(path);
      return el(
        'li',
        {},
        el('span', { class: 'scope' }, plainPhrase(scopeName(scope))),
        path === null ? ' no policy here' : null,
        own.length === 0 ? null : el('ul', {}, ...own.map(stepView)),
      );
    }),
    ...(elsewhere.length === 0
      ? []
      : [el('li', {}, el('span', { class: 'scope' }, 'fragments and others'), el('ul', {}, ...elsewhere.map(stepView)))]),
  );
}

import type { MarkedLine, OfferedRepair, ShownCause } from '../draft-answer.js';
import type { PlaygroundDraft } from '../draft.js';
import { button, el } from '../../explorer/page/dom.js';
import { runNodes, runText } from './page-nodes.js';

/** The actions of a cause's buttons. */
export interface CauseActions {
  readonly goTo: (line: MarkedLine) => void;
  readonly apply: (repaired: PlaygroundDraft, title: string) => void;
}

const policies = { global: 'global policy', api: 'API policy' } as const;

/** One root cause: title, reason, lines, open points, repairs. */
export function causeNode(cause: ShownCause, actions: CauseActions): HTMLElement {
  const { severity, isOld, rule, title, reason, certainty, lines, depends, repairs } = cause;
  return el(
    'article',
    { class: severity },
    el('h3', {}, el('span', { class: `tag ${severity}` }, severity), ' ', ...runNodes(title)),
    el('p', {}, ...runNodes(reason)),
    el('ul', { class: 'places' }, ...lines.map((line) => el('li', {}, lineButton(line, actions)))),
    certainty === null ? null : el('p', { class: 'aside' }, certainty),
    ...depends.map(({ point, readings }) =>
      el('div', {}, el('p', { class: 'aside' }, 'Depends on ', el('code', {}, point)), el('pre', {}, readings.join('\n'))),
    ),
    ...repairs.map((repair, index) => repairNode(repair, index === 0, actions)),
    el('p', { class: 'aside' }, isOld ? 'The start has it too. Rule: ' : 'Rule: ', el('code', {}, rule)),
  );
}

function lineButton(line: MarkedLine, { goTo }: CauseActions): HTMLElement {
  const label = line.label === '' ? '' : `: ${line.label}`;
  const go = (): void => {
    goTo(line);
  };
  return button(`${policies[line.policy]}, line ${line.line}${label}`, go, { class: 'link' });
}

function repairNode({ title, effect, isSafe, patch, repaired }: OfferedRepair, isOpen: boolean, { apply }: CauseActions): HTMLElement {
  const diff = patch
    .filter(({ kind }) => kind === 'added' || kind === 'removed' || kind === 'context' || kind === 'hunk')
    .map(({ kind, text }) => el('span', { class: kind }, `${text}\n`));
  const take = (): void => {
    apply(repaired, runText(title));
  };
  return el(
    'details',
    { class: 'repair', open: isOpen },
    el('summary', {}, isSafe ? 'Safe repair: ' : 'Repair: ', ...runNodes(title)),
    el('p', {}, 'Checked: ', ...runNodes(effect)),
    el('pre', { class: 'diff', tabindex: '0', role: 'region', 'aria-label': 'What the repair changes' }, ...diff),
    button('Apply', take, { 'aria-label': `Apply: ${runText(title)}` }),
  );
}

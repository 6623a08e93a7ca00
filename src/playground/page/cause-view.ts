import type { MarkedLine, OfferedRepair, ShownCause } from '../draft-answer.js';
import type { Draft } from '../draft.js';
import { make, runNodes, runText } from './page-nodes.js';

/** What a cause's buttons do. */
export interface CauseActions {
  readonly goTo: (line: MarkedLine) => void;
  readonly apply: (repaired: Draft, title: string) => void;
}

const policies = { global: 'global policy', api: 'API policy' } as const;

/** One root cause: title, why, lines, what it depends on, repairs. */
export function causeNode(cause: ShownCause, actions: CauseActions): HTMLElement {
  const { severity, isOld, rule, title, reason, certainty, lines, depends, repairs } = cause;
  return make('article', { attributes: { class: severity } }, [
    make('h3', {}, [make('span', { text: severity, attributes: { class: `tag ${severity}` } }), document.createTextNode(' '), ...runNodes(title)]),
    make('p', {}, runNodes(reason)),
    make(
      'ul',
      { attributes: { class: 'places' } },
      lines.map((line) => make('li', {}, [lineButton(line, actions)])),
    ),
    ...(certainty === null ? [] : [make('p', { text: certainty, attributes: { class: 'aside' } })]),
    ...depends.map(({ point, readings }) =>
      make('div', {}, [
        make('p', { attributes: { class: 'aside' } }, [document.createTextNode('Depends on '), make('code', { text: point })]),
        make('pre', { text: readings.join('\n') }),
      ]),
    ),
    ...repairs.map((repair, index) => repairNode(repair, index === 0, actions)),
    make('p', { attributes: { class: 'aside' } }, [
      document.createTextNode(isOld ? 'The start has it too. Rule: ' : 'Rule: '),
      make('code', { text: rule }),
    ]),
  ]);
}

function lineButton(line: MarkedLine, { goTo }: CauseActions): HTMLElement {
  const label = line.label === '' ? '' : `: ${line.label}`;
  return make('button', {
    text: `${policies[line.policy]}, line ${line.line}${label}`,
    attributes: { type: 'button', class: 'link' },
    onClick: () => {
      goTo(line);
    },
  });
}

function repairNode({ title, effect, isSafe, patch, repaired }: OfferedRepair, isOpen: boolean, { apply }: CauseActions): HTMLElement {
  const diff = patch
    .filter(({ kind }) => kind === 'added' || kind === 'removed' || kind === 'context' || kind === 'hunk')
    .map(({ kind, text }) => make('span', { text: `${text}\n`, attributes: { class: kind } }));
  const node = make('details', { attributes: { class: 'repair' } }, [
    make('summary', {}, [document.createTextNode(isSafe ? 'Safe repair: ' : 'Repair: '), ...runNodes(title)]),
    make('p', {}, [document.createTextNode('Checked: '), ...runNodes(effect)]),
    make('pre', { attributes: { class: 'diff', tabindex: '0', 'aria-label': 'What the repair changes' } }, diff),
    make('button', {
      text: 'Apply',
      attributes: { type: 'button', 'aria-label': `Apply: ${runText(title)}` },
      onClick: () => {
        apply(repaired, runText(title));
      },
    }),
  ]);
  node.open = isOpen;
  return node;
}

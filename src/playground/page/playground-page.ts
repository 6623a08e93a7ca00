import type { Answer, MarkedLine } from '../draft-answer.js';
import type { PlaygroundDraft } from '../draft.js';
import { draftsOfHash, hashOfDrafts } from '../draft-link.js';
import { firstDraft, firstStart } from '../first-draft.js';
import { el } from '../../explorer/page/dom.js';
import { causeNode } from './cause-view.js';
import { Engine, patience, type QuestionOutcome } from './engine.js';
import { MatrixView } from './matrix-view.js';
import { byId, runNodes } from './page-nodes.js';
import { PolicyEditor } from './policy-editor.js';

/** Milliseconds after the last key press before the text is evaluated. */
const pause = 120;

/** The page: the texts on one side, the results on the other. */
class Playground {
  readonly #editors = {
    global: new PolicyEditor('global', () => {
      this.#edited();
    }),
    api: new PolicyEditor('api', () => {
      this.#edited();
    }),
  };
  readonly #operations = byId('operations', HTMLTextAreaElement);
  readonly #matrix = new MatrixView();
  readonly #undo = byId('undo', HTMLButtonElement);
  readonly #engine = new Engine((outcome) => {
    this.#told(outcome);
  });
  #start: PlaygroundDraft = firstStart;
  #beforeRepair: PlaygroundDraft | null = null;
  #timer = 0;
  #since = 0;

  open(): void {
    this.#operations.addEventListener('input', () => {
      this.#edited();
    });
    const buttons: Readonly<Record<string, () => void>> = {
      undo: () => {
        if (this.#beforeRepair !== null) this.#put(this.#beforeRepair);
      },
      'take-start': () => {
        this.#start = this.#draft();
        this.#ask();
      },
      'back-to-start': () => {
        this.#put(this.#start);
      },
      'first-example': () => {
        this.#start = firstStart;
        this.#put(firstDraft);
      },
      link: () => {
        void this.#link();
      },
    };
    for (const [id, click] of Object.entries(buttons)) byId(id, HTMLButtonElement).addEventListener('click', click);
    window.addEventListener('hashchange', () => {
      void this.#follow(false);
    });
    void this.#follow(true);
  }

  /** Shows the content of the address; the first example if it is empty and the page was just opened. */
  async #follow(isFirst: boolean): Promise<void> {
    const linked = await draftsOfHash(location.hash);
    if (linked !== null) this.#start = linked.start;
    if (linked !== null || isFirst) this.#put(linked?.draft ?? firstDraft);
    byId('link-said', HTMLElement).textContent =
      linked === null && location.hash !== '' ? 'The link cannot be read: it is cut off, or of another version.' : '';
  }

  /** Puts both texts into the address, and copies it. */
  async #link(): Promise<void> {
    const hash = await hashOfDrafts({ start: this.#start, draft: this.#draft() });
    history.replaceState(null, '', hash);
    const said = byId('link-said', HTMLElement);
    const ready = 'The address of this page is the link now.';
    said.textContent = ready;
    // A page from a file may not have the clipboard: the address can be copied by hand.
    if ('clipboard' in navigator) {
      navigator.clipboard.writeText(location.href).then(
        () => {
          said.textContent = `${ready} It was copied.`;
        },
        () => undefined,
      );
    }
  }

  #draft(): PlaygroundDraft {
    return { global: this.#editors.global.text, api: this.#editors.api.text, operations: this.#operations.value };
  }

  #put({ global, api, operations }: PlaygroundDraft): void {
    this.#editors.global.text = global;
    this.#editors.api.text = api;
    this.#operations.value = operations;
    this.#forgetRepair();
    this.#ask();
  }

  #forgetRepair(): void {
    this.#beforeRepair = null;
    this.#undo.hidden = true;
  }

  #edited(): void {
    this.#forgetRepair();
    clearTimeout(this.#timer);
    this.#since = performance.now();
    this.#timer = setTimeout(() => {
      this.#ask();
    }, pause);
  }

  #ask(): void {
    clearTimeout(this.#timer);
    document.body.dataset['state'] = 'busy';
    this.#engine.ask(this.#start, this.#draft());
  }

  #told(outcome: QuestionOutcome): void {
    document.body.dataset['state'] = outcome.kind;
    if (outcome.kind === 'answer') this.#show(outcome.answer);
    else if (outcome.kind === 'stopped')
      this.#say(`Stopped after ${patience / 1000} seconds: these texts take too long in a page. apim-cors scan reads them without a limit.`, []);
    else this.#say('This is a bug of the playground, not of your texts. Please report it with the two policies.', [outcome.says]);
    document.body.dataset['took'] = String(Math.round(performance.now() - this.#since));
  }

  #say(headline: string, sentences: readonly string[]): void {
    byId('headline', HTMLElement).textContent = headline;
    byId('sentences', HTMLElement).textContent = sentences.join(' ');
  }

  #show(answer: Answer): void {
    this.#say(answer.headline, answer.sentences);
    byId('verdict', HTMLElement).className = answer.conclusion;
    byId('operations-problem', HTMLElement).textContent = answer.operationsProblem ?? '';
    this.#matrix.show(answer.matrix);
    const lines = answer.causes.flatMap((cause) => cause.lines);
    for (const policy of ['global', 'api'] as const) this.#editors[policy].mark(lines.filter((line) => line.policy === policy));
    this.#showCauses(answer);
  }

  #showCauses({ causes, causesLeftOut, notes }: Answer): void {
    const actions = {
      goTo: ({ policy, line }: MarkedLine): void => {
        this.#editors[policy].select(line);
      },
      apply: (repaired: PlaygroundDraft): void => {
        this.#apply(repaired);
      },
    };
    byId('causes', HTMLElement).replaceChildren(
      ...causes.map((cause) => causeNode(cause, actions)),
      ...(causesLeftOut === 0 ? [] : [el('p', {}, `${causesLeftOut} more findings are not shown.`)]),
      ...notes.map((note) => el('p', { class: 'aside' }, ...runNodes(note))),
    );
  }

  /** The focus moves to the verdict, because the pressed button disappears with the repair. */
  #apply(repaired: PlaygroundDraft): void {
    const before = this.#draft();
    this.#put(repaired);
    this.#beforeRepair = before;
    this.#undo.hidden = false;
    byId('verdict', HTMLElement).focus();
  }
}

new Playground().open();

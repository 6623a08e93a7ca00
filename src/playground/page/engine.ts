import type { Answer } from '../draft-answer.js';
import type { PlaygroundDraft } from '../draft.js';
import { byId } from './page-nodes.js';
import type { WorkerQuestion, WorkerReply } from './messages.js';

/** The result of a question. */
export type QuestionOutcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly draft: PlaygroundDraft }
  /** It took longer than `patience`, and the worker was ended. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'bug'; readonly says: string };

/** Milliseconds that a question may take. */
export const patience = 10_000;

/** Answers questions in a worker, one at a time; of those arriving meanwhile only the last counts. */
export class Engine {
  readonly #url: string;
  #worker: Worker;
  #asked: WorkerQuestion | null = null;
  #next: WorkerQuestion | null = null;
  #timer = 0;
  #last = 0;

  /** `tell`: receives the result of each question that counts. */
  constructor(private readonly tell: (outcome: QuestionOutcome) => void) {
    // The page may be a file, from which browsers load no worker, so its text is in the page.
    this.#url = URL.createObjectURL(new Blob([byId('engine', HTMLScriptElement).text], { type: 'text/javascript' }));
    this.#worker = this.#started();
  }

  ask(start: PlaygroundDraft, draft: PlaygroundDraft): void {
    this.#last += 1;
    this.#next = { id: this.#last, start, draft, today: new Date().toISOString().slice(0, 10) };
    if (this.#asked === null) this.#send();
  }

  #started(): Worker {
    const worker = new Worker(this.#url);
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => {
      this.#take(data);
    });
    worker.addEventListener('error', ({ message }) => {
      this.#restart({ kind: 'bug', says: message });
    });
    return worker;
  }

  #send(): void {
    const question = this.#next;
    this.#asked = question;
    this.#next = null;
    if (question === null) return;
    this.#timer = setTimeout(() => {
      this.#restart({ kind: 'stopped' });
    }, patience);
    this.#worker.postMessage(question);
  }

  #take(reply: WorkerReply): void {
    const asked = this.#asked;
    if (asked?.id !== reply.id) return;
    clearTimeout(this.#timer);
    if ('bug' in reply) this.tell({ kind: 'bug', says: reply.bug });
    else if (this.#next === null) this.tell({ kind: 'answer', answer: reply.answer, draft: asked.draft });
    this.#send();
  }

  #restart(outcome: QuestionOutcome): void {
    clearTimeout(this.#timer);
    this.#worker.terminate();
    this.#worker = this.#started();
    this.tell(outcome);
    this.#send();
  }
}

import { draftAnswer } from '../draft-answer.js';
import type { WorkerQuestion, WorkerReply } from './messages.js';

/** The engine in a worker, so that a slow text does not block the page. */
addEventListener('message', (event: MessageEvent<WorkerQuestion>) => {
  const { id, start, draft, today } = event.data;
  const reply = (said: WorkerReply): void => {
    postMessage(said);
  };
  draftAnswer(start, draft, today).then(
    (answer) => {
      reply({ id, answer });
    },
    (error: unknown) => {
      reply({ id, bug: error instanceof Error ? error.message : String(error) });
    },
  );
});

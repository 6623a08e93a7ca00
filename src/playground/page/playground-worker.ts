import { answerTo } from '../draft-answer.js';
import type { Question, Reply } from './messages.js';

/** The engine in a worker, so that a slow text does not block the page. */
addEventListener('message', (event: MessageEvent<Question>) => {
  const { id, start, draft, today } = event.data;
  const reply = (said: Reply): void => {
    postMessage(said);
  };
  answerTo(start, draft, today).then(
    (answer) => {
      reply({ id, answer });
    },
    (error: unknown) => {
      reply({ id, bug: error instanceof Error ? error.message : String(error) });
    },
  );
});

import { bestOf } from '../review/offered-repairs.js';
import type { RootCause } from '../review/root-causes.js';
import { wholePhrase } from './phrase.js';
import { causeTitle } from './sentences/cause-titles.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';

/** What other programs are told of a cause. Each text is as it is, with whatever a repository holds in it. */
export interface CauseNotice {
  /** Of the worst finding. */
  readonly rule: string;
  /** At most 80 characters. */
  readonly title: string;
  /** What the worst finding says, and the repair that is offered first; one or two lines. */
  readonly message: string;
}

/** What is said of a cause where there is room for a title and a text. */
export function noticeOf(cause: RootCause): CauseNotice {
  const [worst] = cause.findings;
  const best = bestOf(cause);
  const repair = best === null ? [] : [`Fix: ${wholePhrase(titlePhrase(best.title))}. ${wholePhrase(effectPhrase(best.effect))}`];
  return {
    rule: worst?.rule ?? '',
    title: causeTitle(cause),
    message: [...(worst === undefined ? [] : [wholePhrase(messagePhrase(worst))]), ...repair].join('\n'),
  };
}

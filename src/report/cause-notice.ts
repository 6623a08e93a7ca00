import { bestOf } from '../review/offered-repairs.js';
import type { Suggestion } from '../review/review.js';
import type { RootCause } from '../review/root-causes.js';
import type { CausePlace } from './cause-places.js';
import { wholePhrase } from './phrase.js';
import { causeTitle } from './sentences/cause-titles.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';

/** What other programs are told of a cause. Each text is as it is, with whatever a repository holds in it. */
export interface CauseNotice {
  /** Of the finding there. */
  readonly rule: string;
  /** At most 80 characters. */
  readonly title: string;
  /** What the finding says, and the repair that is offered first; one or two lines. */
  readonly message: string;
}

/** What is said of one place of a cause where there is room for a title and a text. */
export function noticeOf(cause: RootCause, place: CausePlace): CauseNotice {
  const worst = place.finding;
  const best = place.isFirst ? bestOf(cause) : bestAt(place);
  const repair = best === null ? [] : [`Fix: ${wholePhrase(titlePhrase(best.title))}. ${wholePhrase(effectPhrase(best.effect))}`];
  return {
    rule: worst.rule,
    title: causeTitle(cause),
    message: [wholePhrase(messagePhrase(worst)), ...repair].join('\n'),
  };
}

/** The repair of one place that is offered first, a safe one where there is one; null: there is none. */
export function bestAt({ finding: { suggestions } }: CausePlace): Suggestion | null {
  return suggestions.find(({ isSafe }) => isSafe) ?? suggestions[0] ?? null;
}

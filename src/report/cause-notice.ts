import { bestOf } from '../review/offered-repairs.js';
import type { Suggestion } from '../review/review.js';
import type { RootCause } from '../review/root-causes.js';
import type { CausePlace } from './cause-places.js';
import { wholePhrase } from './phrase.js';
import { causeTitle } from './sentences/cause-titles.js';
import { effectPhrase } from './sentences/effects.js';
import { titlePhrase } from './sentences/repairs.js';
import { messagePhrase } from './sentences/statements.js';

/** A cause for other programs. The texts are unescaped, with content of the repository. */
export interface CauseNotice {
  /** Rule of the finding at this place. */
  readonly rule: string;
  /** At most 80 characters. */
  readonly title: string;
  /** The finding's message, and the repair offered first; one or two lines. */
  readonly message: string;
}

/** The notice for one place of a cause, for formats with a title and a text. */
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

/** The repair offered first at one place, a safe one if possible; null if there is none. */
export function bestAt({ finding: { suggestions } }: CausePlace): Suggestion | null {
  return suggestions.find(({ isSafe }) => isSafe) ?? suggestions[0] ?? null;
}

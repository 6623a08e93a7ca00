import type { Suggestion } from '../../review/review.js';
import type { RootCause } from '../../review/root-causes.js';
import { type Phrase, phrase } from '../phrase.js';
import { originNames } from '../vocabulary.js';
import { effectPhrase } from './effects.js';

/**
 * What a repair does, and which origins that lost access it does not restore: a list may have changed too. `isFirst`: the first of several repairs at as many
 * places, which may restore others.
 */
export function checkedPhrase(cause: RootCause, repair: Suggestion, isFirst = false): Phrase {
  const left = isFirst ? [] : leftOut(cause, repair);
  const said = effectPhrase(repair.effect);
  return left.length === 0 ? said : phrase`${said} ${originNames(left)} ${left.length === 1 ? 'stays' : 'stay'} blocked.`;
}

/** Named origins that lost access, if the repair restores only others. */
function leftOut({ loses }: RootCause, { effect: { groups, furtherOperations } }: Suggestion): readonly string[] {
  if (loses.length === 0 || furtherOperations > 0) return [];
  const back = new Set(
    groups.flatMap(({ origins }) =>
      origins.flatMap(({ origin, change }) => (change.kind === 'access' && change.how.startsWith('gains') ? [origin] : [])),
    ),
  );
  if (back.size === 0) return [];
  const lost = loses.flatMap(({ origins, parts }) => (parts.some(({ what }) => what === 'access') ? origins : []));
  return [...new Set(lost)].filter((origin) => origin.includes('://') && !back.has(origin));
}

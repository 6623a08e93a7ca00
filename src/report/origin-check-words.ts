import type { Hint } from '../explain/advice.js';
import { listingInWords } from './owner-words.js';

/** What a hand-written origin check does with the request, and who can change it. */
export function originCheckWords({ origin, checks, isCertain, isRead, isListed }: Extract<Hint, { code: 'origin-check' }>): readonly string[] {
  const named = checks.map(({ policy, path, line }) => `${policy} (${path}:${line})`);
  const many = named.length > 1;
  const who = `${listingInWords(named, 5)} ${isCertain ? (many ? 'refuse' : 'refuses') : 'may refuse'} ${origin}`;
  const seen = isCertain
    ? isRead
      ? ': the page can read the refusal, and nothing else'
      : ', and the page cannot read the refusal'
    : ', by a condition that these files do not decide';
  const cors = isListed
    ? 'A <cors> lets it in already, and the check does not look at that.'
    : 'A <cors> that lists it would not be enough: the check does not look at that.';
  return [
    `A check of the origin stands in the policies. ${who}${seen}.`,
    `${cors} Whoever owns the check decides whether this origin may pass, and adds it there.`,
  ];
}

import type { Hint } from '../explain/advice.js';
import { wholePhrase } from './phrase.js';
import { listing } from './vocabulary.js';

/** What to request from the owner of an API, and the alternatives. */
export function ownerWords(hint: Extract<Hint, { code: 'ask-owner' | 'http-alone' }>): readonly string[] {
  if (hint.code === 'http-alone') return httpAloneWords(hint);
  const own = inThePage(hint.page);
  if (hint.instead !== undefined) {
    const what = hint.instead.change ? 'for the change above' : 'to put right what is said above';
    const lists = hint.instead.listed ? `The policies list ${hint.origin} already. ` : '';
    return [`${lists}Ask whoever owns the API ${what}. ${own}`, withoutOwner];
  }
  const parts = [`the origin ${hint.origin}`, `the method ${hint.method}`];
  if (hint.headers.length > 0) parts.push(`${hint.headers.length === 1 ? 'the header' : 'the headers'} ${listingInWords(hint.headers, 12)}`);
  if (hint.credentials === 'include') parts.push('credentials (allow-credentials="true")');
  return [`Ask whoever owns its policies to allow ${listingInWords(parts, 4)}. ${own}`, withoutOwner];
}

/** What the page can do if the API's owner does nothing. */
function inThePage(way: 'as-told' | 'not-refused' | undefined): string {
  if (way === undefined) return 'Nothing in the page can replace that.';
  if (way === 'as-told') return 'Beside what is said above, nothing in the page can replace that.';
  return 'Until then the page cannot read refusals; what is not refused it can.';
}

/** Why neither the page nor a policy can fix it. */
function httpAloneWords({ api, declared, byHttps }: Extract<Hint, { code: 'http-alone' }>): readonly string[] {
  const then = {
    allowed: 'Then the request is allowed: no policy has to change.',
    blocked: 'Then the policies still block the request, for another reason.',
    unknown: 'Then the answer still depends on an open point.',
  };
  const where = declared === '' ? '' : ` in ${declared}`;
  return [
    `API '${api}' is served over http alone (its protocols${where}), and browsers let no https page call http (mixed content), whatever a policy says.`,
    `Ask whoever owns the API to add https to its protocols, and call it by https. ${then[byHttps]}`,
  ];
}

const withoutOwner =
  'Without it: serve page and API under one origin, or call the API from a server of your own. no-cors, JSONP and browser extensions are no way here.';

/** "a, b and 3 more". */
export function listingInWords(all: readonly string[], most: number): string {
  return wholePhrase(
    listing(
      all.map((one) => [one]),
      most,
    ),
  );
}

import type { Hint } from '../explain/advice.js';

/** What the key check did, and how the page has to send a key. */
export function keyCheckWords({ header, query, allowedWith }: Extract<Hint, { code: 'key-check' }>): readonly string[] {
  const refused =
    'The API asks for a subscription key, and the request carries none: the gateway refuses it with 401 before any policy runs. That is the key check: no <cors> lets the request through.';
  switch (allowedWith) {
    case 'header':
      return [refused, `Send a key in the header ${header}: then these policies allow the request.`];
    case 'query':
      return [
        refused,
        `Send a key in the URL (?${query}=…): then these policies allow the request. In the header ${header} it needs a preflight that these policies refuse.`,
      ];
    case null:
      return [refused, `Send a key in the header ${header}. That alone is not enough: the policies have to let that request in.`];
  }
}

import type { Account } from './account.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';

/** At most so many products are tried. */
const mostProducts = 20;

/** How an explained request ends, as far as it is held against what was seen. */
interface Ended {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly observed: { readonly contradicted: boolean } | null;
  readonly account?: Account;
}

/** A request of somebody who calls with another key than was taken, or with none. */
export interface OtherCaller {
  readonly asked: ExplainRequest;
  /** Products whose keys lead to just this; empty: no key does. */
  readonly products: readonly string[];
}

/**
 * Who a request that was seen may be of, where these policies allow it to the caller that was taken: nobody said whose key it carries, and each
 * product has policies of its own. null: what was seen fits none of them either. `explained` follows one such request.
 */
export async function otherCaller(
  asked: ExplainRequest,
  target: ExplainTarget,
  explained: (asked: ExplainRequest) => Promise<Ended>,
): Promise<OtherCaller | null> {
  if (asked.product !== null || asked.key !== null) return null;
  const fitting: ExplainRequest[] = [];
  for (const request of callersOf(asked, target)) if (fits(await explained(request))) fitting.push(request);
  const [first] = fitting;
  return first === undefined ? null : { asked: first, products: fitting.flatMap(({ product }) => product ?? []) };
}

/** With a key of each product that the API is in, then with none. A capture shows how a key was sent, and whether one was. */
function callersOf(asked: ExplainRequest, { route: { state, api, key } }: ExplainTarget): readonly ExplainRequest[] {
  const isShown = asked.observation?.kind === 'capture';
  const products = isShown && key === null ? [] : state.productsOf(api).filter(({ subscriptionRequired }) => subscriptionRequired !== false);
  const none = api.subscriptionRequired === true && !(isShown && key !== null) ? [{ ...asked, key: 'none' } as const] : [];
  return [...products.slice(0, mostProducts).map(({ id }) => ({ ...asked, product: id, key: isShown ? key : null })), ...none];
}

/** These policies block it as it was blocked. */
function fits({ verdict, observed, account }: Ended): boolean {
  return verdict === 'blocked' && (account === undefined ? observed?.contradicted !== true : account.code === 'refused-early');
}

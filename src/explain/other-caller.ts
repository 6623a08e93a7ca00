import type { Account } from './account.js';
import type { ExplainRequest, ExplainTarget } from './request-target.js';

/** Most products that are tried. */
const mostProducts = 20;

/** The outcome of an explained request, as far as it is compared with the observation. */
interface Ended {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly observed: { readonly contradicted: boolean } | null;
  readonly account?: Account;
}

/** A request by a caller with another key than assumed, or with none. */
export interface OtherCaller {
  readonly asked: ExplainRequest;
  /** Products whose keys lead to this outcome; empty: it needs no key. */
  readonly products: readonly string[];
}

/**
 * Who may have sent an observed request, if the policies allow it for the assumed caller: its key is unknown, and products have policies of their own. null: no
 * caller fits the observation. `explained` is one such request.
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

/** With a key of each product of the API, then without one. A capture shows whether and how a key was sent. */
function callersOf(asked: ExplainRequest, { route: { state, api, key } }: ExplainTarget): readonly ExplainRequest[] {
  const isShown = asked.observation?.kind === 'capture';
  const products = isShown && key === null ? [] : state.productsOf(api).filter(({ subscriptionRequired }) => subscriptionRequired !== false);
  const none = api.subscriptionRequired === true && !(isShown && key !== null) ? [{ ...asked, key: 'none' } as const] : [];
  return [...products.slice(0, mostProducts).map(({ id }) => ({ ...asked, product: id, key: isShown ? key : null })), ...none];
}

/** The policies block it as observed. */
function fits({ verdict, observed, account }: Ended): boolean {
  return verdict === 'blocked' && (account === undefined ? observed?.contradicted !== true : account.code === 'refused-early');
}

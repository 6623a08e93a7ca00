import { isTransparent } from '../apim/transparency.js';
import type { Api, Product } from '../apim/service.js';
import { chainKey, type CorsChain, type CorsStep, type Preflight } from '../cors/cors-chain.js';
import { productKeySent } from '../cors/questions.js';
import { guarded } from './guarded-step.js';
import { decidingOpenProduct, isOpenProduct, keylessProduct, type KnowsProducts } from './open-product.js';
import { ifCalled } from './unpublished-product.js';

/** The chains of one operation. */
interface Chains {
  /** In a product's context. `isKeyInUrl`: a key is in the URL, or none is needed. */
  readonly atUrl: (product: Product | null, isKeyInUrl: boolean) => CorsChain;
  /** What this module makes of another product. */
  readonly inContextOf: (product: Product | null) => CorsChain;
}

/** The chain of requests that belong to a product, however their key is sent; null: of those that belong to none. */
export function chainInContext(state: KnowsProducts, api: Api | null, product: Product | null, { atUrl, inContextOf }: Chains): CorsChain {
  const own = atUrl(product, product !== null);
  if (product === null) {
    const open = keylessProduct(state, api);
    if (open === null || !isTransparent(open.policy)) return own;
    // Its policy decides nothing, and no key is asked for.
    const called = atUrl(null, true);
    return open.published === false ? ifCalled(called, open, own) : called;
  }
  if (isOpenProduct(product)) return product.published === false ? ifCalled(own, product, inContextOf(null)) : own;
  const keyless = inContextOf(decidingOpenProduct(state, api));
  const sent = withKeySent(own, keyless, product);
  return product.published === false ? ifCalled(sent, product, withKeySent(atUrl(null, true), keyless, product)) : sent;
}

/**
 * The chain of requests with a key of a product. A key in a header names no product to the preflight (cors policy page, common configuration issues):
 * then that is answered as one without a key is. `inUrl`: the chain where the key stands in the URL. `keyless`: that of requests without one.
 */
function withKeySent(inUrl: CorsChain, keyless: CorsChain, product: Product): CorsChain {
  const [own, other] = [preflightOf(inUrl), preflightOf(keyless)];
  // Then it makes no difference how the key is sent.
  if (chainKey(own) === chainKey(other)) return inUrl.preflight === null ? { ...inUrl, preflightRests: keyless.preflightRests } : inUrl;
  const question = productKeySent(product.id);
  const steps: readonly CorsStep[] = [
    ...own.steps.map((step) => guarded(step, { question, value: 'query' })),
    ...other.steps.map((step) => guarded(step, { question, value: 'header' })),
  ];
  const preflight: Preflight = inUrl.preflight === null ? { kind: 'product', key: question, steps } : { ...inUrl.preflight, key: question, steps };
  return { ...inUrl, preflight };
}

/** What answers the preflight, as a chain. */
function preflightOf({ steps, written, preflight }: CorsChain): CorsChain {
  return { steps: preflight?.steps ?? steps, written: preflight === null ? written : (preflight.written ?? []), preflight: null, preflightRests: [] };
}

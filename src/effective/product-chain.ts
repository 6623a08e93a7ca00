import { isTransparent } from '../apim/transparency.js';
import type { Api, Product } from '../apim/service.js';
import { chainKey, type CorsChain, type CorsStep, type Preflight } from '../cors/cors-chain.js';
import { productKeySent } from '../cors/questions.js';
import { guarded } from './guarded-step.js';
import { decidingOpenProduct, isOpenProduct, keylessProduct, type KnowsProducts } from './open-product.js';
import { ifCalled } from './unpublished-product.js';

/** The chains of one operation. */
interface Chains {
  /** The chain in a product's context. `isKeyInUrl`: a key is in the URL, or none is needed. */
  readonly atUrl: (product: Product | null, isKeyInUrl: boolean) => CorsChain;
  /** The result of this module for another product. */
  readonly inContextOf: (product: Product | null) => CorsChain;
}

/** The chain for requests of a product, however their key is sent; null: of no product. */
export function chainInContext(state: KnowsProducts, api: Api | null, product: Product | null, { atUrl, inContextOf }: Chains): CorsChain {
  const own = atUrl(product, product !== null);
  if (product === null) {
    const open = keylessProduct(state, api);
    if (open === null || !isTransparent(open.policy)) return own;
    // Its policy decides nothing, and no key is required.
    const called = atUrl(null, true);
    return open.published === false ? ifCalled(called, open, own) : called;
  }
  if (isOpenProduct(product)) return product.published === false ? ifCalled(own, product, inContextOf(null)) : own;
  const keyless = inContextOf(decidingOpenProduct(state, api));
  const sent = withKeySent(own, keyless, product);
  return product.published === false ? ifCalled(sent, product, withKeySent(atUrl(null, true), keyless, product)) : sent;
}

/**
 * The chain for requests with a product's key. A key in a header is not in the preflight (Microsoft Learn, cors policy, common configuration issues), which is
 * then answered as one without a key. `inUrl`: the chain with the key in the URL. `keyless`: the chain without a key.
 */
function withKeySent(inUrl: CorsChain, keyless: CorsChain, product: Product): CorsChain {
  const [own, other] = [preflightOf(inUrl), preflightOf(keyless)];
  // Then it does not matter how the key is sent.
  if (chainKey(own) === chainKey(other)) return inUrl.preflight === null ? { ...inUrl, preflightRests: keyless.preflightRests } : inUrl;
  const question = productKeySent(product.id);
  const steps: readonly CorsStep[] = [
    ...own.steps.map((step) => guarded(step, { question, value: 'query' })),
    ...other.steps.map((step) => guarded(step, { question, value: 'header' })),
  ];
  const preflight: Preflight = inUrl.preflight === null ? { kind: 'product', key: question, steps } : { ...inUrl.preflight, key: question, steps };
  return { ...inUrl, preflight };
}

/** The part that answers the preflight, as a chain. */
function preflightOf({ steps, written, preflight }: CorsChain): CorsChain {
  return { steps: preflight?.steps ?? steps, written: preflight === null ? written : (preflight.written ?? []), preflight: null, preflightRests: [] };
}

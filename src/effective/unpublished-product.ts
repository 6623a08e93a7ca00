import type { Product } from '../apim/service.js';
import { chainKey, type CorsChain, type CorsStep } from '../cors/cors-chain.js';
import { unpublishedProduct } from '../cors/questions.js';
import type { Walk } from '../cors/worlds.js';
import { guarded } from './guarded-step.js';

/** The product, if requests are its own in the world at hand: whether they are those of one that is not published is open. */
export function productCalled(product: Product | null, walk: Walk): Product | null {
  if (product?.published !== false) return product;
  return walk.ask(unpublishedProduct(product.id)).value === 'called' ? product : null;
}

/** The chain of requests of a product that is not published: its own if they are its requests all the same, else that of requests of no product. */
export function ifCalled(own: CorsChain, { id }: Product, without: CorsChain): CorsChain {
  if (chainKey(own) === chainKey(without)) return own;
  const question = unpublishedProduct(id);
  const either = (called: readonly CorsStep[], others: readonly CorsStep[]): readonly CorsStep[] => [
    ...called.map((step) => guarded(step, { question, value: 'called' })),
    ...others.map((step) => guarded(step, { question, value: 'not-called' })),
  ];
  const { steps, written, preflight } = own;
  const other = without.preflight;
  const kind = preflight ?? other;
  return {
    ...own,
    // What the product's policies write into answers is in none of a request that is not the product's.
    steps: either(steps, written.length > without.written.length ? [notCalled] : without.steps),
    preflight: kind === null ? null : { ...kind, steps: either(preflight?.steps ?? steps, other?.steps ?? without.steps) },
  };
}

const notCalled: CorsStep = { kind: 'refused', by: 'subscription', status: 401, place: null, scope: null, guards: [] };

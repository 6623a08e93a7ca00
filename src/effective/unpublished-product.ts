import type { Product } from '../apim/service.js';
import { chainKey, type CorsChain, type CorsStep } from '../cors/cors-chain.js';
import { unpublishedProduct } from '../cors/questions.js';
import type { Walk } from '../cors/worlds.js';
import { guarded } from './guarded-step.js';

/** The product, if requests belong to it in the current world: for an unpublished product that is open. */
export function productCalled(product: Product | null, walk: Walk): Product | null {
  if (product?.published !== false) return product;
  return walk.ask(unpublishedProduct(product.id)).value === 'called' ? product : null;
}

/** The chain for requests of an unpublished product: its own if they belong to it nevertheless, otherwise that of no product. */
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
    // The product's headers are not written for requests that do not belong to it.
    steps: either(steps, written.length > without.written.length ? [notCalled] : without.steps),
    preflight: kind === null ? null : { ...kind, steps: either(preflight?.steps ?? steps, other?.steps ?? without.steps) },
  };
}

const notCalled: CorsStep = { kind: 'refused', by: 'subscription', status: 401, place: null, scope: null, guards: [] };

import { isTransparent } from '../apim/transparency.js';
import type { Operation, Product } from '../apim/service.js';
import { facts, type Fact } from '../cors/facts.js';

/** Facts on which it rests that a preflight meets the policies of this operation and this product. */
export function preflightFacts(operation: Operation | null, product: Product | null, keyInUrl: boolean): readonly Fact[] {
  const found: Fact[] = [];
  if (operation !== null && !isTransparent(operation.policy)) found.push(facts.operationOfPreflight);
  if (product !== null && !isTransparent(product.policy)) found.push(keyInUrl ? facts.keyInUrlAnswers : facts.openProductAnswers);
  return found;
}

import type { Target } from '../apim/target.js';
import type { AccessDifference } from '../cors/access-difference.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { FindingPlace } from './finding-place.js';

/** A group of operations with the same change of access: input of rules and promises. */
export interface AccessChangeView {
  readonly targets: readonly Target[];
  /** `changed`: the operations exist on both sides; `moved`: they do, but nothing answers at their old address. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
  readonly difference: AccessDifference;
  readonly base: CorsChain | null;
  readonly head: CorsChain | null;
  readonly causes: readonly FindingPlace[];
  /** API Management refuses to save head's policy: it is not deployed, and `difference` is what it would cause. */
  readonly isRefused: boolean;
  /** API Management refused to save base's policy: what was deployed before is unknown. */
  readonly wasRefused: boolean;
}

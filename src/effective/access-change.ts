import type { Target } from '../apim/target.js';
import type { AccessDifference } from '../cors/access-difference.js';
import type { CorsChain } from '../cors/cors-chain.js';
import type { FindingPlace } from './finding-place.js';

/** A group of operations whose access differs alike: what rules and promises read. */
export interface AccessChangeView {
  readonly targets: readonly Target[];
  /** `changed`: the operations exist on both sides; `moved`: they do, and nothing answers any more where they were. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
  readonly difference: AccessDifference;
  readonly base: CorsChain | null;
  readonly head: CorsChain | null;
  readonly causes: readonly FindingPlace[];
  /** API Management refuses to save what head has here: nothing of it is deployed, and `difference` is what it would come to. */
  readonly isRefused: boolean;
  /** The same of base: what was deployed before is not known. */
  readonly wasRefused: boolean;
}

import type { Target } from '../apim/target.js';
import type { AccessChangeView } from './access-change.js';
import type { ChainGroup } from './service-state.js';

/** Operations of one API with the same chain before and the same chain after. */
export interface ChangedPair {
  readonly base: ChainGroup | null;
  readonly head: ChainGroup | null;
  readonly target: Target;
  readonly existence: AccessChangeView['existence'];
  /** The requests carry a key that was not needed before, or is not needed now; differences without a key are reported for those. */
  readonly saidWithoutKey?: true;
}

import type { Target } from '../apim/target.js';
import type { AccessChangeView } from './access-change.js';
import type { ChainGroup } from './service-state.js';

/** Operations of one API that meet one chain before and one after. */
export interface ChangedPair {
  readonly base: ChainGroup | null;
  readonly head: ChainGroup | null;
  readonly target: Target;
  readonly existence: AccessChangeView['existence'];
  /** Its requests carry a key that they did not need before, or need no more: what differs without one is said of those. Left out: they do not. */
  readonly saidWithoutKey?: true;
}

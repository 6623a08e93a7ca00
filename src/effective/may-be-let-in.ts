import { accessOf } from '../cors/access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { terminateUnmatchedDefault } from '../cors/questions.js';
import type { Assumptions } from '../cors/worlds.js';

const { id } = terminateUnmatchedDefault;

interface PassingOn {
  readonly chain: CorsChain;
  readonly from: Assumptions;
  readonly assume: Assumptions;
}

/** The same chain for the other reading; kept, so that what is known of it stays known. */
const passingOn = new WeakMap<CorsChain, PassingOn>();

/**
 * Whether some reading lets the origin in. No page says whether `*` lets `null` in; and if a `<cors>` may pass unlisted origins on, a later one may let it in.
 */
export function mayBeLetIn(chain: CorsChain, origin: string, assume: Assumptions): boolean {
  if (isLetIn(chain, origin, assume)) return true;
  const isSettled = assume.has(id) || chain.steps.filter(({ kind }) => kind === 'cors').length < 2;
  if (isSettled || origin === '*') return false;
  let other = passingOn.get(chain);
  if (other?.from !== assume) passingOn.set(chain, (other = { chain: { ...chain }, from: assume, assume: new Map([...assume, [id, 'false']]) }));
  return isLetIn(other.chain, origin, other.assume);
}

function isLetIn(chain: CorsChain, origin: string, assume: Assumptions): boolean {
  const { allowed } = accessOf(chain, origin, assume);
  return origin === 'null' ? allowed !== 'no' : allowed === 'yes';
}

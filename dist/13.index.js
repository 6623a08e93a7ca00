import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4013.index.js';
export const ids=['13'],modules={84: m0[84],83: m0[83],82: m1[82]};

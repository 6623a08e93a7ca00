import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/2932.index.js';
export const ids=['932'],modules={12: m0[12],13: m0[13],19: m0[19],80: m1[80]};

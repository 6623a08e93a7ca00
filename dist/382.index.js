import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/9382.index.js';
export const ids=['382'],modules={60: m0[60],295: m1[295]};

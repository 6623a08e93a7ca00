import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4668.index.js';
export const ids=['668'],modules={107: m0[107],108: m1[108]};

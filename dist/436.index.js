import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7436.index.js';
export const ids=['436'],modules={122: m0[122],176: m1[176]};

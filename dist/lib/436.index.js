import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/7436.index.js';
export const ids=['436'],modules={122: m0[122],77: m1[77],124: m1[124],176: m2[176]};

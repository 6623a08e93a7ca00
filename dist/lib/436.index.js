import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/7436.index.js';
export const ids=['436'],modules={120: m0[120],84: m1[84],122: m1[122],188: m2[188]};

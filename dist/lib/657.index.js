import { modules as m0 } from '../cli/usual.index.js';
import { modules as m1 } from '../cli/shared.index.js';
import { modules as m2 } from '../cli/4657.index.js';
export const ids=['657'],modules={77: m0[77],76: m1[76],106: m2[106]};

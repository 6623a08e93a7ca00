import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4657.index.js';
export const ids=['657'],modules={76: m0[76],106: m1[106]};

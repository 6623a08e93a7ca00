import { modules as m0 } from '../cli/usual.index.js';
import { modules as m1 } from '../cli/shared.index.js';
import { modules as m2 } from '../cli/4657.index.js';
export const ids=['657'],modules={84: m0[84],83: m1[83],112: m2[112]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4657.index.js';
export const ids=['657'],modules={83: m0[83],112: m1[112]};

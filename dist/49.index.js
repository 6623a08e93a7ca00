import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6049.index.js';
export const ids=['49'],modules={76: m0[76],141: m1[141]};

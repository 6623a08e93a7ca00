import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/2568.index.js';
export const ids=['568'],modules={53: m0[53],54: m1[54]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6049.index.js';
export const ids=['49'],modules={56: m0[56],138: m1[138]};

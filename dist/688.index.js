import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7688.index.js';
export const ids=['688'],modules={67: m0[67],194: m1[194]};

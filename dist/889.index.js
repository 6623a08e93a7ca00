import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4889.index.js';
export const ids=['889'],modules={67: m0[67],129: m1[129]};

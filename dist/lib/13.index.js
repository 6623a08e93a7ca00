import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/4013.index.js';
export const ids=['13'],modules={88: m0[88],87: m0[87],86: m1[86]};

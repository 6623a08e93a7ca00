import { modules as m0 } from './cli/9123.index.js';
import { modules as m1 } from './cli/shared.index.js';
export const ids=['123'],modules={294: m0[294],84: m1[84],86: m1[86]};

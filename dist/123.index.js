import { modules as m0 } from './cli/9123.index.js';
import { modules as m1 } from './cli/shared.index.js';
export const ids=['123'],modules={297: m0[297],88: m1[88],91: m1[91]};

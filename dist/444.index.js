import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4444.index.js';
export const ids=['444'],modules={91: m0[91],93: m0[93],92: m1[92]};

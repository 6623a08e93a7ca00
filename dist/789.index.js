import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/5789.index.js';
export const id=789;export const ids=[789];export const modules={3797: m0[3797],5789: m1[5789]};

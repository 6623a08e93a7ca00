import { modules as m0 } from './cli/672.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=672;export const ids=[672];export const modules={176: m0[176],118: m1[118]};

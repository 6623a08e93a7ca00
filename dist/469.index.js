import { modules as m0 } from './cli/7469.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=469;export const ids=[469];export const modules={7469: m0[7469],2287: m1[2287],3445: m1[3445]};

import { modules as m0 } from './cli/3004.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=4;export const ids=[4];export const modules={3004: m0[3004],3878: m1[3878]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/2203.index.js';
export const id=203;export const ids=[203];export const modules={8900: m0[8900],2203: m1[2203]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8596.index.js';
export const id=596;export const ids=[596];export const modules={149: m0[149],3: m0[3],221: m1[221]};

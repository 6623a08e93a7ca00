import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/3957.index.js';
export const id=957;export const ids=[957];export const modules={560: m0[560],3957: m1[3957]};

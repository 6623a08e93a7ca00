import { modules as m0 } from '../cli/4091.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=91;export const ids=[91];export const modules={4091: m0[4091],2772: m1[2772],8948: m1[8948],7318: m1[7318]};

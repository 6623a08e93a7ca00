import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8145.index.js';
export const id=145;export const ids=[145];export const modules={8465: m0[8465],8948: m0[8948],8145: m1[8145]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/4333.index.js';
export const id=333;export const ids=[333];export const modules={8465: m0[8465],8948: m0[8948],4333: m1[4333]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/7292.index.js';
export const id=292;export const ids=[292];export const modules={3791: m0[3791],1823: m0[1823],8948: m0[8948],7292: m1[7292]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8596.index.js';
export const id=596;export const ids=[596];export const modules={172: m0[172],3: m0[3],217: m1[217]};

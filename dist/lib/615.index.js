import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8615.index.js';
export const id=615;export const ids=[615];export const modules={8465: m0[8465],8948: m0[8948],8615: m1[8615]};

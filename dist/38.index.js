import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/38.index.js';
export const id=38;export const ids=[38];export const modules={8465: m0[8465],8948: m0[8948],38: m1[38]};

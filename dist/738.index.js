import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/6738.index.js';
export const id=738;export const ids=[738];export const modules={8465: m0[8465],8948: m0[8948],6738: m1[6738]};

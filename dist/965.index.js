import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/5965.index.js';
export const id=965;export const ids=[965];export const modules={149: m0[149],3: m0[3],150: m1[150]};

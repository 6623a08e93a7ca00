import { modules as m0 } from '../cli/2973.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=973;export const ids=[973];export const modules={72: m0[72],73: m1[73],74: m1[74]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/1654.index.js';
export const id=654;export const ids=[654];export const modules={2064: m0[2064],899: m0[899],481: m1[481]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5673.index.js';
export const id=673;export const ids=[673];export const modules={666: m0[666],1870: m0[1870],5673: m1[5673]};

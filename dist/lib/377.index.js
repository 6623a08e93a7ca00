import { modules as m0 } from '../cli/5377.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=377;export const ids=[377];export const modules={5377: m0[5377],666: m1[666],1333: m1[1333]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/1162.index.js';
export const id=162;export const ids=[162];export const modules={4218: m0[4218],1162: m1[1162]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5917.index.js';
export const id=917;export const ids=[917];export const modules={7072: m0[7072],899: m0[899],5917: m1[5917]};

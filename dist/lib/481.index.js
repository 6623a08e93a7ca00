import { modules as m0 } from '../cli/1481.index.js';
export const id=481;export const ids=[481];export const modules={30: m0[30]};

import { modules as m0 } from '../cli/672.index.js';
export const id=672;export const ids=[672];export const modules={176: m0[176]};

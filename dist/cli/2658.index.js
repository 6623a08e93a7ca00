import { modules as m0 } from './shared.js';
export const id=2658;export const ids=[2658,4224];export const modules={85: m0[85],18: m0[18],86: m0[86]};

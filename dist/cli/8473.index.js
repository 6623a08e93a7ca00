import { modules as m0 } from './shared.js';
export const id=8473;export const ids=[8473,2587];export const modules={5852: m0[5852],2587: m0[2587],4597: m0[4597],2507: m0[2507]};

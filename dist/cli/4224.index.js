import { modules as m0 } from './shared.js';
export const id=4224;export const ids=[4224];export const modules={86: m0[86]};

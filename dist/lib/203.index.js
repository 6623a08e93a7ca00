import { modules as m0 } from '../cli/2203.index.js';
export const id=203;export const ids=[203];export const modules={2203: m0[2203]};

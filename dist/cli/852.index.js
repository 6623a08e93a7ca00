import { modules as m0 } from './shared.js';
export const id=852;export const ids=[852];export const modules={852: m0[852]};

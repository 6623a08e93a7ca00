import { modules as m0 } from './shared.js';
export const id=2951;export const ids=[2951];export const modules={93: m0[93]};

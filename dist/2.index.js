import { modules as m0 } from './cli/5002.index.js';
export const id=2;export const ids=[2];export const modules={131: m0[131]};

import { modules as m0 } from '../cli/1162.index.js';
export const id=162;export const ids=[162];export const modules={1162: m0[1162]};

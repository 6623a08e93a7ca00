import { modules as m0 } from './cli/5006.index.js';
export const id=6;export const ids=[6];export const modules={5006: m0[5006]};

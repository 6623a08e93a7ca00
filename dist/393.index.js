import { modules as m0 } from './cli/7393.index.js';
export const id=393;export const ids=[393];export const modules={194: m0[194]};

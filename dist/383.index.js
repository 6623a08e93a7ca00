import { modules as m0 } from './cli/6383.index.js';
export const id=383;export const ids=[383];export const modules={153: m0[153]};

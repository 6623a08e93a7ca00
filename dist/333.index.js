import { modules as m0 } from './cli/3333.index.js';
export const id=333;export const ids=[333];export const modules={3333: m0[3333]};

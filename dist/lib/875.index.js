import { modules as m0 } from '../cli/3875.index.js';
export const id=875;export const ids=[875];export const modules={3875: m0[3875]};

import { modules as m0 } from '../cli/1608.index.js';
export const id=608;export const ids=[608];export const modules={1608: m0[1608]};

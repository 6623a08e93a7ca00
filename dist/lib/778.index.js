import { modules as m0 } from '../cli/9778.index.js';
export const id=778;export const ids=[778];export const modules={9778: m0[9778]};

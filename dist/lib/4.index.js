import { modules as m0 } from '../cli/3004.index.js';
export const id=4;export const ids=[4];export const modules={3004: m0[3004]};

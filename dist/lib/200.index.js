import { modules as m0 } from '../cli/5200.index.js';
export const id=200;export const ids=[200];export const modules={5200: m0[5200]};

import { modules as m0 } from './shared.js';
export const id=3866;export const ids=[3866,1485];export const modules={21: m0[21],22: m0[22]};

import { modules as m0 } from './shared.js';
export const id=4469;export const ids=[4469];export const modules={4469: m0[4469]};

import { modules as m0 } from './shared.js';
export const id=5322;export const ids=[5322];export const modules={58: m0[58],89: m0[89],20: m0[20],63: m0[63],38: m0[38],90: m0[90],91: m0[91],92: m0[92]};

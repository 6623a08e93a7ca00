import { modules as m0 } from './shared.js';
export const id=5322;export const ids=[5322];export const modules={14: m0[14],90: m0[90],91: m0[91],20: m0[20],35: m0[35],92: m0[92],93: m0[93],94: m0[94]};

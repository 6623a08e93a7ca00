import { modules as m0 } from './cli/9076.index.js';
export const id=76;export const ids=[76];export const modules={293: m0[293]};

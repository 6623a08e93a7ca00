import { modules as m0 } from './cli/8879.index.js';
export const id=260;export const ids=[260];export const modules={295: m0[295]};

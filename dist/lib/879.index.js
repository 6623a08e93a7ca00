import { modules as m0 } from '../cli/8879.index.js';
export const id=879;export const ids=[879];export const modules={295: m0[295]};

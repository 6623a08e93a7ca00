import { modules as m0 } from '../cli/3371.index.js';
export const id=371;export const ids=[371];export const modules={3371: m0[3371]};

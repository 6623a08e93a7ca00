import { modules as m0 } from '../cli/3887.index.js';
export const id=887;export const ids=[887];export const modules={102: m0[102]};

import { modules as m0 } from '../cli/3927.index.js';
export const id=927;export const ids=[927];export const modules={3927: m0[3927]};

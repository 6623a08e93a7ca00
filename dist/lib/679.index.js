import { modules as m0 } from '../cli/6679.index.js';
export const id=679;export const ids=[679];export const modules={6679: m0[6679]};

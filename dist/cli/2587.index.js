import { modules as m0 } from './shared.js';
export const id=2587;export const ids=[2587];export const modules={2587: m0[2587]};

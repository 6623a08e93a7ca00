import { modules as m0 } from './shared.js';
export const id=2215;export const ids=[2215];export const modules={2215: m0[2215]};

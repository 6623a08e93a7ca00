import { modules as m0 } from './shared.js';
export const id=8471;export const ids=[8471,852];export const modules={6930: m0[6930],852: m0[852]};

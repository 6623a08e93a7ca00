import { modules as m0 } from './shared.js';
export const id=4794;export const ids=[4794,2413];export const modules={73: m0[73],18: m0[18]};

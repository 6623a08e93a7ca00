import { modules as m0 } from './shared.js';
export const id=2748;export const ids=[2748,367];export const modules={87: m0[87],88: m0[88]};

import { modules as m0 } from './shared.js';
export const id=367;export const ids=[367,2748];export const modules={87: m0[87],88: m0[88]};

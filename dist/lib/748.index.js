import { modules as m0 } from '../cli/shared.js';
export const id=748;export const ids=[748,367];export const modules={87: m0[87],88: m0[88]};

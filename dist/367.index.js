import { modules as m0 } from './cli/shared.js';
export const id=367;export const ids=[367,748];export const modules={87: m0[87],88: m0[88]};

import { modules as m0 } from './shared.js';
export const id=7632;export const ids=[7632];export const modules={191: m0[191]};

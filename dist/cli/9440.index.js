import { modules as m0 } from './shared.js';
export const id=9440;export const ids=[9440,7632];export const modules={191: m0[191],11: m0[11],108: m0[108]};

import { modules as m0 } from './shared.js';
export const id=4746;export const ids=[4746];export const modules={142: m0[142]};

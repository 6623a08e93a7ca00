import { modules as m0 } from './shared.js';
export const id=7256;export const ids=[7256];export const modules={7256: m0[7256]};

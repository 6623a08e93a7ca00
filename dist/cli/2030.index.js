import { modules as m0 } from './shared.js';
export const id=2030;export const ids=[2030];export const modules={2030: m0[2030]};

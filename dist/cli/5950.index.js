import { modules as m0 } from './shared.js';
export const id=5950;export const ids=[5950];export const modules={5950: m0[5950]};

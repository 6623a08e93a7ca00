import { modules as m0 } from '../cli/8943.index.js';
export const id=943;export const ids=[943];export const modules={8943: m0[8943]};

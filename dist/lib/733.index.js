import { modules as m0 } from '../cli/2733.index.js';
export const id=733;export const ids=[733];export const modules={2733: m0[2733]};

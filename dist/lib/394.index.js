import { modules as m0 } from '../cli/2394.index.js';
export const id=394;export const ids=[394];export const modules={2394: m0[2394]};

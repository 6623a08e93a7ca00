import { modules as m0 } from './shared.js';
export const id=9303;export const ids=[9303];export const modules={9303: m0[9303]};

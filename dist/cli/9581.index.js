import { modules as m0 } from './shared.js';
export const id=9581;export const ids=[9581];export const modules={9581: m0[9581]};

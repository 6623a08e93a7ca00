import { modules as m0 } from '../cli/5225.index.js';
export const id=225;export const ids=[225];export const modules={5225: m0[5225]};

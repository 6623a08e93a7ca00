import { modules as m0 } from '../cli/5036.index.js';
export const id=36;export const ids=[36];export const modules={5036: m0[5036]};

import { modules as m0 } from '../cli/1736.index.js';
export const id=736;export const ids=[736];export const modules={1736: m0[1736]};

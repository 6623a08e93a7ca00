import { modules as m0 } from './shared.js';
export const id=9568;export const ids=[9568];export const modules={7187: m0[7187]};

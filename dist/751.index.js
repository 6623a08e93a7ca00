import { modules as m0 } from './cli/751.index.js';
export const id=751;export const ids=[751];export const modules={751: m0[751]};

import { modules as m0 } from './shared.js';
export const id=8126;export const ids=[8126];export const modules={8126: m0[8126]};

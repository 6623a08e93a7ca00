import { modules as m0 } from './cli/201.index.js';
export const id=201;export const ids=[201];export const modules={201: m0[201]};

import { modules as m0 } from './cli/2224.index.js';
export const id=224;export const ids=[224];export const modules={2224: m0[2224]};

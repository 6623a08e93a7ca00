import { modules as m0 } from './cli/3957.index.js';
export const id=957;export const ids=[957];export const modules={3957: m0[3957]};

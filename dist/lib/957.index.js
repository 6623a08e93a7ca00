import { modules as m0 } from '../cli/8957.index.js';
export const id=957;export const ids=[957];export const modules={8957: m0[8957]};

import { modules as m0 } from './shared.js';
export const id=1957;export const ids=[1957];export const modules={1957: m0[1957]};

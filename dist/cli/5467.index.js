import { modules as m0 } from './shared.js';
export const id=5467;export const ids=[5467];export const modules={5467: m0[5467]};

import { modules as m0 } from './shared.js';
export const id=1049;export const ids=[1049,5467];export const modules={3180: m0[3180],5467: m0[5467],2507: m0[2507]};

import { modules as m0 } from './shared.js';
export const id=8726;export const ids=[8726,1978];export const modules={3180: m0[3180],1978: m0[1978],6130: m0[6130],2507: m0[2507]};

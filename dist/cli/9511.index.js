import { modules as m0 } from './shared.js';
export const id=9511;export const ids=[9511,4469];export const modules={3180: m0[3180],4469: m0[4469],2507: m0[2507]};

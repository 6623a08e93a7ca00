import { modules as m0 } from './shared.js';
export const id=1218;export const ids=[1218,5950];export const modules={5950: m0[5950],701: m0[701],2507: m0[2507]};

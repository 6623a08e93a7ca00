import { modules as m0 } from './shared.js';
export const id=3890;export const ids=[3890,2030];export const modules={5852: m0[5852],2030: m0[2030],4597: m0[4597],2507: m0[2507]};

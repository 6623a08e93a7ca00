import { modules as m0 } from './shared.js';
export const id=8907;export const ids=[8907,1288];export const modules={4568: m0[4568],1497: m0[1497],6930: m0[6930],7390: m0[7390],2402: m0[2402],70: m0[70],5677: m0[5677],572: m0[572]};

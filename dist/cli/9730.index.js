import { modules as m0 } from './shared.js';
export const id=9730;export const ids=[9730,2215];export const modules={9724: m0[9724],6930: m0[6930],611: m0[611],2215: m0[2215]};

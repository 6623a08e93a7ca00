import { modules as m0 } from '../cli/shared.js';
export const id=25;export const ids=[25,406];export const modules={7871: m0[7871],5406: m0[5406]};

import { modules as m0 } from '../cli/shared.js';
export const id=762;export const ids=[762,381];export const modules={6349: m0[6349],3381: m0[3381]};

import { modules as m0 } from './shared.js';
export const id=3381;export const ids=[3381,5762];export const modules={6349: m0[6349],3381: m0[3381]};

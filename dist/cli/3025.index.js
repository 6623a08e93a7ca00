import { modules as m0 } from './shared.js';
export const id=3025;export const ids=[3025,5406];export const modules={7871: m0[7871],5406: m0[5406]};

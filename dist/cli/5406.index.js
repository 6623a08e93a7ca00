import { modules as m0 } from './shared.js';
export const id=5406;export const ids=[5406,3025];export const modules={7871: m0[7871],5406: m0[5406]};

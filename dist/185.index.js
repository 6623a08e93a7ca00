import { modules as m0 } from './cli/9185.index.js';
export const id=185;export const ids=[185];export const modules={9185: m0[9185]};

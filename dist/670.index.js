import { modules as m0 } from './cli/7670.index.js';
export const id=670;export const ids=[670];export const modules={7670: m0[7670]};

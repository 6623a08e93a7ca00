import { modules as m0 } from './cli/3242.index.js';
export const id=242;export const ids=[242];export const modules={78: m0[78]};

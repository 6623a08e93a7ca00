import { modules as m0 } from './cli/6014.index.js';
export const id=14;export const ids=[14];export const modules={151: m0[151]};

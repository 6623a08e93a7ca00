import { modules as m0 } from './cli/5735.index.js';
export const id=735;export const ids=[735];export const modules={5735: m0[5735]};

import { modules as m0 } from './cli/7594.index.js';
export const id=594;export const ids=[594];export const modules={7594: m0[7594]};

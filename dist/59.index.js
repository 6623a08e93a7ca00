import { modules as m0 } from './cli/9059.index.js';
export const id=59;export const ids=[59];export const modules={1440: m0[1440]};

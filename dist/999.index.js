import { modules as m0 } from './cli/5999.index.js';
export const id=999;export const ids=[999];export const modules={148: m0[148]};

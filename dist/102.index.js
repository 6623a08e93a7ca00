import { modules as m0 } from './cli/9102.index.js';
export const id=102;export const ids=[102];export const modules={9102: m0[9102]};

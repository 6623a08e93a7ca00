import { modules as m0 } from './cli/5790.index.js';
export const id=790;export const ids=[790];export const modules={5790: m0[5790]};

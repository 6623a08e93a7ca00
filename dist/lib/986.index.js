import { modules as m0 } from '../cli/5986.index.js';
export const id=986;export const ids=[986];export const modules={5986: m0[5986]};

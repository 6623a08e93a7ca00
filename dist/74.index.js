import { modules as m0 } from './cli/5074.index.js';
export const id=74;export const ids=[74];export const modules={5074: m0[5074]};

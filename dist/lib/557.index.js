import { modules as m0 } from '../cli/7557.index.js';
export const id=557;export const ids=[557];export const modules={186: m0[186]};

import { modules as m0 } from '../cli/9380.index.js';
export const id=380;export const ids=[380];export const modules={9380: m0[9380]};

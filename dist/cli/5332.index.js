import { modules as m0 } from './shared.js';
export const id=5332;export const ids=[5332,2951];export const modules={18: m0[18],93: m0[93]};

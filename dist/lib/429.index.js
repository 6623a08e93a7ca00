import { modules as m0 } from '../cli/429.index.js';
export const id=429;export const ids=[429];export const modules={429: m0[429]};

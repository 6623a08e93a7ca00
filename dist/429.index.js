import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/429.index.js';
export const id=429;export const ids=[429];export const modules={1892: m0[1892],429: m1[429]};

import { modules as m0 } from './cli/672.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=672;export const ids=[672];export const modules={185: m0[185],186: m1[186]};

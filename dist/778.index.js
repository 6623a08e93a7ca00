import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/9778.index.js';
export const id=778;export const ids=[778];export const modules={3878: m0[3878],9778: m1[9778]};

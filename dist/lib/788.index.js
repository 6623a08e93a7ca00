import { modules as m0 } from '../cli/4788.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=788;export const ids=[788];export const modules={114: m0[114],115: m1[115],116: m1[116],74: m1[74]};

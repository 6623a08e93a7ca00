import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/6822.index.js';
export const id=822;export const ids=[822];export const modules={126: m0[126],88: m0[88],183: m1[183]};

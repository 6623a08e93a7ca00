import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/6822.index.js';
export const id=822;export const ids=[822];export const modules={141: m0[141],89: m0[89],191: m1[191]};

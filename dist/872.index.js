import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/8872.index.js';
export const id=872;export const ids=[872];export const modules={115: m0[115],116: m0[116],289: m1[289]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8596.index.js';
export const id=596;export const ids=[596];export const modules={146: m0[146],116: m0[116],211: m1[211]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/4546.index.js';
export const id=546;export const ids=[546];export const modules={2772: m0[2772],8948: m0[8948],4546: m1[4546]};

import { modules as m0 } from '../cli/1072.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=72;export const ids=[72];export const modules={2: m0[2],3: m1[3],4: m1[4]};

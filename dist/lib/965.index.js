import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5965.index.js';
export const id=965;export const ids=[965];export const modules={164: m0[164],3: m0[3],165: m1[165]};

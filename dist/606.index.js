import { modules as m0 } from './cli/5225.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=606;export const ids=[606];export const modules={5225: m0[5225],4528: m1[4528]};

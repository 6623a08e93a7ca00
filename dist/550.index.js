import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/7550.index.js';
export const id=550;export const ids=[550];export const modules={4431: m0[4431],5120: m0[5120],7550: m1[7550]};

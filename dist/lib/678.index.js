import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/6678.index.js';
export const id=678;export const ids=[678];export const modules={4431: m0[4431],4212: m0[4212],3937: m1[3937]};

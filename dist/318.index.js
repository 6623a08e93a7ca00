import { modules as m0 } from './cli/1318.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=318;export const ids=[318];export const modules={25: m0[25],26: m1[26],3: m1[3],4: m1[4]};
